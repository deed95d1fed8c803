"""/v1/explain: what an address means."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.services import ApiCall, Services
from pixelflare.entry.http import READ, Routes, answers
from schema.addresses.explain import Explanation
from schema.addresses.negotiation import BROWSER
from schema.identity.scopes import Scope
from schema.limits import MAX_ACCEPT_LENGTH, MAX_EXPLAINED_LENGTH

routes: Routes[Services] = Routes("/v1/explain", tag="images")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="Explain an image address",
    description="For any image address, ours or in another vendor's grammar, signed or not; the host does not matter, but for an "
    "address that one of your images was imported from: that one is explained as this image. "
    "Nothing is rendered. For an address of another owner only the grammar is explained: `image` is null, whether or not "
    "there is an image. 400 with the CDN's own message for what is no address.",
    responses=answers(HTTPStatus.OK, "The meaning", HTTPStatus.BAD_REQUEST),
    operation_id="explainAddress",
)
def explain_address(
    call: ApiCall,
    url: Annotated[
        str, Query(min_length=1, max_length=MAX_EXPLAINED_LENGTH, description="An address or a path, encoded")
    ],
    accept: Annotated[
        str,
        Query(
            max_length=MAX_ACCEPT_LENGTH, description="The viewer's Accept header; by default that of a current browser"
        ),
    ] = BROWSER,
) -> Explanation:
    # All vendors' grammars come with it, which the API's other routes can start without.
    from pixelflare.explain.explain import ExplainServices, explain

    services = call.services
    lookups = ExplainServices(
        images=services.images,
        origins=services.origins,
        handles=services.handles,
        variant_listing=services.variant_listing,
        address_keys=services.address_keys,
        vendor_keys=services.vendor_keys,
        signer=services.signer,
        public_url=services.public_url,
        widths=services.env.widths,
        snap=services.env.snapped_widths,
    )
    return explain(url, accept=accept, owner=call.owner, lookups=lookups, now=call.now)
