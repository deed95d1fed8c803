"""Tags: what an owner says of one, and how many images have it."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from schema.library.albums import Description
from schema.types import Tag

Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$"), AfterValidator(str.lower)]


class TagRecord(BaseModel):
    """A tag as it is stored. How many images have it is counted when somebody asks."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    tag: str
    color: str | None = None
    description: str = ""
    created_at: datetime
    updated_at: datetime
    version: int = 1
    retired_at: datetime | None = None
    """When it was deleted. It is a tag no longer then, unless an image has it all the same."""


class TagResource(BaseModel):
    """A tag as the API shows it."""

    model_config = ConfigDict(defer_build=True)

    tag: str
    count: int
    """Images that have it and are not in the bin, whatever their status."""
    color: str | None
    description: str
    created_at: datetime
    updated_at: datetime
    version: int


class CreateTag(BaseModel):
    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    tag: Tag
    color: Color | None = None
    """As #rrggbb."""
    description: Description = ""


class ChangeTag(BaseModel):
    """Only what is given changes; null clears `color`."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    color: Color | None = None
    description: Description | None = None
