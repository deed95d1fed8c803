"""Moderation: a model's verdict on a picture, a person's decision, and whether viewers may see it meanwhile."""

from datetime import datetime
from enum import StrEnum

from schema.base import Record


class Verdict(Record):
    """What a model says of a picture."""

    flagged: bool
    """Whether a person should look at it."""
    nsfw_score: float | None = None
    """From 0 to 1. None if the model gives no score."""
    categories: tuple[str, ...] = ()
    """What it was flagged for, in the model's own words."""
    model: str
    """Name and version."""
    judged_at: int
    """Seconds since 1970."""


class ModerationState(StrEnum):
    HELD = "held"
    """Nothing of the image is public: no model has judged it, or one has flagged it and nobody has decided."""
    FLAGGED = "flagged"
    """Viewers see it, and a person should look at it."""
    CLEAR = "clear"
    """A model has judged it and found nothing."""
    APPROVED = "approved"
    """A person has decided that viewers may see it. No later verdict changes that."""
    REJECTED = "rejected"
    """A person has decided that nobody may see it. No later verdict changes that."""
    TAKEN_DOWN = "taken_down"
    """An operator has decided that nobody may see it, which its owner cannot change. Viewers are told (451)."""


class Decision(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


WITHHELD = (ModerationState.HELD, ModerationState.REJECTED, ModerationState.TAKEN_DOWN)
"""States in which nothing of an image is public."""
DECIDED = (ModerationState.APPROVED, ModerationState.REJECTED, ModerationState.TAKEN_DOWN)
"""What a person has decided."""


class Moderation(Record):
    """Part of an image's record. Images that were neither held nor judged have none."""

    state: ModerationState
    held_since: datetime | None = None
    """When it was held last. Stays when it is released."""
    verdict: Verdict | None = None
    """The latest."""
    failure: str | None = None
    """Why the model could not judge it, until it can."""
    failed_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    """The actor, as the audit log names it."""
    takedown_reason: str | None = None
    """What the operator tells the owner."""
    taken_from: ModerationState | None = None
    """What it was before it was taken down, and is again when that is undone."""

    @property
    def is_withheld(self) -> bool:
        return self.state in WITHHELD

    @property
    def is_taken_down(self) -> bool:
        return self.state is ModerationState.TAKEN_DOWN

    @property
    def was_withheld(self) -> bool:
        """Whether it is or was withheld, so that pictures of it may lie where only functions read."""
        return self.held_since is not None or self.decided_at is not None

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED

    @property
    def waits_for_verdict(self) -> bool:
        """Whether it is held because no model has judged it yet."""
        return self.state is ModerationState.HELD and self.verdict is None
