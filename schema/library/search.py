"""What a search answers."""

from pydantic import BaseModel

from schema.base import Resource
from schema.library.image_resource import ImageResource


class Mark(Resource):
    """Where a word is in a text, in characters (Unicode code points)."""

    start: int
    end: int


class Highlight(Resource):
    """A text of an image with words that were asked for."""

    field: str
    text: str
    marks: list[Mark]


class SearchHit(Resource):
    """An image that a search has found."""

    image: ImageResource
    highlights: list[Highlight]


class Facets(Resource):
    """Numbers of hits by value, the most frequent first. Each has 20 values at most."""

    albums: dict[str, int]
    tags: dict[str, int]
    types: dict[str, int]
    years: dict[str, int]
    """By the time of creation, in UTC."""


class SearchPage(BaseModel):
    """A page of hits, the best first."""

    data: list[SearchHit]
    next_cursor: str | None = None
    """Opaque and signed. null at the end."""
    total: int | None = None
    """The number of hits. null where so many images have each of the words that nobody counts them."""
    facets: Facets | None = None
    """Of the 500 best hits, with `facets=true` on the first page."""


class SimilarImage(Resource):
    """An image that looks like another one."""

    image: ImageResource
    distance: int | None
    """Bits of the perceptual hash that differ, 0 to 7 of 64. null for an image that only a model finds alike."""
    similarity: float | None
    """How alike a model finds them, up to 1. null where no model gives vectors."""


class SimilarImages(BaseModel):
    """Copies first, the nearest first; then what a model finds alike."""

    data: list[SimilarImage]


class DuplicateGroup(Resource):
    """Two images or more that are the same, or look alike."""

    images: list[ImageResource]
