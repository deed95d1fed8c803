"""Images that wait for something that nobody may be doing any more: their presets, or their verdict."""

from datetime import datetime

from pixelflare.base.observability import count, logger
from pixelflare.catalog import DueRow
from pixelflare.cleanup.services import CleanupServices
from pixelflare.variants import request_if_unfinished
from schema.budgets import HELD_TOO_LONG, UNPUBLISHED_AFTER
from schema.keys.due import DueKind
from schema.library.images import ImageStatus


def request_presets(row: DueRow, services: CleanupServices, *, now: datetime) -> bool:
    """Whether they were asked for again. The message of an accepted or moved image can be lost with what held it."""
    image = services.images.find(row.owner, row.name)
    if image is None or image.status is not ImageStatus.PROCESSING:
        return False
    request_if_unfinished(image, queue=services.variant_queue)
    services.due.postpone(row, DueKind.UNPUBLISHED, now + UNPUBLISHED_AFTER)
    logger.warning("presets asked for again", image_id=image.image_id)
    return True


def remind_of_verdict(row: DueRow, services: CleanupServices, *, now: datetime) -> bool:
    """Whether the image still waits. It stays held, however long that takes."""
    image = services.images.find(row.owner, row.name)
    if image is None or image.moderation is None or not image.moderation.waits_for_verdict:
        services.due.leave(row)  # what is restored comes back
        return False
    services.due.postpone(row, DueKind.HELD, now + HELD_TOO_LONG)
    logger.error(
        "held without a verdict",
        image_id=image.image_id,
        since=image.moderation.held_since,
        reason=image.moderation.failure,
    )
    count("HeldTooLong")
    return True
