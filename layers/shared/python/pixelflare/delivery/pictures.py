"""The picture that a miss asks for: what it is made of, read at once, and how it is made in time."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from pixelflare.addresses.signatures import is_open
from pixelflare.aws.objects import StoredObject
from pixelflare.base.errors import Unavailable
from pixelflare.base.observability import count
from pixelflare.base.parallel import Beside
from pixelflare.delivery.deadline import made_within
from pixelflare.delivery.paths import CdnRequest
from pixelflare.delivery.records import Seen
from pixelflare.delivery.services import CdnServices
from pixelflare.imaging import Effort, Manner, Rendered, RenderJob, manner_of
from pixelflare.variants import (
    ServedPicture,
    finish_later,
    is_worth_refining,
    original_of,
    refusal,
    render_variant,
    served_copy,
    watermark_of,
)
from schema import budgets
from schema.addresses.presets import PRESETS
from schema.library.images import Image

_DEADLINE_SECONDS = budgets.MAKING_DEADLINE.total_seconds()
_FINISHED_SECONDS = int(budgets.FINISHED_LATER.total_seconds())


@dataclass(frozen=True)
class Sources:
    """Reads that are under way."""

    original: Future[StoredObject]


def begin_sources(seen: Seen, services: CdnServices, beside: Beside) -> Sources:
    return Sources(beside.begin(original_of, seen.image, originals=services.originals))


def made_picture(seen: Seen, sources: Sources, services: CdnServices) -> Callable[[], ServedPicture]:
    """The picture is made; what is returned stores it.

    Raises NotFound for a watermark that the owner does not have, Unavailable when making it takes too long.
    """
    image, store = seen.image, services.variant_store
    original = sources.original.result()
    job = _job(seen.asked)
    if job is None:
        copy = served_copy(image, original)
        return lambda: store.put_original(image, copy.body, content_type=copy.content_type)
    mark = _noted_watermark(image, job.options.wm, services, now=seen.view.clock()) if job.options.wm else None
    made = _made_in_time(seen, job, original, mark, services)
    on_demand = _is_on_demand(job, services)
    if is_worth_refining(image, made):
        return lambda: store.put_provisional(image, job.name, made.body, on_demand=on_demand)
    return lambda: store.put_variant(image, job.name, job.format, made.body, on_demand=on_demand)


def _noted_watermark(image: Image, name: str, services: CdnServices, *, now: datetime) -> bytes | None:
    """Read under the lease, and after it is noted: so whoever changes the watermark then waits for what is made here."""
    services.marked.note(image.owner, name, image.image_id, now=now)
    return watermark_of(image.owner, name, images=services.images, originals=services.originals)


def _job(asked: CdnRequest) -> RenderJob | None:
    """None for the original."""
    if asked.variant is None or asked.format is None or asked.options is None:
        return None
    return RenderJob(asked.variant, asked.format, asked.options)


def manner_for(seen: Seen, *, may_be_queued: bool = True) -> Manner | None:
    """How the variant is made: in time for a viewer, or by the queue's consumer. None for the original.

    Raises VariantTooLarge when it would take too much memory or time.
    """
    job, facts = _job(seen.asked), seen.image.facts
    if job is None or facts is None:
        return None
    manner = manner_of(job, facts, within=budgets.MAKING_DEADLINE)
    if manner is None and may_be_queued:
        manner = manner_of(job, facts, within=budgets.FINISHING)
    if manner is None:
        raise refusal()
    return manner


def _is_on_demand(job: RenderJob, services: CdnServices) -> bool:
    """Whether nobody but viewers has wanted it: no preset, and nothing that needs the owner's signature."""
    return job.name not in PRESETS and is_open(job.options, widths=services.widths)


def _made_in_time(
    seen: Seen, job: RenderJob, original: StoredObject, mark: bytes | None, services: CdnServices
) -> Rendered:
    """Raises Unavailable when it takes too long; the queue's consumer has the time to finish it."""
    manner = manner_for(seen)
    if manner is not None and not manner.work.is_within(budgets.MAKING_DEADLINE):
        raise _left_to_the_queue(seen, job, services)
    done, effort = (manner.job, manner.effort) if manner else (job, Effort.STORED)
    try:
        return made_within(
            _DEADLINE_SECONDS,
            lambda: render_variant(seen.image, done, original=original.body, watermark=mark, effort=effort),
        )
    except TimeoutError as too_slow:
        raise _left_to_the_queue(seen, job, services) from too_slow


def _left_to_the_queue(seen: Seen, job: RenderJob, services: CdnServices) -> Unavailable:
    """One message for one wish. Raises VariantTooLarge when the queue's consumer has given it up."""
    is_new = finish_later(
        seen.image,
        job,
        on_demand=_is_on_demand(job, services),
        wishes=services.wishes,
        queue=services.variant_queue,
        now=seen.view.clock(),
    )
    if is_new:
        count("VariantTooSlow")
    return Unavailable("this variant takes a while to make", retry_after_seconds=_FINISHED_SECONDS)
