"""Albums: the middle part of a CDN path, with a title and a description."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schema.base import Record, Request
from schema.limits import MAX_DESCRIPTION_LENGTH, MAX_TITLE_LENGTH
from schema.types import ImageId, Slug, Text

Title = Annotated[Text, Field(min_length=1, max_length=MAX_TITLE_LENGTH)]
Description = Annotated[str, Field(max_length=MAX_DESCRIPTION_LENGTH)]


class Album(Record):
    """An album as stored, and as the API shows it."""

    slug: str
    title: str
    description: str = ""
    hold_until_moderated: bool = False
    """Whether nothing of a picture that comes here is public before its verdict."""
    cover: str | None = None
    """The id of the image that stands for the album. It may have left the album, or be gone."""
    created_at: datetime
    updated_at: datetime
    version: int = 1
    """Counts changes. Records without it are at 1."""


class CreateAlbum(Request):
    slug: Slug
    title: Title | None = None
    """Default: the slug."""
    description: Description = ""
    hold_until_moderated: bool = False
    """Nothing of a picture that is uploaded, moved or restored to the album is public before its verdict."""


class ChangeAlbum(Request):
    """Changes only the given fields. null clears `cover`."""

    title: Title | None = None
    description: Description | None = None
    hold_until_moderated: bool | None = None
    """For pictures that come from now on. Taking it back needs the scope `admin`, and releases nothing."""
    cover: ImageId | None = None
    """The image that stands for the album. null takes it away."""
