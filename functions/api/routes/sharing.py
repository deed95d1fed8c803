"""/v1/images/{id}/access-token: letting others see a private image."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.parameters import AnImageId
from functions.api.responses import answers
from pixelflare.addresses.build import give_access
from pixelflare.base import clock
from pixelflare.catalog import get_live_image
from pixelflare.entry.http import caller_of, note
from schema.addresses.access import AccessAddresses, GiveAccess

router = APIGatewayHttpRouter()


@router.post(
    "/<image_id>/access-token",
    summary="Make addresses of a private image that work for anybody",
    description="For `ttl` seconds, an hour by default and seven days at most; never longer than the image is seen at all. "
    "An address can not be called back: deleting the image or making it public ends it, and nothing else does before its time. "
    "409 for an image that is not private, or has no bytes yet; 410 for one that has expired.",
    responses=answers(
        HTTPStatus.OK, "Addresses with a signature", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE
    ),
    operation_id="shareImage",
    tags=["images"],
)
def share_image(image_id: AnImageId, request: GiveAccess | None = None) -> AccessAddresses:
    image = get_live_image(caller_of(router).owner, image_id, images=use.images())
    ttl = (request or GiveAccess()).ttl
    note(router, ttl=ttl)
    return give_access(
        image,
        ttl_seconds=ttl,
        public_url=use.public_url(),
        signer=use.signer(),
        now=clock.now(),
    )
