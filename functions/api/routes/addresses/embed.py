"""/v1/images/{id}/embed: code that puts an image into a page."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.routes.parameters import AnImageId
from functions.api.services import ApiCall, Services
from pixelflare.base.errors import Forbidden, InvalidRequest
from pixelflare.catalog import get_live_image
from pixelflare.entry.http import READ, Routes, answers
from schema.addresses.presets import PRESETS
from schema.identity.scopes import Scope
from schema.library.embed import EmbedCode
from schema.limits import MAX_ALT_LENGTH, MAX_HOSTNAME_INPUT, MAX_SIZES_LENGTH
from schema.types import Text

routes: Routes[Services] = Routes("/v1/images", tag="images")


@routes.get(
    "/<image_id>/embed",
    scope=Scope.READ,
    cost=READ,
    summary="Get embed code for an image",
    description="HTML with all widths of the image, in the formats that browsers take, and a placeholder while it loads; "
    "Markdown, BBCode, CSS and Open Graph. The addresses of a private image are signed for an hour or two: see `expires_at`. "
    "Public addresses are under the custom domain that `domain` names, or else the setting `embed_domain`. "
    "Widths beyond the public ones are signed too, which takes the scope `write`. 409 for an image without bytes yet, 410 for "
    "one that has expired.",
    responses=answers(
        HTTPStatus.OK, "The code", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE, HTTPStatus.BAD_REQUEST
    ),
    operation_id="embedImage",
)
def embed_image(
    call: ApiCall,
    image_id: AnImageId,
    widths: Annotated[str, Query(max_length=200, description="Pixels, with commas between: `320,640,1280`")] = "",
    sizes: Annotated[
        Text | None, Query(max_length=MAX_SIZES_LENGTH, description="How wide the page shows it: the `sizes` of HTML")
    ] = None,
    alt: Annotated[Text | None, Query(max_length=MAX_ALT_LENGTH, description="In place of the image's own")] = None,
    preset: Annotated[
        str | None, Query(max_length=40, description=f"This one size instead: {', '.join(PRESETS)}")
    ] = None,
    domain: Annotated[
        str | None,
        Query(
            max_length=MAX_HOSTNAME_INPUT,
            description="A verified custom domain of the caller, for the addresses of public images. Empty: none. By default, the "
            "setting `embed_domain`, while that domain is verified",
        ),
    ] = None,
) -> EmbedCode:
    # Geometry and placeholders come with it, which the API's other routes can start without.
    from pixelflare.embed.embed import EmbedRequest, EmbedServices, embed

    services = call.services
    image = get_live_image(call.owner, image_id, images=services.images)
    desk = EmbedServices(
        public_url=services.public_url(),
        signer=services.signer,
        keys=lambda: _signing_keys(call),
        widths=services.env.widths,
        domain=_preferred(call) if domain is None else _verified(call, domain),
    )
    return embed(image, EmbedRequest(widths, sizes, alt, preset), desk=desk, now=call.now)


def _preferred(call: ApiCall) -> str | None:
    """That of the settings, while it is served."""
    from pixelflare.custom_domains import is_served

    user = call.services.users.find(call.owner)
    host = user.settings.embed_domain if user else None
    return host if host and is_served(call.owner, host, domains=call.services.domain_claims.domains) else None


def _verified(call: ApiCall, host: str) -> str | None:
    """None where none is asked for. Raises InvalidRequest for a name that is not served for the caller."""
    from pixelflare.custom_domains import is_served

    if not host:
        return None
    if not is_served(call.owner, host, domains=call.services.domain_claims.domains):
        raise InvalidRequest("domain: this is no verified domain of yours", details={"parameter": "domain"})
    return host.lower()


def _signing_keys(call: ApiCall) -> tuple[bytes, ...]:
    """The caller's, which take what `POST /v1/images/{id}/sign` takes. Raises Forbidden."""
    if not call.caller.scope.covers(Scope.WRITE):
        raise Forbidden("widths beyond the public ones need a signature, which takes the scope write")
    return call.services.address_keys.valid_for(call.owner)
