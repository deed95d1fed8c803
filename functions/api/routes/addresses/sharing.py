"""/v1/images/{id}/access-token: letting others see a private image."""

from http import HTTPStatus

from functions.api.routes.parameters import AnImageId
from functions.api.services import ApiCall, Services
from pixelflare.addresses.build import give_access
from pixelflare.catalog import get_live_image
from pixelflare.entry.http import JSON_BODY, WRITE, AuditAction, Routes, answers
from schema.addresses.access import AccessAddresses, GiveAccess
from schema.identity.scopes import Scope

routes: Routes[Services] = Routes("/v1/images", tag="images")


@routes.post(
    "/<image_id>/access-token",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("share", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Share a private image",
    description="Signed addresses that work for anybody for `ttl` seconds: an hour by default, seven days at most, and never "
    "longer than the image itself is visible. A signed address cannot be revoked: it ends early only when the image is deleted "
    "or made public. 409 for an image that is not private, or has no bytes yet; 410 for one that has expired.",
    responses=answers(HTTPStatus.OK, "Signed addresses", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE),
    operation_id="shareImage",
)
def share_image(call: ApiCall, image_id: AnImageId, request: GiveAccess | None = None) -> AccessAddresses:
    image = get_live_image(call.owner, image_id, images=call.services.images)
    ttl = (request or GiveAccess()).ttl
    call.audit_detail(ttl=ttl)
    return give_access(
        image,
        ttl_seconds=ttl,
        public_url=call.services.public_url(),
        signer=call.services.signer,
        now=call.now,
    )
