"""/v1/admin/owners: who is there"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.admin.services import AdminCall, Services
from pixelflare.entry.http import OPERATOR_TOKEN, READ, Routes, answers
from schema.administration import ListedOwner, SearchedOwner
from schema.identity.scopes import Scope
from schema.limits import MAX_OWNERS_PAGE, OWNERS_PAGE
from schema.pages import Page

routes: Routes[Services] = Routes("/v1/admin/owners", tag="operators")


@routes.get(
    "/",
    scope=Scope.ADMIN,
    cost=READ,
    credentials=OPERATOR_TOKEN,
    summary="List owners",
    description="Everybody in the user pool, in its order, with plan and usage. `search` finds by the beginning of an e-mail "
    "address, or by a whole handle or owner's id. With `costs`, the running month's costs so far are added up for each: this "
    "takes the longer the more images they have.",
    responses=answers(HTTPStatus.OK, "A page of owners"),
    operation_id="listOwners",
)
def list_owners(
    call: AdminCall,
    search: Annotated[SearchedOwner | None, Query(description="An address's beginning, a handle, or an id")] = None,
    costs: Annotated[bool, Query(description="Whether to add costs up")] = False,
    limit: Annotated[int, Query(ge=1, le=MAX_OWNERS_PAGE, description="How many at most")] = OWNERS_PAGE,
    cursor: Annotated[str | None, Query(max_length=4000, description="`next_cursor` of the page before")] = None,
) -> Page[ListedOwner]:
    return call.services.owners.page(search=search, limit=limit, cursor=cursor, with_costs=costs, now=call.now)
