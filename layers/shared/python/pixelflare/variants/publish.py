"""Make what viewers get of an image from its original.

A job takes a lease before it reads the record (see writers.py), so whoever changes the record can wait for it and take
away what it wrote. Objects are written while the next picture is made.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from pixelflare.aws.objects import StoredObject
from pixelflare.base.observability import count, logger
from pixelflare.imaging import Order, PublicOriginal, public_original, render
from pixelflare.variants.making import make_variant, original_of
from pixelflare.variants.press import JOB, Press
from pixelflare.variants.withdraw import withdraw
from schema.env import cores
from schema.formats import Format
from schema.images import Image, ImageStatus, Shelf
from schema.keys import image_tag
from schema.messages import VariantRequested, VariantsRequested
from schema.presets import PRESETS

LADDER_FORMAT = Format.WEBP
"""What is made ahead for every image; other formats are made when first asked for."""
_WRITES_AT_ONCE = 8


def publish(message: VariantsRequested | VariantRequested, press: Press, *, now: datetime) -> None:
    """Make what one message asks for, unless the image has gone elsewhere."""
    with press.writers.writing(message.image_id, now=now, lifetime=JOB):
        image = press.images.find(message.owner, message.image_id)
        if image is None or not image.is_servable or (image.shelf is Shelf.PUBLIC and image.place != message.place):
            return  # whoever moved it has asked for its variants there
        if isinstance(message, VariantRequested) and message.format is not None:
            _finish(image, message.variant, message.format, press)
            return
        is_finished = image.status is ImageStatus.READY
        if not (is_finished and isinstance(message, VariantsRequested) and message.if_unfinished):
            _publish(image, _asked(message), press, now=now)


def _finish(image: Image, variant: str, format_: Format, press: Press) -> None:
    """What took longer than a viewer could wait. Nobody has got it, so there is nothing to forget; and what took so long
    once is not made smaller later, which would take several times as long."""
    made = make_variant(image, variant, format_, images=press.images, originals=press.originals)
    press.shelves.put_variant(image, variant, format_, made.body)
    logger.info("variant finished", image_id=image.image_id, variant=variant, bytes=len(made.body))
    count("VariantFinished")


def _publish(image: Image, variants: Sequence[str], press: Press, *, now: datetime) -> None:
    """Write the copy of the original and the variants, then note them in the record."""
    original = original_of(image, originals=press.originals)
    _write(image, variants, original, press)
    was_made_before = image.status is ImageStatus.READY
    if was_made_before:
        press.shelves.forget_other_formats(image, variants, but=LADDER_FORMAT)
    if not press.images.mark_ready(image, frozenset(variants), now=now):
        # Whoever changed the record waits for us and does the same; but it may have lost its patience.
        withdraw(
            image.owner, image.image_id, [image.place], images=press.images, shelves=press.shelves, edge=press.edge
        )
        return
    if was_made_before:
        press.edge.purge(tags=[image_tag(image.image_id)])
    logger.info("variants published", image_id=image.image_id, variants=len(variants))
    count("VariantsPublished", len(variants))


def _write(image: Image, variants: Sequence[str], original: StoredObject, press: Press) -> None:
    """All objects are there when it returns. What one write raises is raised when none is under way any more."""
    served = served_copy(image, original)
    orders = [Order(variant, LADDER_FORMAT) for variant in variants]
    with ThreadPoolExecutor(_WRITES_AT_ONCE) as pool:
        writes = [pool.submit(press.shelves.put_original, image, served.body, content_type=served.content_type)]
        for rendered in render(original.body, orders, threads=cores()):
            variant, format_ = rendered.order
            writes.append(pool.submit(press.shelves.put_variant, image, variant, format_, rendered.body))
    for write in writes:
        write.result()


def served_copy(image: Image, original: StoredObject) -> PublicOriginal:
    """What the CDN serves as the original: without its place, or without any metadata where the owner asked for that.

    Of what browsers don't all show it is a rendering, whose content type is not what the path's name says.
    """
    return public_original(original.body, content_type=original.content_type, strip_all=image.strip_metadata)


def _asked(message: VariantsRequested | VariantRequested) -> tuple[str, ...]:
    """Known presets only: a message that names another is a bug and goes to the dead letters."""
    asked = (message.variant,) if isinstance(message, VariantRequested) else message.variants or tuple(PRESETS)
    if unknown := [name for name in asked if name not in PRESETS]:
        raise ValueError(f"no variants named {unknown}")
    return asked
