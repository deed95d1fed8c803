"""What is known of an image altogether: models' parts under what its owner has said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pixelflare.base.clock import text_of
from pixelflare.vision.thresholds import Thresholds
from schema.library.recognition import AiPart, Corrections, Flags, PartResult, Recognition
from schema.limits import MAX_LABELS


def flags_of(parts: Mapping[AiPart, PartResult], thresholds: Thresholds) -> Flags | None:
    """None if no model has looked for it."""
    part = parts.get(AiPart.MODERATION)
    return thresholds.flags(part.found.moderation) if part and part.found.refused is None else None


def record_change(recognition: Recognition, thresholds: Thresholds) -> dict[str, Any]:
    """What the image's record says of it, as attributes: the owner's words count more than a model's."""
    labels = recognition.parts.get(AiPart.LABELS)
    caption = recognition.parts.get(AiPart.CAPTION)
    return {
        "labels": list(_labels(labels, recognition.corrections)),
        "caption": caption.found.caption if caption else None,
        "nsfw": _nsfw(flags_of(recognition.parts, thresholds), recognition.corrections),
        "vector_code": labels.found.vector_code if labels else None,
        "analyzed_at": _text(recognition.analyzed_at),
    }


def _labels(part: PartResult | None, corrections: Corrections) -> tuple[str, ...]:
    if corrections.labels is not None:
        return corrections.labels
    return tuple(label.name for label in part.found.labels[:MAX_LABELS]) if part else ()


def _nsfw(flags: Flags | None, corrections: Corrections) -> bool | None:
    if corrections.nsfw is not None:
        return corrections.nsfw
    return flags.flagged if flags else None


def _text(moment: datetime | None) -> str | None:
    return text_of(moment) if moment else None
