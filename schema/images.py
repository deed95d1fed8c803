"""The image record, the requests that make and change one, and what the API says about it."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from schema.errors import RejectionReason
from schema.formats import EXTENSIONS_BY_CONTENT_TYPE
from schema.keys import Place
from schema.limits import (
    MAX_ALT_LENGTH,
    MAX_DISPLAY_NAME_LENGTH,
    MAX_LICENSE_LENGTH,
    MAX_TAGS,
    MAX_UPLOAD_BYTES,
)
from schema.multipart import UploadInParts
from schema.names import IMAGE_ID_PATTERN, SLUG_PATTERN, TAG_PATTERN
from schema.presets import PRESETS

Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN)]
Tag = Annotated[str, StringConstraints(pattern=TAG_PATTERN)]
ImageId = Annotated[str, StringConstraints(pattern=IMAGE_ID_PATTERN)]


def _known_preset(name: str) -> str:
    if name not in PRESETS:
        raise ValueError(f"no variant named {name!r}; there are {', '.join(PRESETS)}")
    return name


_JOINERS = "\u200c\u200d"
"""Invisible, but part of how Persian words and many emoji are spelled."""


def _no_control_characters(text: str) -> str:
    if any(not character.isprintable() and character not in _JOINERS for character in text):
        raise ValueError("control and formatting characters are not allowed")
    return text


def _in_utc(moment: datetime) -> datetime:
    """To the millisecond, which is what records carry."""
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("this time can not be told in UTC") from beyond
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
VariantName = Annotated[str, AfterValidator(_known_preset)]
Text = Annotated[str, AfterValidator(_no_control_characters)]


class Visibility(StrEnum):
    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"


class Shelf(StrEnum):
    """Where what viewers get of an image lies; it follows from the record."""

    PUBLIC = "public"
    """The edge reads it by itself, for everybody, under its path."""
    PRIVATE = "private"
    """The edge reads it by itself, for whoever has a signed address."""
    EXPIRING = "expiring"
    """Only the CDN function reads it: each answer says how long it may be kept."""


class ImageStatus(StrEnum):
    RESERVED = "reserved"
    """A form was handed out; no bytes have been accepted yet."""
    PROCESSING = "processing"
    """The bytes are accepted and kept; the ladder of variants is being made."""
    READY = "ready"
    REJECTED = "rejected"
    """The bytes were refused; `reason` says why. The path is free again."""


class Exif(BaseModel):
    """What is kept of a photograph's EXIF: how it was taken, never where."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    taken_at: str | None = None
    """The camera's own clock, ISO 8601 without zone unless the camera wrote one."""
    make: str | None = None
    model: str | None = None
    lens: str | None = None
    exposure_seconds: float | None = None
    f_number: float | None = None
    iso: int | None = None
    focal_length_mm: float | None = None


FaceBox = tuple[float, float, float, float]
"""Left, top, right and bottom, in fractions of the displayed picture's width and height."""


class PictureFacts(BaseModel):
    """What an inspection of the bytes found. width and height are in pixels, as displayed (orientation applied)."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    content_type: str
    width: int
    height: int
    frames: int = 1
    has_alpha: bool = False
    thumbhash: str
    """Base64 of a ThumbHash (https://evanw.github.io/thumbhash/): a placeholder of about 25 bytes."""
    colors: tuple[str, ...] = ()
    """Dominant colours as #rrggbb, most of the picture first."""
    focus: tuple[float, float] | None = None
    """Where the eye goes, in fractions of width and height; None for what was inspected before this was looked for."""
    faces: tuple[FaceBox, ...] = ()
    """The largest first; empty where nobody looks for them."""
    exif: Exif = Exif()


class Image(BaseModel):
    """An image as it is stored, live or in the bin."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    image_id: str
    owner: str
    album: str
    filename: str
    display_name: str
    status: ImageStatus
    reason: RejectionReason | None = None
    visibility: Visibility = Visibility.PUBLIC
    expires_at: datetime | None = None
    """From then on nobody sees it any more."""
    unsettled: frozenset[str] = frozenset()
    """Paths at which viewers may still get what the record does not say any more; emptied once that is taken away."""
    nonce: str
    declared_type: str
    strip_metadata: bool = False
    alt: str | None = None
    license: str | None = None
    tags: frozenset[str] = frozenset()
    size_bytes: int | None = None
    declared_bytes: int | None = None
    """What the owner said the upload would have."""
    parts: UploadInParts | None = None
    """The upload in parts that was begun last."""
    sha256: str | None = None
    duplicate_of: str | None = None
    """The owner's oldest image that had the same bytes when these were accepted."""
    upload_etag: str | None = None
    facts: PictureFacts | None = None
    variants_ready: frozenset[str] = frozenset()
    generation: int = 0
    """How often the owner has had the variants made anew; part of the version in their addresses."""
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    version: int = 1
    """Counts changes; the condition of every update."""

    @property
    def place(self) -> Place:
        return Place(self.owner, self.album, self.filename)

    @property
    def source_extension(self) -> str:
        """How its guarded addresses end: by the type, as names may change."""
        return EXTENSIONS_BY_CONTENT_TYPE[self.declared_type]

    @property
    def is_servable(self) -> bool:
        """Whether there are accepted bytes to serve; who may see them is the visibility's business."""
        return self.status in (ImageStatus.PROCESSING, ImageStatus.READY) and self.deleted_at is None

    @property
    def is_private(self) -> bool:
        return self.visibility is Visibility.PRIVATE

    @property
    def shelf(self) -> Shelf:
        if self.expires_at is not None:
            return Shelf.EXPIRING
        return Shelf.PRIVATE if self.is_private else Shelf.PUBLIC

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


class _Request(BaseModel):
    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


class CreateImage(_Request):
    """Reserve a path. `filename` may be anything a person typed; the path's name is derived from it.

    What is left out of album, visibility and strip_metadata follows the owner's settings.
    """

    filename: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)]
    album: Slug | None = None
    size_bytes: Annotated[int, Field(ge=1, le=MAX_UPLOAD_BYTES)] | None = None
    """When given, the form admits no more than this many bytes; an upload in parts needs it."""
    content_type: str | None = None
    visibility: Visibility | None = None
    expires_at: Moment | None = None
    strip_metadata: bool | None = None
    tags: Annotated[frozenset[Tag], Field(max_length=MAX_TAGS)] = frozenset()
    alt: Annotated[Text, Field(max_length=MAX_ALT_LENGTH)] | None = None
    license: Annotated[Text, Field(max_length=MAX_LICENSE_LENGTH)] | None = None


class ChangeImage(_Request):
    """Only what is given changes; null clears `alt`, `license` and `expires_at`.

    A new `filename` or `album` moves the image; its old path leads to the new one for 30 days.
    """

    filename: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)] | None = None
    album: Slug | None = None
    display_name: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)] | None = None
    visibility: Visibility | None = None
    expires_at: Moment | None = None
    tags: Annotated[frozenset[Tag], Field(max_length=MAX_TAGS)] | None = None
    alt: Annotated[Text, Field(max_length=MAX_ALT_LENGTH)] | None = None
    license: Annotated[Text, Field(max_length=MAX_LICENSE_LENGTH)] | None = None


class RestoreImage(_Request):
    """Where to put the image when its old path has been taken meanwhile; both default to where it was."""

    filename: Annotated[Text, Field(min_length=1, max_length=MAX_DISPLAY_NAME_LENGTH)] | None = None
    album: Slug | None = None


class RegenerateVariants(_Request):
    """Which variants to make anew; none named means all."""

    variants: Annotated[tuple[VariantName, ...], Field(max_length=len(PRESETS))] = ()


class ImageResource(BaseModel):
    """An image as the API shows it to its owner."""

    model_config = ConfigDict(defer_build=True)

    id: str
    owner: str
    album: str
    album_slug: str
    filename: str
    display_name: str
    status: ImageStatus
    reason: RejectionReason | None
    visibility: Visibility
    is_private: bool
    expires_at: datetime | None
    content_type: str | None
    size: int | None
    size_bytes: int | None
    duplicate_of: str | None
    """An earlier image with the same bytes, live or in the bin; both are kept."""
    width: int | None
    height: int | None
    frames: int | None
    has_alpha: bool | None
    thumbhash: str | None
    colors: list[str]
    exif: Exif | None
    alt: str | None
    license: str | None
    tags: list[str]
    strip_metadata: bool
    variants_ready: list[str]
    cdn_url: str
    short_url: str
    variants: dict[str, str]
    """Preset name to URL."""
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None
    version: int
