"""An owner's wish for a new analysis."""

from datetime import datetime, timedelta

from pixelflare.aws.queues import Queue
from pixelflare.base.errors import FeatureOff, NotReady, RateLimited
from pixelflare.catalog import get_live_image
from pixelflare.vision.services import RecognitionServices
from schema.limits import REANALYSIS_DAYS
from schema.messages.classification import ClassificationRequested

_PAUSE = timedelta(days=REANALYSIS_DAYS)
_MAY_BE_LOST = timedelta(hours=1)
"""For a client that repeats its request."""


def analyze_again(
    owner: str, image_id: str, services: RecognitionServices, *, queue: Queue | None, now: datetime
) -> datetime:
    """When the same bytes can be analysed again. The analysis follows by the queue.

    Raises NotFound, NotReady for an image without accepted bytes, FeatureOff, and RateLimited within 28 days
    or when the owner's analyses of the month are used up.
    """
    image = get_live_image(owner, image_id, images=services.images)
    if queue is None:
        raise FeatureOff("nothing looks at pictures here: this installation has ai_provider=off")
    if not image.is_servable or image.sha256 is None:
        raise NotReady(f"image {image_id} is {image.status}", details={"status": image.status})
    earlier = services.analyses.begin_again(owner, image.sha256, unless_since=now - _PAUSE, now=now)
    if earlier is not None:
        if now - earlier < _MAY_BE_LOST:
            # The call that began it may have ended before it told the queue. What is known since then is not asked for again.
            queue.send(ClassificationRequested(image_id=image_id, owner=owner, again=earlier))
        raise _too_early(earlier + _PAUSE, now=now)
    try:
        services.allowance.spend(owner, now=now)
        queue.send(ClassificationRequested(image_id=image_id, owner=owner, again=now))
    except BaseException:
        services.analyses.end_again(owner, image.sha256, at=now)
        raise
    return now + _PAUSE


def next_analysis_at(begun_at: datetime | None) -> datetime | None:
    """The earliest time of the next one, by that of the last. None: now."""
    return begun_at + _PAUSE if begun_at else None


def _too_early(moment: datetime, *, now: datetime) -> RateLimited:
    return RateLimited(
        f"these bytes were analysed again less than {REANALYSIS_DAYS} days ago",
        retry_after_seconds=max(1, int((moment - now).total_seconds())),
        details={"next_analysis_at": moment.isoformat()},
    )
