"""An operator's decision that nobody may see an image, and the way back. Its owner is told, and can change neither."""

from collections.abc import Callable
from datetime import datetime

from pixelflare.base.errors import NotFound, NotReady
from pixelflare.base.optimistic import change_current
from pixelflare.catalog import get_live_image
from pixelflare.moderation.decisions import change_moderation, follow
from pixelflare.moderation.services import ReviewServices
from schema.library.images import Image
from schema.library.moderation import Moderation, ModerationState

OPERATOR = "operator"
"""Who has decided, as the owner reads it."""


def take_down(image_id: str, reason: str, services: ReviewServices, *, now: datetime) -> Image:
    """When this returns, viewers are told 451 by every address, and the edge has forgotten the picture.

    Can be repeated; the last reason stays. Does not count against the owner's limits. Raises NotFound, NotReady, and
    Unavailable if a writer does not end: the record is changed then.
    """
    return _changed(image_id, lambda image: _taken_down(image, reason, now), services, now=now)


def undo_takedown(image_id: str, services: ReviewServices, *, now: datetime) -> Image:
    """The image is seen again where it was seen before; one that was held or rejected is so again. Can be repeated.

    Raises NotFound.
    """
    return _changed(image_id, lambda image: _as_before(image, now), services, now=now)


def _changed(
    image_id: str, decide: Callable[[Image], Moderation | None], services: ReviewServices, *, now: datetime
) -> Image:
    images = services.library.images
    owner = images.owner_of(image_id, consistent=True)
    if owner is None:
        raise NotFound(f"no image {image_id}")
    changed = change_current(
        lambda: get_live_image(owner, image_id, images=images),
        lambda image: _write(image, decide(image), services, now=now),
        expected_version=None,
        name=f"image {image_id}",
    )
    return follow(changed, services, now=now)


def _write(image: Image, moderation: Moderation | None, services: ReviewServices, *, now: datetime) -> Image:
    return image if moderation is None else change_moderation(image, moderation, services, now=now)


def _taken_down(image: Image, reason: str, now: datetime) -> Moderation | None:
    if not image.is_servable:
        raise NotReady(f"image {image.image_id} is {image.status}", details={"status": image.status})
    before = image.moderation or Moderation(state=ModerationState.APPROVED)
    if before.is_taken_down and before.takedown_reason == reason:
        return None
    taken_from = before.taken_from if before.is_taken_down else before.state
    decided = {"decided_at": now, "decided_by": OPERATOR, "takedown_reason": reason, "taken_from": taken_from}
    return before.model_copy(update={"state": ModerationState.TAKEN_DOWN, **decided})


def _as_before(image: Image, now: datetime) -> Moderation | None:
    before = image.moderation
    if before is None or not before.is_taken_down:
        return None
    state = before.taken_from or ModerationState.APPROVED
    decided = {"decided_at": now, "decided_by": OPERATOR, "takedown_reason": None, "taken_from": None}
    return before.model_copy(update={"state": state, **decided})
