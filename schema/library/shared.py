"""Albums of other owners, as those see them who have accepted an invitation."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schema.base import Request, Resource
from schema.errors import RejectionReason
from schema.library.images import Exif, ImageStatus
from schema.library.members import MemberRole
from schema.limits import MAX_ALT_LENGTH, MAX_DISPLAY_NAME_LENGTH, MAX_TITLE_LENGTH, MAX_UPLOAD_BYTES
from schema.types import Text


class SharedAlbum(Resource):
    """An album that another owner shows to you."""

    id: str
    title: str
    description: str
    by: str | None
    """Whose it is: the display name, or else the handle. null if the owner has neither."""
    role: MemberRole
    download: bool
    show_metadata: bool
    since: datetime
    """When you have accepted."""


class SharedImage(Resource):
    """A picture of another owner's album, with as much as the owner shows."""

    id: str
    filename: str
    status: ImageStatus
    reason: RejectionReason | None
    """Why a picture that you have added was rejected."""
    width: int | None
    height: int | None
    thumbhash: str | None
    colors: list[str]
    alt: str | None
    title: str | None
    """null where the owner does not show metadata; so are `license` and `exif`."""
    license: str | None
    exif: Exif | None
    variants: dict[str, str]
    """Preset name to URL: the widths. A private picture's are signed for an hour or two."""
    download_url: str | None
    """The file as the public gets it. null where the owner does not give it."""
    is_mine: bool
    """Whether you have added it."""
    created_at: datetime


class AddSharedImage(Request):
    """Reserves a place for a picture in another owner's album. The owner's settings decide who else sees it."""

    filename: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)]
    size_bytes: Annotated[int, Field(ge=1, le=MAX_UPLOAD_BYTES)] | None = None
    """If given, the form accepts no more than this many bytes."""
    content_type: str | None = None
    title: Annotated[Text, Field(max_length=MAX_TITLE_LENGTH)] | None = None
    alt: Annotated[Text, Field(max_length=MAX_ALT_LENGTH)] | None = None


class SharedUpload(Resource):
    """A reserved place, and the form that takes the bytes: post it as multipart/form-data, all fields and then `file`."""

    image: SharedImage
    upload_url: str
    fields: dict[str, str]
    expires_at: datetime
