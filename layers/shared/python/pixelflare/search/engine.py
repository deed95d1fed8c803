"""Searches an owner's images: a page of hits, each confirmed by its document and its record."""

from dataclasses import dataclass
from typing import Any

from pixelflare.base.cursors import Cursors
from pixelflare.base.parallel import at_once
from pixelflare.catalog import ImageStore
from pixelflare.search.document import SearchDocument
from pixelflare.search.facets import FACETED, facets_of
from pixelflare.search.lists import Postings
from pixelflare.search.matching import InDocument, meets
from pixelflare.search.parser import parse_query
from pixelflare.search.query import Query
from pixelflare.search.windows import Hit, read_documents, read_window
from schema.library.images import Image
from schema.library.search import Facets

_MAX_WINDOWS = 4
"""That are read for one page. Where common terms seldom meet, a page may be short and still have a next one."""
_ABOVE_ALL = "img_~"


@dataclass(frozen=True)
class Found:
    image: Image
    document: SearchDocument


@dataclass(frozen=True)
class FoundPage:
    query: Query
    found: list[Found]
    next_cursor: str | None
    total: int | None
    """None where the hits were not all looked at."""
    facets: Facets | None = None


@dataclass(frozen=True)
class _Place:
    """Behind `after` in the window below `below`."""

    below: str = _ABOVE_ALL
    after: Hit | None = None


class SearchEngine:
    def __init__(self, postings: Postings, *, images: ImageStore, cursors: Cursors) -> None:
        self._postings = postings
        self._images = images
        self._cursors = cursors

    def page(
        self, owner: str, text: str, *, limit: int, cursor: str | None = None, with_facets: bool = False
    ) -> FoundPage:
        """With facets on the first page only. Raises InvalidRequest for a query that cannot be, and for a cursor of another one."""
        query = parse_query(text)
        name = f"search {owner} {query!r}"
        place = _place(self._cursors.read(cursor, of=name)) if cursor else _Place()
        if query.asks_for_nothing:
            return FoundPage(query, [], None, 0)
        hits, following, total = self._hits(owner, query, place, limit)
        again = self._cursors.give(_told(following), of=name) if following else None
        facets = self._facets(owner, query) if with_facets and not cursor else None
        return FoundPage(query, self._confirmed(owner, query, hits), again, total, facets)

    def _facets(self, owner: str, query: Query) -> Facets:
        hits, _, _ = self._hits(owner, query, _Place(), FACETED)
        documents = read_documents(owner, [hit.image_id for hit in hits], self._postings)
        return facets_of(document for document in documents.values() if meets(query, InDocument(document)))

    def _hits(self, owner: str, query: Query, place: _Place, limit: int) -> tuple[list[Hit], _Place | None, int | None]:
        hits: list[Hit] = []
        for _ in range(_MAX_WINDOWS):
            window = read_window(owner, query, below=place.below, postings=self._postings)
            is_whole = place.below == _ABOVE_ALL and not window.floor
            total = len(window.best_first) if is_whole else None
            left = [hit for hit in window.best_first if place.after is None or hit < place.after]
            taken = left[: limit - len(hits)]
            hits += taken
            if len(taken) < len(left):
                return hits, _Place(place.below, hits[-1]), total
            if not window.floor:
                return hits, None, total
            place = _Place(window.floor)
            if len(hits) == limit:
                break
        return hits, place, None

    def _confirmed(self, owner: str, query: Query, hits: list[Hit]) -> list[Found]:
        """Those whose record is live, and whose document still answers the query."""
        image_ids = [hit.image_id for hit in hits]
        images, documents = at_once(
            lambda: self._images.find_many(owner, image_ids), lambda: self._postings.documents(owner, image_ids)
        )
        return [
            Found(image, document)
            for image in images
            if image.is_servable and (document := documents.get(image.image_id)) and meets(query, InDocument(document))
        ]


def _told(place: _Place) -> dict[str, Any]:
    after = {"score": place.after.score, "id": place.after.image_id} if place.after else {}
    return {"below": place.below, **after}


def _place(told: dict[str, Any]) -> _Place:
    return _Place(told["below"], Hit(told["score"], told["id"]) if "id" in told else None)
