"""The recycle bin as a whole: how much is in it, and its emptying."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schema.base import Record, Request, Resource


class EmptyingBin(Record):
    """A request to empty the bin, until it is done."""

    before: datetime
    """Everything that was deleted before this time goes."""
    images: int
    """How many there were then."""


class EmptyBin(Request):
    images: Annotated[
        int, Field(ge=1, description="The number of images in the bin, as `GET /v1/bin` says: proof that you know it")
    ]


class Emptying(Resource):
    """An emptying that is under way."""

    requested_at: datetime
    images: int
    """In the bin when it was requested."""


class BinResource(Resource):
    images: int
    """In the bin now. While it is being emptied, those that are left."""
    retention_days: int
    """How long a deleted image can be restored."""
    emptying: Emptying | None = None
