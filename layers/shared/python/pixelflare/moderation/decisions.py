"""A person's decision on an image. No later verdict changes it, and a later decision does."""

from contextlib import nullcontext
from datetime import datetime

from pixelflare.base.errors import NotReady, Withheld
from pixelflare.base.optimistic import change_current
from pixelflare.catalog import get_live_image
from pixelflare.library import clear_viewers, path_left_by, sweep_later
from pixelflare.moderation.release import moved_by, request_unfinished
from pixelflare.moderation.services import ReviewServices
from schema.library.images import Image
from schema.library.moderation import Decision, Moderation, ModerationState

_STATES = {Decision.APPROVE: ModerationState.APPROVED, Decision.REJECT: ModerationState.REJECTED}


def decide(
    owner: str,
    image_id: str,
    decision: Decision,
    services: ReviewServices,
    *,
    actor: str,
    expected_version: int | None = None,
    now: datetime,
) -> Image:
    """The decided image. When this returns, viewers get nothing of a rejected one, by any address.

    An approved image is seen again where and by whom its record says. Can be repeated. Raises NotFound, NotReady (an image
    without bytes), PreconditionFailed, RateLimited, and Unavailable if a writer does not end: the record is changed then.
    """
    decided = change_current(
        lambda: get_live_image(owner, image_id, images=services.library.images),
        lambda image: _decided(image, decision, services, actor=actor, now=now),
        expected_version=expected_version,
        name=f"image {image_id}",
    )
    return follow(decided, services, now=now)


def follow(decided: Image, services: ReviewServices, *, now: datetime) -> Image:
    """Takes from viewers what they may not see any more, and has made what they may see again."""
    if decided.stale_paths:
        decided = clear_viewers(decided, services.library, now=now)
    request_unfinished(decided, queue=services.library.variant_queue)
    return decided


def change_moderation(image: Image, moderation: Moderation, services: ReviewServices, *, now: datetime) -> Image:
    """Raises ChangedMeanwhile."""
    is_withdrawn = moderation.is_withheld and not image.is_withheld
    if is_withdrawn:
        sweep_later(image, services.library)
    change = moved_by(image, moderation, queue=services.library.variant_queue, now=now)
    if is_withdrawn:
        change |= {"stale_paths": image.stale_paths | {path_left_by(image)}}
    return services.moderations.set(image, moderation, change=change, now=now)


def _decided(image: Image, decision: Decision, services: ReviewServices, *, actor: str, now: datetime) -> Image:
    """Raises ChangedMeanwhile, NotReady, Withheld (taken down)."""
    if not image.is_servable:
        raise NotReady(f"image {image.image_id} is {image.status}", details={"status": image.status})
    if image.moderation is not None and image.moderation.is_taken_down:
        raise Withheld(
            f"image {image.image_id} was taken down by an operator", details={"moderation": image.moderation.state}
        )
    state, library = _STATES[decision], services.library
    before = image.moderation or Moderation(state=state)
    if before.state is state and before.decided_at is not None:
        return image
    moderation = before.model_copy(
        update={"state": state, "decided_at": now, "decided_by": actor, "failure": None, "failed_at": None}
    )
    is_withdrawn = moderation.is_withheld and not image.is_withheld
    with library.allowance.spending(image.owner, now=now) if is_withdrawn else nullcontext():
        return change_moderation(image, moderation, services, now=now)
