"""Moderation: a model's verdicts, a person's decisions, and the review that lists what waits for one."""

from pixelflare.moderation.judge import judge, note_failure
from pixelflare.moderation.services import ModerationServices

__all__ = ["ModerationServices", "judge", "note_failure"]
