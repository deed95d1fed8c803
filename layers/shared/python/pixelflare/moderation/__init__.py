"""Moderation: a model's verdicts, and a person's decisions on what they flag or hold."""

from pixelflare.catalog import ModerationStore
from pixelflare.moderation.decisions import decide
from pixelflare.moderation.many import decide_on_many
from pixelflare.moderation.services import ModerationServices, ReviewServices
from pixelflare.moderation.takedown import take_down, undo_takedown
from pixelflare.moderation.verdicts import judge, note_failure

__all__ = [
    "ModerationServices",
    "ModerationStore",
    "ReviewServices",
    "decide",
    "decide_on_many",
    "judge",
    "note_failure",
    "take_down",
    "undo_takedown",
]
