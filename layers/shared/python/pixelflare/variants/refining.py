"""Two qualities of AVIF: the one that a viewer waited for, and a smaller one for an image that is asked for often.

The first lies where only functions read, so that the edge comes back for it and its visits can be counted; the second
lies where the edge reads by itself. Why: docs/decisions/0014-two-qualities-of-avif.md.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from pixelflare.base.observability import count, logger
from pixelflare.imaging import Effort, Rendered, job_of
from pixelflare.rate_limits import Limit
from pixelflare.variants.making import make_variants
from pixelflare.variants.services import PublishServices
from schema.addresses.formats import Format
from schema.addresses.option_values import AUTO_QUALITY
from schema.budgets import PUBLISHER_LEASE, REFINING
from schema.keys.cache_tags import image_tag
from schema.library.images import Image, StorageArea
from schema.limits import MAX_INLINE_BYTES
from schema.messages.variants import OftenAsked

_AT_ONCE = 24
"""Pictures of one image for one message; the others stay as they are until they are asked for as often again."""
_ENOUGH_SECONDS = REFINING.total_seconds()
_MAX_PIXELS = 5_000_000
"""That an encoder may go through: each preset of a photograph. Larger ones take 4 s and more."""
_TRIES = 4
"""Of `q=auto`."""
_PURGES = Limit("refined", 16, period=timedelta(days=1))
"""For all images together. A purge costs as much as tens of thousands of views save, and only hurries what the edge
does within the hour; so many are half of what CloudFront purges for nothing, the rest is for changes of images."""
_ALL_IMAGES = "all"


def is_worth_refining(image: Image, made: Rendered) -> bool:
    """Whether a smaller one is to be made of it when it is asked for often.

    Not of an expiring image, which does not live long, nor where the viewer has said how to compress, nor of what
    takes too long: animations and large pictures.
    """
    options = made.order.options
    pixels = made.width * made.height * (_TRIES if options.q == AUTO_QUALITY else 1)
    return (
        made.order.format is Format.AVIF
        and image.storage_area is not StorageArea.EXPIRING
        and made.frames == 1
        and options.compression is None
        and pixels <= _MAX_PIXELS
        and len(made.body) <= MAX_INLINE_BYTES
    )


def refine(message: OftenAsked, services: PublishServices, *, now: datetime) -> None:
    """Put smaller AVIFs in the place of an image's provisional ones, and have the edge forget those.

    Nothing is taken away before its successor is there and the edge has been told, so a run that dies leaves a
    repetition all that it needs; one that finds nothing has nothing to do.
    """
    image = services.images.find(message.owner, message.image_id)
    if image is None or not image.is_servable:
        return
    made = _made_smaller(image, services.variant_store.provisional(image)[:_AT_ONCE], services)
    saved = _put(image, made, services, now=now) if made else 0
    if saved and services.limiter.count(_PURGES, _ALL_IMAGES, now=now).refusal is None:
        services.edge.purge(tags=[image_tag(image.image_id)])
    if made:
        services.variant_store.forget_provisional(image, [rendered.order.name for rendered in made])
    services.request_counter.forget(image.image_id)
    logger.info("variants refined", image_id=image.image_id, variants=len(made), saved_bytes=saved)
    count("VariantsRefined", len(made))


def _made_smaller(image: Image, variants: Sequence[str], services: PublishServices) -> list[Rendered]:
    """As many as there is time for. No lease yet: an owner who changes the image must not wait for so long."""
    started = time.monotonic()
    made: list[Rendered] = []
    orders = [job_of(variant, Format.AVIF) for variant in variants]
    for rendered in make_variants(
        image, orders, effort=Effort.BEST, images=services.images, originals=services.originals
    ):
        made.append(rendered)
        if time.monotonic() - started > _ENOUGH_SECONDS:
            break
    return made


def _put(image: Image, made: Sequence[Rendered], services: PublishServices, *, now: datetime) -> int:
    """Where the record says by now that the image is seen; how many bytes are saved.

    What is not provisional any more has been taken away by a change, or replaced by another run.
    """
    saved = 0
    with services.publish_leases.writing(image.image_id, now=now, lifetime=PUBLISHER_LEASE):
        current = services.images.find(image.owner, image.image_id)
        if current is None or not current.is_servable or current.generation != image.generation:
            return 0
        for rendered in made:
            variant, format_, _ = rendered.order
            quick = services.variant_store.find_provisional(current, variant)
            if quick is not None:
                best = min(quick.body, rendered.body, key=len)
                services.variant_store.put_variant(current, variant, format_, best, on_demand=quick.is_on_demand)
                saved += len(quick.body) - len(best)
    return saved
