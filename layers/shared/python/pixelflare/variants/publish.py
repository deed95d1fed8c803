"""Make what viewers get of an image from its original, and take it back when the record does not say so any more.

Writers announce themselves before they read the record (see writers.py), so whoever changes the record can wait for
them and take away what they wrote. Deleting too much costs nothing but making it again.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from pixelflare.aws.objects import StoredObject
from pixelflare.base.observability import count, logger
from pixelflare.catalog import ImageStore
from pixelflare.imaging import Order, public_original, render
from pixelflare.variants.making import make_variant, original_of
from pixelflare.variants.press import Press, Purger
from pixelflare.variants.refining import refine
from pixelflare.variants.shelves import ServedPicture, Shelves
from schema.budgets import PUBLISHER_LEASE
from schema.env.cpu import cores
from schema.formats import Format
from schema.images import Image, ImageStatus, Shelf
from schema.keys import Place, image_tag
from schema.messages import AboutVariants, OftenAsked, PathVacated, VariantRequested, VariantsRequested
from schema.presets import PRESETS

LADDER_FORMAT = Format.WEBP
"""What is made ahead for every image; other formats are made when first asked for."""


def handle_variant_message(message: AboutVariants, press: Press, *, now: datetime) -> None:
    """Do what one message of the variant queue asks. Safe to run twice, late, and beside other runs."""
    match message:
        case PathVacated():
            _sweep(message, press)
        case OftenAsked():
            refine(message, press, now=now)
        case _:
            _make(message, press, now=now)


def _make(message: VariantsRequested | VariantRequested, press: Press, *, now: datetime) -> None:
    with press.writers.writing(message.image_id, now=now, lifetime=PUBLISHER_LEASE):
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
    put_served_copy(image, original, shelves=press.shelves)
    orders = [Order(variant, LADDER_FORMAT) for variant in variants]
    for rendered in render(original.body, orders, threads=cores()):
        press.shelves.put_variant(image, rendered.order.preset, rendered.order.format, rendered.body)
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


def put_served_copy(image: Image, original: StoredObject, *, shelves: Shelves) -> ServedPicture:
    """What the CDN serves as the original: without its place, or without any metadata where the owner asked for that.

    Of what browsers don't all show it is a rendering, whose content type is not what the path's name says.
    """
    served = public_original(original.body, content_type=original.content_type, strip_all=image.strip_metadata)
    return shelves.put_original(image, served.body, content_type=served.content_type)


def withdraw(
    owner: str, image_id: str, places: Collection[Place], *, images: ImageStore, shelves: Shelves, edge: Purger
) -> None:
    """Take back what an image left at these places and on shelves where the record does not say it is: objects first,
    then the edge.

    Spares what an image that has such a path by now has put there.
    """
    image = images.find(owner, image_id)
    shelf = image.shelf if image and image.is_servable else None
    withdrawn = shelves.withdraw_guarded(image_id, but=shelf)
    for place in sorted(places):
        if image is None or shelf is not Shelf.PUBLIC or image.place != place:
            is_taken = images.holder_of(place) not in (None, image_id)
            withdrawn += shelves.withdraw_public(place, only_of=image_id if is_taken else None)
    edge.purge(tags=[image_tag(image_id)])
    logger.info("withdrawn from viewers", image_id=image_id, objects=withdrawn)
    count("Withdrawn")


def _sweep(message: PathVacated, press: Press) -> None:
    """Minutes after a change: for a writer or a call that died in between.

    It withdraws again whether or not it finds something: the call may have died between the objects and the purge, and
    the edge may have been reading from S3 while it was told to forget. The record goes on saying that something is left:
    another change may have been made since, whose writers only the next call waits for.
    """
    image = press.images.find(message.owner, message.image_id)
    is_back = image and image.is_servable and image.shelf is Shelf.PUBLIC and image.place == message.place
    if is_back and image and not image.unsettled:
        return  # there is nothing that not everybody may see
    withdraw(
        message.owner,
        message.image_id,
        [message.place],
        images=press.images,
        shelves=press.shelves,
        edge=press.edge,
    )


def _asked(message: VariantsRequested | VariantRequested) -> tuple[str, ...]:
    """Known presets only: a message that names another is a bug and goes to the dead letters."""
    asked = (message.variant,) if isinstance(message, VariantRequested) else message.variants or tuple(PRESETS)
    if unknown := [name for name in asked if name not in PRESETS]:
        raise ValueError(f"no variants named {unknown}")
    return asked
