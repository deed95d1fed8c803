"""/v1/search"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.routes.parameters import Cursor, PageSize
from functions.api.services import ApiCall, Services
from pixelflare.entry.http import READ, Routes, answers
from schema.identity.scopes import Scope
from schema.library.search import SearchHit, SearchPage
from schema.limits import DEFAULT_PAGE_SIZE, MAX_SEARCH_LENGTH

routes: Routes[Services] = Routes("/v1/search", tag="search")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="Search images",
    description="By the words of names, tags, alternative texts, albums and cameras. All words must be there; `OR` joins its "
    "neighbours, `-` excludes, quotes make a phrase, and `word*` finds what begins like it. Filters: `album:` `tag:` "
    "`type:` `camera:` `is:` `license:` `before:` `after:`. The best hits come first, then the newest. A change is found "
    "about a second later. A page may be shorter than `limit` and still have a next one.",
    responses=answers(HTTPStatus.OK, "A page of hits", HTTPStatus.BAD_REQUEST),
    operation_id="searchImages",
)
def search_images(
    call: ApiCall,
    q: Annotated[str, Query(max_length=MAX_SEARCH_LENGTH, description="What to look for")] = "",
    limit: PageSize = DEFAULT_PAGE_SIZE,
    cursor: Cursor = None,
) -> SearchPage:
    page = call.services.search.page(call.owner, q, limit=limit, cursor=cursor)
    hits = [SearchHit(image=call.services.shown(found.image)) for found in page.found]
    return SearchPage(data=hits, next_cursor=page.next_cursor, total=page.total)
