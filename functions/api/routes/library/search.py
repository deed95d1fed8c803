"""/v1/search"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.routes.parameters import Cursor, PageSize
from functions.api.services import ApiCall, Services
from pixelflare.base.errors import InvalidRequest
from pixelflare.entry.http import READ, Routes, answers
from pixelflare.search import find_by_meaning, highlights_of
from schema.identity.scopes import Scope
from schema.library.search import SearchHit, SearchPage
from schema.limits import DEFAULT_PAGE_SIZE, MAX_SEARCH_LENGTH

routes: Routes[Services] = Routes("/v1/search", tag="search")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="Search images",
    description="By the words of names, titles, tags, alternative texts, labels, captions, albums and cameras. "
    "All words must be there; `OR` joins its "
    "neighbours, `-` excludes, quotes make a phrase, and `word*` finds what begins like it. Filters: `album:` `tag:` "
    "`type:` `camera:` `color:` `is:` `license:` `before:` `after:`. The best hits come first, then the newest. A change is found "
    "about a second later. A page may be shorter than `limit` and still have a next one. With `meaning`, the pictures that are "
    "nearest to a sentence, on one page; 409 where no model serves it.",
    responses=answers(HTTPStatus.OK, "A page of hits", HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT),
    operation_id="searchImages",
)
def search_images(
    call: ApiCall,
    q: Annotated[str, Query(max_length=MAX_SEARCH_LENGTH, description="What to look for")] = "",
    meaning: Annotated[
        str | None,
        Query(
            max_length=MAX_SEARCH_LENGTH,
            description="A sentence to find pictures for, without `q`, `facets` and `cursor`; 409 while off",
        ),
    ] = None,
    facets: Annotated[
        bool, Query(description="Also count the 500 best hits by album, tag, type and year; on the first page only")
    ] = False,
    limit: PageSize = DEFAULT_PAGE_SIZE,
    cursor: Cursor = None,
) -> SearchPage:
    services = call.services
    if meaning is not None:
        if q or facets or cursor:
            raise InvalidRequest("`meaning` goes with `limit` only", details={"parameter": "meaning"})
        images = find_by_meaning(call.owner, meaning, search=services.meaning, limit=limit, now=call.now)
        return SearchPage(data=[SearchHit(image=services.shown(image), highlights=[]) for image in images])
    page = services.search.page(call.owner, q, limit=limit, cursor=cursor, with_facets=facets)
    hits = [
        SearchHit(image=services.shown(found.image), highlights=highlights_of(found.image, found.document, page.query))
        for found in page.found
    ]
    return SearchPage(data=hits, next_cursor=page.next_cursor, total=page.total, facets=page.facets)
