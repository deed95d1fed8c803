"""What an address means, and what would be done for whoever asks for it."""

from datetime import datetime
from enum import StrEnum

from schema.base import Record
from schema.library.images import ImageStatus, Visibility


class Dialect(StrEnum):
    """Whose grammar an address is in."""

    PIXELFLARE = "pixelflare"
    SHORT = "short"
    """`/i/{id}`"""
    PRIVATE = "private"
    """`/p/{id}.{extension}/…`"""
    CLOUDFLARE = "cloudflare"
    IMGPROXY = "imgproxy"
    THUMBOR = "thumbor"
    CLOUDINARY = "cloudinary"
    IMAGEKIT = "imagekit"


class SignatureState(StrEnum):
    """What an address's signature is worth."""

    NOT_NEEDED = "not_needed"
    """Anybody may have this made."""
    NONE = "none"
    """Nobody has signed for it, and it is answered as it has been made before."""
    NEEDED = "needed"
    """Nobody has signed for it, and it would be refused."""
    VALID = "valid"
    EXPIRED = "expired"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    """Not to be told: it is not the caller's image, or the key that checks it is not here."""


class ExplainedSignature(Record):
    state: SignatureState
    reason: str
    expires_at: datetime | None = None


class ExplainedImage(Record):
    """The caller's own image at the address."""

    id: str
    path: str
    """Where it is now."""
    status: ImageStatus
    visibility: Visibility


class ExplainedSource(Record):
    """width and height in pixels, as displayed."""

    content_type: str
    width: int
    height: int
    frames: int
    bytes: int | None


class ExplainedStep(Record):
    """One of the things done to the picture, in their order; the size is the one after it, in pixels."""

    step: str
    detail: str
    width: int
    height: int
    parameters: dict[str, int | float | str | bool] = {}  # noqa: RUF012 - pydantic copies it


class ExplainedResult(Record):
    width: int
    height: int
    frames: int
    is_exact: bool
    """Whether that follows from the record; what `trim` finds is only known when it is made."""


class ExplainedObject(Record):
    """What has been made already."""

    bytes: int
    content_type: str | None
    """None for the original's rendering where browsers don't show its own type."""
    etag: str
    made_at: datetime


class ExplainedAnswer(Record):
    """What a viewer gets in the end, redirects followed."""

    status: int
    reason: str


class Explanation(Record):
    """An address's meaning; what needs the record is there for the caller's own images only."""

    dialect: Dialect
    canonical_path: str | None
    """The one path that means this, and, without its first slash, the key of a public image's object; None for a short
    link that is not to one of the caller's images."""
    leads_to: str | None
    """Where a redirect sends whoever asks, when this is not the canonical path already."""
    variant: str
    """`original`, a preset or options, and the format."""
    format: str | None
    """None for the original."""
    format_reason: str
    ignored: list[str]
    """Another vendor's options that have no effect here."""
    signature: ExplainedSignature
    sight: ExplainedSignature | None
    """Of a private image's address: what lets it be seen."""
    image: ExplainedImage | None
    key: str | None
    """The object's, in the bucket that the image's visibility says; None for what is never stored."""
    source: ExplainedSource | None
    steps: list[ExplainedStep]
    result: ExplainedResult | None
    stored: ExplainedObject | None
    predicted_bytes: int | None
    """Exact for what is stored; None where nothing can be told."""
    prediction: str | None
    """What the prediction rests on."""
    answer: ExplainedAnswer | None
