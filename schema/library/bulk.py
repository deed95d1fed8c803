"""One action on many images, and its outcomes."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from schema.base import Request, Resource
from schema.errors import ErrorDetail
from schema.library.images import Visibility
from schema.limits import MAX_BULK_IDS, MAX_TAGS
from schema.types import ImageId, Slug, Tag


def _unique(ids: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(ids)) != len(ids):
        raise ValueError("an image may appear only once")
    return ids


Ids = Annotated[
    tuple[ImageId, ...],
    Field(min_length=1, max_length=MAX_BULK_IDS, json_schema_extra={"uniqueItems": True}),
    AfterValidator(_unique),
]
Tags = Annotated[frozenset[Tag], Field(min_length=1, max_length=MAX_TAGS)]


class _Action(Request):
    ids: Ids


class BulkDelete(_Action):
    """Moves to the bin."""

    action: Literal["delete"]


class BulkRestore(_Action):
    """Restores from the bin, each to its path."""

    action: Literal["restore"]


class BulkMove(_Action):
    """Moves to another album, which is created if it does not exist."""

    action: Literal["move"]
    album: Slug


class BulkTag(_Action):
    """Adds these tags to each image."""

    action: Literal["tag"]
    tags: Tags


class BulkUntag(_Action):
    action: Literal["untag"]
    tags: Tags


class BulkSetVisibility(_Action):
    action: Literal["set_visibility"]
    visibility: Visibility


BulkAction = BulkDelete | BulkRestore | BulkMove | BulkTag | BulkUntag | BulkSetVisibility


class BulkResult(Resource):
    """The outcome for one image. `status` is what a single request would have returned."""

    id: str
    status: int
    error: ErrorDetail | None = None


class BulkResults(Resource):
    """In the order of the ids."""

    results: list[BulkResult]
