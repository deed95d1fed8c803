"""What waits for something that nobody may be doing any more: images their presets or verdict, domains their next look."""

from datetime import datetime

from pixelflare.base.observability import count, logger
from pixelflare.catalog import DueRow
from pixelflare.cleanup.services import CleanupServices
from pixelflare.custom_domains import ask_again
from pixelflare.variants import request_if_unfinished
from schema.budgets import DOMAIN_ASKED_AGAIN, HELD_TOO_LONG, UNPUBLISHED_AFTER
from schema.keys.due import DueKind
from schema.library.images import ImageStatus
from schema.messages.classification import ClassificationRequested


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
    """Whether the image still waits. It stays held, however long that takes, and its model is asked again."""
    image = services.images.find(row.owner, row.name)
    if image is None or image.moderation is None or not image.moderation.waits_for_verdict:
        services.due.leave(row)  # what is restored comes back
        return False
    if services.classifications is not None:
        services.classifications.send(ClassificationRequested(image_id=image.image_id, owner=image.owner))
    services.due.postpone(row, DueKind.HELD, now + HELD_TOO_LONG)
    logger.error(
        "held without a verdict",
        image_id=image.image_id,
        since=image.moderation.held_since,
        reason=image.moderation.failure,
    )
    count("HeldTooLong")
    return True


def look_at_domain(row: DueRow, services: CleanupServices, *, now: datetime) -> bool:
    """Whether a custom domain is looked at again: its pause is over, or its message was lost."""
    if not ask_again(row.owner, row.name, domains=services.domains, queue=services.domain_queue, now=now):
        services.due.leave(row)  # what is asked for again comes back
        return False
    services.due.postpone(row, DueKind.DOMAIN, now + DOMAIN_ASKED_AGAIN)
    return True
