"""What the API asks and tells about moderation."""

from datetime import datetime
from enum import StrEnum

from schema.base import Request, Resource
from schema.library.bulk import Ids
from schema.library.moderation import Decision, ModerationState
from schema.usage import Reason


class ReviewedState(StrEnum):
    """What the review can be narrowed to."""

    HELD = "held"
    FLAGGED = "flagged"
    REJECTED = "rejected"


class TakeDown(Request):
    reason: Reason
    """Its owner reads it."""


class Takedown(Resource):
    """What an operator is told of an image."""

    image_id: str
    owner: str
    is_taken_down: bool
    reason: str | None


class DecideOnMany(Request):
    """One decision on up to 100 images."""

    decision: Decision
    ids: Ids


class ModerationResource(Resource):
    """What is known of an image that was held, judged, or decided on."""

    state: ModerationState
    preview_url: str | None
    """Where you see a picture that nobody else sees, 512 pixels wide, for an hour. null for one that is not held or rejected, and
    until it is ready."""
    flagged: bool | None
    """What the model says. null: it has not judged the image."""
    nsfw_score: float | None
    """From 0 to 1."""
    categories: list[str]
    """What it was flagged for."""
    model: str | None
    judged_at: datetime | None
    held_since: datetime | None
    """When it was held last. Stays when it is released."""
    failure: str | None
    """Why the model could not judge it, so that it is still held."""
    failed_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    """`user`, the id of an API key, or `operator`."""
    takedown_reason: str | None
    """Why an operator has taken the image down, in state `taken_down`: viewers get 451, and only an operator can undo it."""
