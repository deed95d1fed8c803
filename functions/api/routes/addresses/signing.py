"""/v1/images/{id}/sign and /v1/me/signing-key/rotate: the owner's signature for options beyond the public ones."""

from http import HTTPStatus

from functions.api.routes.parameters import AnImageId
from functions.api.services import ApiCall, Services
from pixelflare.accounts import rotate_address_key
from pixelflare.addresses.signed_options import sign_options
from pixelflare.catalog import get_live_image
from pixelflare.entry.http import JSON_BODY, WRITE, AuditAction, Routes, answers
from schema.addresses.signing import AddressKey, SignAddress, SignedAddress
from schema.identity.scopes import Scope

routes: Routes[Services] = Routes(tag="images")


@routes.post(
    "/v1/images/<image_id>/sign",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("sign", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Sign an image address with options",
    description="Presets and public widths need no signature. `s` in the address lets anybody have the variant made, in any "
    "format; once made it is served to everybody who may see the image. The address of a private image is also signed for "
    "viewing, for an hour or two. 409 for an image without bytes yet, 410 for one that has expired.",
    responses=answers(
        HTTPStatus.OK, "The address", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE, HTTPStatus.BAD_REQUEST
    ),
    operation_id="signAddress",
)
def sign_address(call: ApiCall, image_id: AnImageId, request: SignAddress) -> SignedAddress:
    services = call.services
    image = get_live_image(call.owner, image_id, images=services.images)
    return sign_options(
        image,
        request,
        keys=services.address_keys.valid_for(call.owner),
        public_url=services.public_url(),
        signer=services.signer,
        now=call.now,
    )


@routes.post(
    "/v1/me/signing-key/rotate",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("rotate", "signing_key"),
    body=JSON_BODY,
    summary="Rotate your signing key",
    description="Addresses signed with the previous key stay valid; rotate twice to end them. Stored variants stay.",
    responses=answers(HTTPStatus.OK, "The number of the new key", HTTPStatus.NOT_FOUND),
    operation_id="rotateSigningKey",
    tags=["me"],
)
def rotate_signing_key(call: ApiCall) -> AddressKey:
    services = call.services
    with services.library.allowance.spending(call.owner, now=call.now):
        return AddressKey(number=rotate_address_key(call.owner, keys=services.address_keys, edge=services.edge))
