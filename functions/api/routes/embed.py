"""/v1/images/{id}/embed: what puts an image into a page."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.parameters import AnImageId
from functions.api.responses import answers
from pixelflare.base import clock
from pixelflare.base.errors import Forbidden
from pixelflare.catalog import get_live_image
from pixelflare.entry.http import caller_of
from schema.addresses.presets import PRESETS
from schema.identity.scopes import Scope
from schema.library.embed import EmbedCode
from schema.limits import MAX_ALT_LENGTH, MAX_SIZES_LENGTH
from schema.types import Text

router = APIGatewayHttpRouter()


@router.get(
    "/<image_id>/embed",
    summary="Show what puts an image into a page",
    description="HTML with every width that the image has, in the formats that browsers take, and a placeholder until it is "
    "there; Markdown, BBCode, CSS and Open Graph. Addresses of a private image carry what lets it be seen, for an hour or two: "
    "`expires_at`. Widths that not everybody may ask for are signed, which takes the scope `write`. 409 for an image without "
    "bytes yet, 410 for one that has expired.",
    responses=answers(
        HTTPStatus.OK, "The code", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE, HTTPStatus.BAD_REQUEST
    ),
    operation_id="embedImage",
    tags=["images"],
)
def embed_image(
    image_id: AnImageId,
    widths: Annotated[str, Query(max_length=200, description="Pixels, with commas between: `320,640,1280`")] = "",
    sizes: Annotated[
        Text | None, Query(max_length=MAX_SIZES_LENGTH, description="How wide the page shows it: the `sizes` of HTML")
    ] = None,
    alt: Annotated[Text | None, Query(max_length=MAX_ALT_LENGTH, description="In place of the image's own")] = None,
    preset: Annotated[
        str | None, Query(max_length=40, description=f"This one size instead: {', '.join(PRESETS)}")
    ] = None,
) -> EmbedCode:
    # Geometry and placeholders come with it, which the API's other routes can start without.
    from pixelflare.embed.embed import EmbedRequest, EmbedServices, embed

    image = get_live_image(caller_of(router).owner, image_id, images=use.images())
    desk = EmbedServices(
        public_url=use.public_url(),
        signer=use.signer(),
        keys=_keys,
        widths=use.env().widths,
    )
    return embed(image, EmbedRequest(widths, sizes, alt, preset), desk=desk, now=clock.now())


def _keys() -> tuple[bytes, ...]:
    """The caller's, to sign with: that takes what `POST /v1/images/{id}/sign` takes. Raises Forbidden."""
    caller = caller_of(router)
    if not caller.scope.covers(Scope.WRITE):
        raise Forbidden("widths that not everybody may ask for need a signature, which takes the scope write")
    return use.address_keys().valid_for(caller.owner)
