"""What a search answers."""

from pydantic import BaseModel

from schema.base import Resource
from schema.library.image_resource import ImageResource


class SearchHit(Resource):
    """An image that a search has found."""

    image: ImageResource


class SearchPage(BaseModel):
    """A page of hits, the best first."""

    data: list[SearchHit]
    next_cursor: str | None = None
    """Opaque and signed. null at the end."""
    total: int | None = None
    """The number of hits. null where so many images have each of the words that nobody counts them."""
