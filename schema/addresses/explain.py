"""The meaning of an address, and the answer that a viewer gets."""

from datetime import datetime
from enum import StrEnum

from schema.base import Record
from schema.library.images import ImageStatus, Visibility


class Dialect(StrEnum):
    """The grammar of an address."""

    PIXELFLARE = "pixelflare"
    SHORT = "short"
    """`/i/{id}`"""
    PRIVATE = "private"
    """`/p/{id}.{extension}/…`"""
    IMPORTED = "imported"
    """The address that one of the caller's images was imported from."""
    CLOUDFLARE = "cloudflare"
    IMGPROXY = "imgproxy"
    THUMBOR = "thumbor"
    CLOUDINARY = "cloudinary"
    IMAGEKIT = "imagekit"


class SignatureState(StrEnum):
    """The result of checking an address's signature."""

    NOT_NEEDED = "not_needed"
    """The variant is open to everybody."""
    NONE = "none"
    """Unsigned, and served because it is stored already."""
    NEEDED = "needed"
    """Unsigned, and therefore refused."""
    VALID = "valid"
    EXPIRED = "expired"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    """Not disclosed: the image is not the caller's, or the key that checks the signature is not stored here."""


class ExplainedSignature(Record):
    state: SignatureState
    reason: str
    expires_at: datetime | None = None


class ExplainedImage(Record):
    """The caller's own image at the address."""

    id: str
    path: str
    """The image's current path."""
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
    """One step of the rendering, in order, with the size after it in pixels."""

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
    """Whether the record determines the result. What `trim` removes is known only after rendering."""


class ExplainedObject(Record):
    """A stored variant."""

    bytes: int
    content_type: str | None
    """None for the rendering of an original that browsers cannot show."""
    etag: str
    made_at: datetime


class ExplainedAnswer(Record):
    """A viewer's final answer, after redirects."""

    status: int
    reason: str


class Explanation(Record):
    """The meaning of an address. Facts from the record are present for the caller's own images only."""

    dialect: Dialect
    canonical_path: str | None
    """The canonical path. Without its first slash, it is the key of a public image's object. None for a short link to
    no image of the caller."""
    leads_to: str | None
    """The redirect's target, unless the address is canonical already."""
    variant: str
    """`original`, a preset or options, and the format."""
    format: str | None
    """None for the original."""
    format_reason: str
    ignored: list[str]
    """Another vendor's options that have no effect here."""
    signature: ExplainedSignature
    sight: ExplainedSignature | None
    """For a private image's address: the signature that opens it."""
    image: ExplainedImage | None
    key: str | None
    """The object's key in the bucket of the image's visibility. None for an answer that is never stored."""
    source: ExplainedSource | None
    steps: list[ExplainedStep]
    result: ExplainedResult | None
    stored: ExplainedObject | None
    predicted_bytes: int | None
    """Exact for a stored variant. None if no prediction is possible."""
    prediction: str | None
    """The basis of the prediction."""
    answer: ExplainedAnswer | None
