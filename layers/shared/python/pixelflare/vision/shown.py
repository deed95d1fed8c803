"""What was recognised in an image, as the API shows it."""

from datetime import datetime

from pixelflare.vision.outcome import flags_of
from pixelflare.vision.thresholds import Thresholds
from schema.library.images import Image
from schema.library.recognition import AiPart, PartResult, Recognition
from schema.library.recognition_resource import (
    Corrected,
    ModerationFindingsResource,
    PartResource,
    RecognitionResource,
)


def recognition_of(
    image: Image, recognition: Recognition, thresholds: Thresholds, *, next_analysis_at: datetime | None
) -> RecognitionResource:
    """What counts, what each model said, how much that cost, and what the owner has corrected."""
    parts, corrections = recognition.parts, recognition.corrections
    labels, flags = parts.get(AiPart.LABELS), flags_of(parts, thresholds)
    colors = labels.found.colors if labels else ()
    return RecognitionResource(
        image_id=image.image_id,
        labels=list(image.labels),
        caption=image.caption,
        alt=image.alt,
        nsfw=image.nsfw,
        nsfw_score=flags.score if flags else None,
        nsfw_categories=list(flags.categories) if flags else [],
        colors=list(colors or (image.facts.colors if image.facts else ())),
        model_labels=list(labels.found.labels) if labels else [],
        moderation=ModerationFindingsResource(
            flagged=flags.flagged, labels=list(parts[AiPart.MODERATION].found.moderation)
        )
        if flags
        else None,
        parts={part.value: _part(result, image.image_id) for part, result in parts.items()},
        corrected=Corrected(labels=corrections.labels is not None, nsfw=corrections.nsfw is not None),
        analyzed_at=recognition.analyzed_at,
        next_analysis_at=next_analysis_at,
    )


def cost_of(result: PartResult, image_id: str) -> float | None:
    """In dollars; nothing for an image that uses what was paid for another one of the same bytes."""
    return result.found.cost_usd if result.run.paid_by == image_id else 0.0


def _part(result: PartResult, image_id: str) -> PartResource:
    run, found = result.run, result.found
    return PartResource(
        provider=run.provider,
        model=found.model,
        version=found.version or None,
        at=run.at,
        ms=run.ms,
        cost_usd=cost_of(result, image_id),
        reused_from=run.paid_by if run.paid_by != image_id else None,
        refused=found.refused,
    )
