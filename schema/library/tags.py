"""Tags: what an owner says of one, and how many images have it."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from schema.base import Record, Request, Resource
from schema.library.albums import Description
from schema.types import Tag

Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$"), AfterValidator(str.lower)]


class TagRecord(Record):
    """A tag as it is stored. How many images have it is counted when somebody asks."""

    tag: str
    color: str | None = None
    description: str = ""
    created_at: datetime
    updated_at: datetime
    version: int = 1
    retired_at: datetime | None = None
    """When it was deleted. It is a tag no longer then, unless an image has it all the same."""


class TagResource(Resource):
    """A tag as the API shows it."""

    tag: str
    count: int
    """Images that have it and are not in the bin, whatever their status."""
    color: str | None
    description: str
    created_at: datetime
    updated_at: datetime
    version: int


class CreateTag(Request):
    tag: Tag
    color: Color | None = None
    """As #rrggbb."""
    description: Description = ""


class ChangeTag(Request):
    """Only what is given changes; null clears `color`."""

    color: Color | None = None
    description: Description | None = None
