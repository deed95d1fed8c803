"""The image record."""

from datetime import datetime
from enum import StrEnum

from schema.addresses.formats import EXTENSIONS_BY_CONTENT_TYPE
from schema.addresses.image_path import ImagePath
from schema.base import Record
from schema.errors import RejectionReason
from schema.library.moderation import Moderation
from schema.library.multipart import UploadInParts


class Visibility(StrEnum):
    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"


class StorageArea(StrEnum):
    """The location of an image's served objects. It follows from the record."""

    PUBLIC = "public"
    """The edge reads it for everybody, under its path."""
    PRIVATE = "private"
    """The edge reads it for everybody with a signed address."""
    EXPIRING = "expiring"
    """Only the CDN function reads it. Each answer says how long caches may keep it; of a withheld image, it gives none."""


class ImageStatus(StrEnum):
    RESERVED = "reserved"
    """The upload form is issued; no bytes have been accepted yet."""
    PROCESSING = "processing"
    """The bytes are accepted and stored; the presets are being made."""
    READY = "ready"
    REJECTED = "rejected"
    """The bytes were refused, and `reason` says why. The path is free again."""


class RenameReason(StrEnum):
    TAKEN = "taken"
    """Another image has the filename."""
    TYPE = "type"
    """The bytes are of another type than its extension says."""


class Renamed(Record):
    """The filename that the path was to have, and why it has another."""

    asked: str
    reasons: tuple[RenameReason, ...]


class Exif(Record):
    """The part of a photograph's EXIF that is kept: how it was taken, never where."""

    taken_at: str | None = None
    """The camera's own clock, ISO 8601 without zone unless the camera recorded one."""
    make: str | None = None
    model: str | None = None
    lens: str | None = None
    exposure_seconds: float | None = None
    f_number: float | None = None
    iso: int | None = None
    focal_length_mm: float | None = None


class ImportedFrom(Record):
    """Where a picture was before."""

    address: str
    """Without its query, which may hold a signature."""
    digest: str
    """SHA-256 of the whole address, in hexadecimal digits: the key of the row that leads from there to the image."""


FaceBox = tuple[float, float, float, float]
"""Left, top, right and bottom, as fractions of the displayed image's width and height."""


class PictureFacts(Record):
    """The result of checking the bytes. width and height are in pixels, as displayed (orientation applied)."""

    content_type: str
    width: int
    height: int
    frames: int = 1
    has_alpha: bool = False
    thumbhash: str
    """Base64 of a ThumbHash (https://evanw.github.io/thumbhash/): a placeholder of about 25 bytes."""
    colors: tuple[str, ...] = ()
    """Dominant colours as #rrggbb, the most frequent first."""
    focus: tuple[float, float] | None = None
    """The focus point, as fractions of width and height. None for images from before its introduction."""
    faces: tuple[FaceBox, ...] = ()
    """The largest first. Empty without face detection."""
    exif: Exif = Exif()
    orientation: int = 1
    """How EXIF says to turn the stored picture for display, 1 to 8. 1 for images from before its introduction."""
    look_hash: str | None = None
    """A perceptual hash of 64 bits, as 16 hexadecimal digits (pixelflare.imaging.look). None for a picture without detail,
    and for images from before its introduction."""


class Image(Record):
    """An image as stored, live or in the bin."""

    image_id: str
    owner: str
    album: str
    filename: str
    display_name: str
    renamed: Renamed | None = None
    status: ImageStatus
    reason: RejectionReason | None = None
    found_type: str | None = None
    """The content type of rejected bytes, if it is known."""
    visibility: Visibility = Visibility.PUBLIC
    expires_at: datetime | None = None
    """Nobody sees the image from then on."""
    stale_paths: frozenset[str] = frozenset()
    """Paths where viewers may still get an earlier state. Emptied once that is withdrawn."""
    nonce: str
    declared_type: str
    strip_metadata: bool = False
    title: str | None = None
    alt: str | None = None
    description: str | None = None
    taken_at: datetime | None = None
    """The owner's word for when it was taken. What the file says is in its facts."""
    license: str | None = None
    tags: frozenset[str] = frozenset()
    size_bytes: int | None = None
    declared_bytes: int | None = None
    """The size that the owner declared for the upload."""
    parts: UploadInParts | None = None
    """The latest multipart upload."""
    imported_from: ImportedFrom | None = None
    added_by: str | None = None
    """The id of the album's member who has added it. None for its owner's own."""
    sha256: str | None = None
    duplicate_of: str | None = None
    """The owner's oldest image with the same bytes, when these were accepted."""
    upload_etag: str | None = None
    facts: PictureFacts | None = None
    moderation: Moderation | None = None
    processing_since: datetime | None = None
    """When its presets were to be made last. None for images from before its introduction."""
    variants_ready: frozenset[str] = frozenset()
    spent_mb_ms: int = 0
    """Megabytes times milliseconds that functions took to check it and to make its presets, as far as they have noted it."""
    variant_bytes: int = 0
    """Of the served copy and the presets, as they were last made. What is made of options is not in it."""
    counted: bool = False
    """Whether the owner's usage counts it. False for images from before usage was counted, until they are migrated."""
    generation: int = 0
    """How often the owner has had the variants made again. Part of the version in their addresses."""
    labels: tuple[str, ...] = ()
    """What is in the picture: the owner's words, or else a model's, the surest first."""
    caption: str | None = None
    """A model's sentence. The owner's own is `alt`."""
    nsfw: bool | None = None
    """Whether it was flagged, by the owner or else by a model. None if nobody has looked."""
    vector_code: str | None = None
    """What the picture looks like to a model: 256 bits as 64 hexadecimal digits. Only where the model gives a vector."""
    analyzed_at: datetime | None = None
    """When models last finished to look at it."""
    backup_mark: str | None = None
    """Which state of it the owner's bucket has, and since when backups to that bucket began."""
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    purging_since: datetime | None = None
    """When its permanent deletion began, which cannot be undone."""
    version: int = 1
    """Counts changes. The condition of every update."""

    @property
    def image_path(self) -> ImagePath:
        return ImagePath(self.owner, self.album, self.filename)

    @property
    def source_extension(self) -> str:
        """The extension of its private paths. It depends on the type, because names may change."""
        return EXTENSIONS_BY_CONTENT_TYPE[self.declared_type]

    @property
    def is_servable(self) -> bool:
        """Whether there are accepted bytes to serve. The visibility decides who may see them."""
        return self.status in (ImageStatus.PROCESSING, ImageStatus.READY) and self.deleted_at is None

    @property
    def is_private(self) -> bool:
        return self.visibility is Visibility.PRIVATE

    @property
    def is_withheld(self) -> bool:
        """Whether nothing of it is public, whatever its visibility: it waits for a verdict, or was rejected."""
        return self.moderation is not None and self.moderation.is_withheld

    @property
    def storage_area(self) -> StorageArea:
        if self.expires_at is not None or self.is_withheld:
            return StorageArea.EXPIRING
        return StorageArea.PRIVATE if self.is_private else StorageArea.PUBLIC

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now
