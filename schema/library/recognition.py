"""What was recognised in an image: by models, and by its owner."""

from datetime import datetime
from enum import StrEnum

from schema.base import Record


class AiProvider(StrEnum):
    """Who looks at pictures in this installation."""

    REKOGNITION = "rekognition"
    LOCAL = "local"
    """Models on the machine itself: `make run` and tests only."""
    OFF = "off"


MODERATION_THRESHOLDS = {
    "explicit": "0.8",
    "non-explicit-nudity-of-intimate-parts-and-kissing": "0.8",
    "violence": "0.8",
    "visually-disturbing": "0.8",
    "hate-symbols": "0.8",
    "swimwear-or-underwear": "off",
    "drugs-tobacco": "off",
    "alcohol": "off",
    "rude-gestures": "off",
    "gambling": "off",
    "porn-or-hentai": "0.85",
    "sexy": "off",
}
"""The tops of Rekognition's taxonomy, and what the local model knows; `off` never flags. Any other top flags from 0.8 on.
https://docs.aws.amazon.com/rekognition/latest/dg/moderation-api.html"""


class AiPart(StrEnum):
    """What is asked of a model separately: each part fails, is retried and is paid for alone."""

    LABELS = "labels"
    MODERATION = "moderation"
    CAPTION = "caption"
    EMBEDDING = "embedding"
    """A vector, by which sentences find the picture."""


class Label(Record):
    """Something that is in the picture."""

    name: str
    score: float
    """How sure the model is, from 0 to 1."""
    parents: tuple[str, ...] = ()
    """More general names of it."""


class ModerationLabel(Record):
    """A category of what somebody may not want to see, as the model names it."""

    name: str
    parent: str = ""
    """Empty at the top of the model's taxonomy."""
    score: float


class Found(Record):
    """What one call of a model has brought. Only the fields of what it was asked for are set."""

    model: str
    version: str = ""
    cost_usd: float | None = 0.0
    """By the price table of this release. None for a model without a price in it."""
    refused: str | None = None
    """Why the model did not look at this picture, for good. None if it did."""
    labels: tuple[Label, ...] = ()
    """The surest first."""
    colors: tuple[str, ...] = ()
    """Dominant colours as #rrggbb, if the model was asked for them."""
    vector: str | None = None
    """What the picture looks like to the model: numbers from -127 to 127, a byte each, in base64."""
    vector_code: str | None = None
    """The same in 256 bits, as 64 hexadecimal digits. The more bits differ, the less alike two pictures are."""
    moderation: tuple[ModerationLabel, ...] = ()
    caption: str | None = None


class PartRun(Record):
    """When and for whom a model was asked."""

    provider: str
    at: datetime
    ms: int
    paid_by: str
    """The image that the run was made for. Others of the same bytes use its result."""


class PartResult(Record):
    """One part of an analysis: what was found, and how."""

    run: PartRun
    found: Found


class Corrections(Record):
    """What the owner has said. It counts more than any model, and stays when a picture is analysed again."""

    labels: tuple[str, ...] | None = None
    nsfw: bool | None = None
    at: datetime | None = None


class Recognition(Record):
    """All that was recognised in one image, as stored."""

    image_id: str
    sha256: str
    revision: int = 0
    """Counts the writes. The condition of each."""
    parts: dict[AiPart, PartResult] = {}  # noqa: RUF012 - pydantic copies it
    vector_put_at: datetime | None = None
    """When its vector was last written to the index of the search by meaning. None before that was noted."""
    corrections: Corrections = Corrections()
    analyzed_at: datetime | None = None
    """When the last of the parts came in. None while one is missing."""


class Flags(Record):
    """What a moderation part means by the thresholds of this installation."""

    score: float
    """The highest of the categories that can flag a picture."""
    flagged: bool
    categories: tuple[str, ...]
    """Those that passed their thresholds, the surest first."""
