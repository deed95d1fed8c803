"""An image as the API returns it."""

from datetime import datetime

from schema.base import Resource
from schema.errors import RejectionReason
from schema.library.backups import ImageBackupState
from schema.library.images import Exif, ImageStatus, Renamed, Visibility
from schema.library.moderation_requests import ModerationResource


class ImageResource(Resource):
    """An image as the API shows it to its owner."""

    id: str
    owner: str
    album: str
    album_slug: str
    filename: str
    display_name: str
    renamed: Renamed | None
    """Set if the path has another filename than the upload asked for."""
    status: ImageStatus
    reason: RejectionReason | None
    found_type: str | None
    """What rejected bytes are, if it is known."""
    visibility: Visibility
    is_private: bool
    expires_at: datetime | None
    content_type: str | None
    size: int | None
    size_bytes: int | None
    sha256: str | None
    """Of the untouched upload, in hexadecimal digits. null until its bytes are accepted."""
    duplicate_of: str | None
    """An earlier image with the same bytes, live or in the bin. Both are kept."""
    width: int | None
    height: int | None
    frames: int | None
    has_alpha: bool | None
    thumbhash: str | None
    colors: list[str]
    exif: Exif | None
    moderation: ModerationResource | None
    """null for an image that was neither held nor judged."""
    title: str | None
    """The owner's own, beside the name of the file. null if it has none."""
    alt: str | None
    description: str | None
    """What the owner writes about it, in several lines."""
    taken_at: datetime | None
    """The owner's word for when it was taken. `exif.taken_at` is the camera's."""
    license: str | None
    tags: list[str]
    labels: list[str]
    """What is in the picture: the owner's words, or else a model's, the surest first."""
    caption: str | None
    """A model's sentence, where a model for captions is on."""
    nsfw: bool | None
    """Whether the picture was flagged, by its owner or else by a model. null if nobody has looked."""
    analyzed_at: datetime | None
    """When models last finished to look at it."""
    backup_status: ImageBackupState | None = None
    """Whether the owner's backup has it as it is now. null while it has no copy there."""
    imported_from: str | None
    """The address that an import has fetched it from, or that its upload has named."""
    added_by: str | None = None
    """The id of the album's member who has added it. null for your own."""
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
