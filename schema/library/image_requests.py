"""Requests that create and change an image."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schema.addresses.presets import PRESETS
from schema.base import Request
from schema.library.images import Visibility
from schema.limits import (
    MAX_ALT_LENGTH,
    MAX_DESCRIPTION_LENGTH,
    MAX_DISPLAY_NAME_LENGTH,
    MAX_FETCHED_ADDRESS_LENGTH,
    MAX_LICENSE_LENGTH,
    MAX_TAGS,
    MAX_TITLE_LENGTH,
    MAX_UPLOAD_BYTES,
)
from schema.types import Lines, Moment, Slug, Tag, Text, VariantName

Description = Annotated[Lines, Field(max_length=MAX_DESCRIPTION_LENGTH)]


class OnConflict(StrEnum):
    SUFFIX = "suffix"
    """The path's filename gets a number."""
    REFUSE = "refuse"


class CreateImage(Request):
    """Reserves a path. `filename` may be any name that a person entered; the path's name is derived from it.

    `content_type` is a hint, because the bytes decide.
    Missing values of album, visibility and strip_metadata come from the owner's settings.
    """

    filename: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)]
    album: Slug | None = None
    size_bytes: Annotated[int, Field(ge=1, le=MAX_UPLOAD_BYTES)] | None = None
    """If given, the form accepts no more than this many bytes. A multipart upload needs it."""
    content_type: str | None = None
    on_conflict: OnConflict | None = None
    """What happens if another image has the path. Default: `refuse` for a filename that the path takes over as it is,
    `suffix` for one that is derived."""
    visibility: Visibility | None = None
    expires_at: Moment | None = None
    strip_metadata: bool | None = None
    tags: Annotated[frozenset[Tag], Field(max_length=MAX_TAGS)] = frozenset()
    title: Annotated[Text, Field(max_length=MAX_TITLE_LENGTH)] | None = None
    alt: Annotated[Text, Field(max_length=MAX_ALT_LENGTH)] | None = None
    description: Description | None = None
    license: Annotated[Text, Field(max_length=MAX_LICENSE_LENGTH)] | None = None
    taken_at: Moment | None = None
    """When it was taken, if the file does not say so, or says it wrongly."""
    imported_from: (
        Annotated[Text, Field(pattern=r"^https?://[^\s/?#@]+([/?#]\S*)?$", max_length=MAX_FETCHED_ADDRESS_LENGTH)]
        | None
    ) = None
    """The address that it had elsewhere, which `explain` then leads to it. It is noted, and never fetched."""


class ChangeImage(Request):
    """Changes only the given fields. null clears `title`, `alt`, `description`, `license`, `taken_at` and `expires_at`.

    A new `filename` or `album` moves the image. Its old path redirects to the new one for 30 days.
    """

    filename: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)] | None = None
    album: Slug | None = None
    display_name: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)] | None = None
    visibility: Visibility | None = None
    expires_at: Moment | None = None
    tags: Annotated[frozenset[Tag], Field(max_length=MAX_TAGS)] | None = None
    title: Annotated[Text, Field(max_length=MAX_TITLE_LENGTH)] | None = None
    alt: Annotated[Text, Field(max_length=MAX_ALT_LENGTH)] | None = None
    description: Description | None = None
    license: Annotated[Text, Field(max_length=MAX_LICENSE_LENGTH)] | None = None
    taken_at: Moment | None = None


class RestoreImage(Request):
    """The image's new path, if its old one is taken. Both default to the previous values."""

    filename: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)] | None = None
    album: Slug | None = None


class RegenerateVariants(Request):
    """The variants to make again. Empty means all."""

    variants: Annotated[tuple[VariantName, ...], Field(max_length=len(PRESETS))] = ()
