"""The picture that a miss asks for: what it is made of, read at once, and how it is made in time."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from pixelflare.aws.objects import StoredObject
from pixelflare.base.errors import Unavailable
from pixelflare.base.observability import count
from pixelflare.base.parallel import Beside
from pixelflare.delivery.deadline import made_within
from pixelflare.delivery.records import Seen
from pixelflare.delivery.services import CdnServices
from pixelflare.imaging import Rendered
from pixelflare.variants import (
    ServedPicture,
    finish_later,
    is_worth_refining,
    original_of,
    render_variant,
    served_copy,
    watermark_of,
)
from schema import budgets
from schema.addresses.formats import Format

_DEADLINE_SECONDS = budgets.MAKING_DEADLINE.total_seconds()
_FINISHED_SECONDS = int(budgets.FINISHED_LATER.total_seconds())


@dataclass(frozen=True)
class Sources:
    """Reads that are under way."""

    original: Future[StoredObject]
    watermark: Future[bytes | None]


def begin_sources(seen: Seen, services: CdnServices, beside: Beside) -> Sources:
    images, originals = services.images, services.originals
    return Sources(
        beside.begin(original_of, seen.image, originals=originals),
        beside.begin(watermark_of, seen.image.owner, seen.asked.variant, images=images, originals=originals),
    )


def made_picture(seen: Seen, sources: Sources, services: CdnServices) -> Callable[[], ServedPicture]:
    """The picture is made; what is returned stores it.

    Raises NotFound for a watermark that the owner does not have, Unavailable when making it takes too long.
    """
    image, variant_store = seen.image, services.variant_store
    variant, format_ = seen.asked.variant, seen.asked.format
    original = sources.original.result()
    if variant is None or format_ is None:
        copy = served_copy(image, original)
        return lambda: variant_store.put_original(image, copy.body, content_type=copy.content_type)
    made = _made_in_time(seen, variant, format_, original, sources.watermark.result(), services)
    if is_worth_refining(image, made):
        return lambda: variant_store.put_provisional(image, variant, made.body)
    return lambda: variant_store.put_variant(image, variant, format_, made.body)


def _made_in_time(
    seen: Seen, variant: str, format_: Format, original: StoredObject, mark: bytes | None, services: CdnServices
) -> Rendered:
    """Raises Unavailable when it takes too long; the queue's consumer has the time to finish it."""
    try:
        return made_within(
            _DEADLINE_SECONDS,
            lambda: render_variant(seen.image, variant, format_, original=original.body, watermark=mark),
        )
    except TimeoutError as too_slow:
        finish_later(seen.image, variant, format_, queue=services.variant_queue)
        count("VariantTooSlow")
        raise Unavailable("this variant takes a while to make", retry_after_seconds=_FINISHED_SECONDS) from too_slow
