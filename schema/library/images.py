"""The image record."""

from datetime import datetime
from enum import StrEnum

from schema.addresses.formats import EXTENSIONS_BY_CONTENT_TYPE
from schema.addresses.image_path import ImagePath
from schema.base import Record
from schema.errors import RejectionReason
from schema.library.multipart import UploadInParts


class Visibility(StrEnum):
    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"


class StorageArea(StrEnum):
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


class Exif(Record):
    """What is kept of a photograph's EXIF: how it was taken, never where."""

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


class PictureFacts(Record):
    """What an inspection of the bytes found. width and height are in pixels, as displayed (orientation applied)."""

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


class Image(Record):
    """An image as it is stored, live or in the bin."""

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
    stale_paths: frozenset[str] = frozenset()
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
    def image_path(self) -> ImagePath:
        return ImagePath(self.owner, self.album, self.filename)

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
    def storage_area(self) -> StorageArea:
        if self.expires_at is not None:
            return StorageArea.EXPIRING
        return StorageArea.PRIVATE if self.is_private else StorageArea.PUBLIC

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now
