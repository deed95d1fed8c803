"""Asking for an image's variants."""

from collections.abc import Sequence
from datetime import datetime

from pixelflare.aws.queues import Queue
from pixelflare.imaging import RenderJob
from pixelflare.variants.wishes import Wishes, wish_of
from schema.budgets import FALLBACK_DELAY
from schema.library.images import Image
from schema.messages.variants import OftenAsked, VariantRequested, VariantsRequested


def request_variants(image: Image, *, queue: Queue, variants: Sequence[str] = ()) -> None:
    """One message for the whole ladder, or for the named ones."""
    queue.send(_message(image, variants=tuple(variants)))


def finish_later(image: Image, job: RenderJob, *, on_demand: bool, wishes: Wishes, queue: Queue, now: datetime) -> bool:
    """Have made what a viewer could not wait for. Whether it was not on its way already. `on_demand` as
    in `VariantStore.put_variant`.

    Raises VariantTooLarge when it was given up.
    """
    what = wish_of(job)
    if not wishes.make(image, what, now=now):
        return False
    try:
        queue.send(
            VariantRequested(
                image_id=image.image_id,
                owner=image.owner,
                album_slug=image.album,
                filename=image.filename,
                variant=job.name,
                format=job.format,
                on_demand=on_demand,
            )
        )
    except BaseException:
        wishes.forget(image, what)
        raise
    return True


def refine_later(image: Image, *, queue: Queue) -> None:
    """Have smaller AVIFs made in the place of those that viewers ask for again and again."""
    queue.send(OftenAsked(image_id=image.image_id, owner=image.owner))


def enqueue_fallback(image: Image, *, queue: Queue) -> None:
    """Have the ladder made in a minute if nobody has by then: sent before a change that a crash could leave unannounced."""
    queue.send(_message(image, if_unfinished=True), delay=FALLBACK_DELAY)


def request_if_unfinished(image: Image, *, queue: Queue) -> None:
    """Have the ladder made, unless somebody does so first."""
    queue.send(_message(image, if_unfinished=True))


def _message(image: Image, *, variants: tuple[str, ...] = (), if_unfinished: bool = False) -> VariantsRequested:
    return VariantsRequested(
        image_id=image.image_id,
        owner=image.owner,
        album_slug=image.album,
        filename=image.filename,
        variants=variants,
        if_unfinished=if_unfinished,
    )
