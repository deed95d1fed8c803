"""/v1/explain: what an address means."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import collaborators as use
from functions.api.responses import answers
from pixelflare.base import clock
from pixelflare.entry.http import caller_of
from schema.addresses.explain import Explanation
from schema.addresses.negotiation import BROWSER
from schema.limits import MAX_ACCEPT_LENGTH, MAX_EXPLAINED_LENGTH

router = APIGatewayHttpRouter()


@router.get(
    "/",
    summary="Say what an address means, and what would be done for it",
    description="For any address of a picture, ours or in another vendor's grammar, signed or not; its host does not matter. "
    "Nothing is made by asking. Of images that are not the caller's the grammar is told and nothing else: `image` is null, "
    "whether there is one or not. 400 with the words of the CDN for what it refuses as no address.",
    responses=answers(HTTPStatus.OK, "The meaning", HTTPStatus.BAD_REQUEST),
    operation_id="explainAddress",
    tags=["images"],
)
def explain_address(
    url: Annotated[
        str, Query(min_length=1, max_length=MAX_EXPLAINED_LENGTH, description="An address or a path, encoded")
    ],
    accept: Annotated[
        str, Query(max_length=MAX_ACCEPT_LENGTH, description="The viewer's Accept header; a browser's of today without")
    ] = BROWSER,
) -> Explanation:
    # All vendors' grammars come with it, which the API's other routes can start without.
    from pixelflare.explain.explain import ExplainServices, explain

    lookups = ExplainServices(
        images=use.images(),
        handles=use.handles(),
        variant_listing=use.variant_listing(),
        address_keys=use.address_keys(),
        vendor_keys=use.vendor_keys(),
        signer=use.signer(),
        public_url=use.public_url,
        widths=use.env().widths,
        snap=use.env().snapped_widths,
    )
    return explain(url, accept=accept, owner=caller_of(router).owner, lookups=lookups, now=clock.now())
