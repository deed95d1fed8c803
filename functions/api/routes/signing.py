"""/v1/images/{id}/sign and /v1/me/signing-key/rotate: the owner's word for options that not everybody may ask for."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.parameters import AnImageId
from functions.api.responses import answers
from pixelflare.addresses.signed_options import sign_options
from pixelflare.base import clock
from pixelflare.catalog import get_live_image
from pixelflare.entry.http import caller_of
from schema.addresses.signing import AddressKey, SignAddress, SignedAddress

router = APIGatewayHttpRouter()


@router.post(
    "/v1/images/<image_id>/sign",
    summary="Sign an address with options",
    description="Presets and their widths need no signature. `s` in the address lets the variant be made for whoever asks first, "
    "in any format; what has been made is answered to everybody who may see the image. Of a private image the address also "
    "carries what lets it be seen, for an hour or two. 409 for an image without bytes yet, 410 for one that has expired.",
    responses=answers(
        HTTPStatus.OK, "The address", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE, HTTPStatus.BAD_REQUEST
    ),
    operation_id="signAddress",
    tags=["images"],
)
def sign_address(image_id: AnImageId, request: SignAddress) -> SignedAddress:
    owner = caller_of(router).owner
    image = get_live_image(owner, image_id, images=use.images())
    return sign_options(
        image,
        request,
        keys=use.address_keys().valid_for(owner),
        public_url=use.public_url(),
        signer=use.signer(),
        now=clock.now(),
    )


@router.post(
    "/v1/me/signing-key/rotate",
    summary="Sign addresses with another key from now on",
    description="Addresses that were signed with the key before still count; rotate twice to end them. What has been made stays.",
    responses=answers(HTTPStatus.OK, "The number of the new key", HTTPStatus.NOT_FOUND),
    operation_id="rotateSigningKey",
    tags=["me"],
)
def rotate_signing_key() -> AddressKey:
    return AddressKey(number=use.address_keys().rotate(caller_of(router).owner))
