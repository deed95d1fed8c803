"""Make what viewers get of an image from its original, and take it back when the record does not say so any more.

Writers announce themselves before they read the record (see writers.py), so whoever changes the record can wait for
them and take away what they wrote. Deleting too much costs nothing but making it again.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from pixelflare.aws.objects import StoredObject
from pixelflare.base.observability import count, logger
from pixelflare.catalog import ImageStore
from pixelflare.imaging import RenderJob, public_original, render
from pixelflare.variants.making import make_variant, original_of
from pixelflare.variants.refining import refine
from pixelflare.variants.services import PublishServices, Purger
from pixelflare.variants.store import ServedPicture, VariantStore
from schema.addresses.formats import Format
from schema.addresses.image_path import ImagePath
from schema.addresses.presets import PRESETS
from schema.budgets import PUBLISHER_LEASE
from schema.env.cpu import cores
from schema.keys.cache_tags import image_tag
from schema.library.images import Image, ImageStatus, StorageArea
from schema.messages.variants import AboutVariants, OftenAsked, PathVacated, VariantRequested, VariantsRequested

LADDER_FORMAT = Format.WEBP
"""What is made ahead for every image; other formats are made when first asked for."""


def handle_variant_message(message: AboutVariants, services: PublishServices, *, now: datetime) -> None:
    """Do what one message of the variant queue asks. Safe to run twice, late, and beside other runs."""
    match message:
        case PathVacated():
            _sweep(message, services)
        case OftenAsked():
            refine(message, services, now=now)
        case _:
            _make(message, services, now=now)


def _make(message: VariantsRequested | VariantRequested, services: PublishServices, *, now: datetime) -> None:
    with services.publish_leases.writing(message.image_id, now=now, lifetime=PUBLISHER_LEASE):
        image = services.images.find(message.owner, message.image_id)
        if (
            image is None
            or not image.is_servable
            or (image.storage_area is StorageArea.PUBLIC and image.image_path != message.image_path)
        ):
            return  # whoever moved it has asked for its variants there
        if isinstance(message, VariantRequested) and message.format is not None:
            _finish(image, message.variant, message.format, services)
            return
        is_finished = image.status is ImageStatus.READY
        if not (is_finished and isinstance(message, VariantsRequested) and message.if_unfinished):
            _publish(image, _asked(message), services, now=now)


def _finish(image: Image, variant: str, format_: Format, services: PublishServices) -> None:
    """What took longer than a viewer could wait. Nobody has got it, so there is nothing to forget; and what took so long
    once is not made smaller later, which would take several times as long."""
    made = make_variant(image, variant, format_, images=services.images, originals=services.originals)
    services.variant_store.put_variant(image, variant, format_, made.body)
    logger.info("variant finished", image_id=image.image_id, variant=variant, bytes=len(made.body))
    count("VariantFinished")


def _publish(image: Image, variants: Sequence[str], services: PublishServices, *, now: datetime) -> None:
    """Write the copy of the original and the variants, then note them in the record."""
    original = original_of(image, originals=services.originals)
    put_served_copy(image, original, variant_store=services.variant_store)
    orders = [RenderJob(variant, LADDER_FORMAT) for variant in variants]
    for rendered in render(original.body, orders, threads=cores()):
        services.variant_store.put_variant(image, rendered.order.preset, rendered.order.format, rendered.body)
    was_made_before = image.status is ImageStatus.READY
    if was_made_before:
        services.variant_store.forget_other_formats(image, variants, but=LADDER_FORMAT)
    if not services.images.mark_ready(image, frozenset(variants), now=now):
        # Whoever changed the record waits for us and does the same; but it may have lost its patience.
        withdraw(
            image.owner,
            image.image_id,
            [image.image_path],
            images=services.images,
            variant_store=services.variant_store,
            edge=services.edge,
        )
        return
    if was_made_before:
        services.edge.purge(tags=[image_tag(image.image_id)])
    logger.info("variants published", image_id=image.image_id, variants=len(variants))
    count("VariantsPublished", len(variants))


def put_served_copy(image: Image, original: StoredObject, *, variant_store: VariantStore) -> ServedPicture:
    """What the CDN serves as the original: without its place, or without any metadata where the owner asked for that.

    Of what browsers don't all show it is a rendering, whose content type is not what the path's name says.
    """
    served = public_original(original.body, content_type=original.content_type, strip_all=image.strip_metadata)
    return variant_store.put_original(image, served.body, content_type=served.content_type)


def withdraw(
    owner: str,
    image_id: str,
    image_paths: Collection[ImagePath],
    *,
    images: ImageStore,
    variant_store: VariantStore,
    edge: Purger,
) -> None:
    """Take back what an image left at these places and on storage areas where the record does not say it is: objects first,
    then the edge.

    Spares what an image that has such a path by now has put there.
    """
    image = images.find(owner, image_id)
    storage_area = image.storage_area if image and image.is_servable else None
    withdrawn = variant_store.withdraw_private(image_id, but=storage_area)
    for image_path in sorted(image_paths):
        if image is None or storage_area is not StorageArea.PUBLIC or image.image_path != image_path:
            is_taken = images.holder_of(image_path) not in (None, image_id)
            withdrawn += variant_store.withdraw_public(image_path, only_of=image_id if is_taken else None)
    edge.purge(tags=[image_tag(image_id)])
    logger.info("withdrawn from viewers", image_id=image_id, objects=withdrawn)
    count("Withdrawn")


def _sweep(message: PathVacated, services: PublishServices) -> None:
    """Minutes after a change: for a writer or a call that died in between.

    It withdraws again whether or not it finds something: the call may have died between the objects and the purge, and
    the edge may have been reading from S3 while it was told to forget. The record goes on saying that something is left:
    another change may have been made since, whose writers only the next call waits for.
    """
    image = services.images.find(message.owner, message.image_id)
    is_back = (
        image
        and image.is_servable
        and image.storage_area is StorageArea.PUBLIC
        and image.image_path == message.image_path
    )
    if is_back and image and not image.stale_paths:
        return  # there is nothing that not everybody may see
    withdraw(
        message.owner,
        message.image_id,
        [message.image_path],
        images=services.images,
        variant_store=services.variant_store,
        edge=services.edge,
    )


def _asked(message: VariantsRequested | VariantRequested) -> tuple[str, ...]:
    """Known presets only: a message that names another is a bug and goes to the dead letters."""
    asked = (message.variant,) if isinstance(message, VariantRequested) else message.variants or tuple(PRESETS)
    if unknown := [name for name in asked if name not in PRESETS]:
        raise ValueError(f"no variants named {unknown}")
    return asked
