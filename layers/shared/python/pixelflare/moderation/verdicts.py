"""A model's verdict on an image, or why there is none."""

from datetime import datetime

from pixelflare.audit import entry_of_system
from pixelflare.base.observability import count, logger
from pixelflare.base.optimistic import change_current
from pixelflare.moderation.release import moved_by, request_unfinished
from pixelflare.moderation.services import ModerationServices
from schema.library.images import Image
from schema.library.moderation import Moderation, ModerationState, Verdict


def judge(owner: str, image_id: str, verdict: Verdict, services: ModerationServices, *, now: datetime) -> None:
    """Records the verdict. A held image that is not flagged is public from now on; a flagged one waits for a person.

    What a person has decided stays. Can be repeated, and an older verdict that comes late changes nothing. Does nothing
    for an image that is gone or in the bin. Raises ChangedMeanwhile, Unavailable.
    """
    before = services.images.find(owner, image_id)
    if before is None or not before.is_servable:
        return
    after = change_current(
        lambda: services.images.find(owner, image_id),
        lambda image: _judged(image, verdict, services, now=now),
        expected_version=None,
        name=f"image {image_id}",
    )
    if after is not None and not after.is_withheld:
        request_unfinished_if_released(before, after, services)


def request_unfinished_if_released(before: Image, after: Image, services: ModerationServices) -> None:
    if before.is_withheld:
        request_unfinished(after, queue=services.variant_queue)


def note_failure(owner: str, image_id: str, reason: str, services: ModerationServices, *, now: datetime) -> None:
    """Records why a model could not judge a held image, which stays held. Other images are served, whatever happens."""
    image = services.images.find(owner, image_id)
    if image is None or image.moderation is None or not image.moderation.waits_for_verdict:
        return
    failed = image.moderation.model_copy(update={"failure": reason, "failed_at": now})
    services.moderations.set(image, failed, now=now)
    logger.error("held without a verdict", image_id=image_id, reason=reason)
    count("VerdictMissing")


def _judged(image: Image | None, verdict: Verdict, services: ModerationServices, *, now: datetime) -> Image | None:
    if image is None or not image.is_servable or not _is_news(image, verdict):
        return image
    before = image.moderation or Moderation(state=ModerationState.CLEAR)
    judged = before.model_copy(
        update={"state": _state(before, verdict), "verdict": verdict, "failure": None, "failed_at": None}
    )
    entry = entry_of_system(
        "judge",
        image,
        part="moderation",
        now=now,
        state=judged.state.value,
        flagged=verdict.flagged,
        categories=list(verdict.categories),
        model=verdict.model,
    )
    change = moved_by(image, judged, queue=services.variant_queue, now=now)
    return services.moderations.set(
        image, judged, change=change, also=[services.audit.appending(image.owner, entry)], now=now
    )


def _is_news(image: Image, verdict: Verdict) -> bool:
    earlier = image.moderation.verdict if image.moderation else None
    return earlier is None or (verdict != earlier and verdict.judged_at >= earlier.judged_at)


def _state(before: Moderation, verdict: Verdict) -> ModerationState:
    if before.is_decided:
        return before.state
    if not verdict.flagged:
        return ModerationState.CLEAR
    return ModerationState.HELD if before.is_withheld else ModerationState.FLAGGED
