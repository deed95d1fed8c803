"""What was recognised in an image, as the API returns it."""

from datetime import datetime

from schema.base import Resource
from schema.library.recognition import Label, ModerationLabel


class PartResource(Resource):
    """How a part of the analysis came about."""

    provider: str
    model: str
    version: str | None
    at: datetime
    ms: int
    """How long the model took, in milliseconds."""
    cost_usd: float | None
    """In dollars, by the price table of this release. null for a model that is not in it."""
    reused_from: str | None
    """The image of the same bytes that was paid for."""
    refused: str | None
    """Why the model did not look at this picture. null if it did."""


class ModerationFindingsResource(Resource):
    """What the moderation model has found."""

    flagged: bool
    """By the thresholds of this installation; the owner's own `nsfw` may say otherwise."""
    labels: list[ModerationLabel]


class Corrected(Resource):
    """What the owner has said; it stays when the picture is analysed again."""

    labels: bool
    nsfw: bool


class RecognitionResource(Resource):
    """What was recognised in an image. The owner's words count more than a model's."""

    image_id: str
    labels: list[str]
    caption: str | None
    """A model's sentence; null where no model writes captions. Nothing is made up."""
    alt: str | None
    """The alternative text, which only people write."""
    nsfw: bool | None
    nsfw_score: float | None
    """From 0 to 1: the highest of the categories that can flag a picture."""
    nsfw_categories: list[str]
    """Those that passed their thresholds."""
    colors: list[str]
    """Dominant colours as #rrggbb, most of the picture first."""
    model_labels: list[Label]
    """What the model said, with scores."""
    moderation: ModerationFindingsResource | None
    parts: dict[str, PartResource]
    """By `labels`, `moderation` and `caption`: model, time, cost."""
    corrected: Corrected
    analyzed_at: datetime | None
    """null while a part is missing."""
    next_analysis_at: datetime | None
    """The earliest time of a new analysis. null: now."""


class AnalysisQueued(Resource):
    """A new analysis is on its way."""

    image_id: str
    next_analysis_at: datetime
    """The earliest time of the next one."""
