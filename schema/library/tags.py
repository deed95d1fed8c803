"""Tags: their record, and the number of their images."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from schema.base import Record, Request, Resource
from schema.library.albums import Description
from schema.types import Tag

Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$"), AfterValidator(str.lower)]


class TagRecord(Record):
    """A tag as stored. The number of its images is counted on request."""

    tag: str
    color: str | None = None
    description: str = ""
    created_at: datetime
    updated_at: datetime
    version: int = 1
    retired_at: datetime | None = None
    """When it was deleted. It still counts as a tag while an image has it."""


class TagResource(Resource):
    """A tag as the API shows it."""

    tag: str
    count: int
    """Images with the tag that are not in the bin, whatever their status."""
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
    """Changes only the given fields. null clears `color`."""

    color: Color | None = None
    description: Description | None = None
