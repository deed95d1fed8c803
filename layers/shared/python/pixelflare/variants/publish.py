"""Make what viewers get of an image from its original.

A job takes a lease before it reads the record (see leases.py), so whoever changes the record can wait for it and take
away what it wrote. Objects are written while the next picture is made.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from pixelflare.audit import entry_of
from pixelflare.aws.objects import StoredObject
from pixelflare.base.errors import NotFound
from pixelflare.base.observability import count, logger
from pixelflare.imaging import PublicOriginal, job_of, manner_of, public_original, render
from pixelflare.variants.making import make_variant, original_of
from pixelflare.variants.services import PublishServices
from pixelflare.variants.wishes import wish_of
from pixelflare.variants.withdrawal import withdraw
from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS
from schema.budgets import FINISHING, PUBLISHER_LEASE
from schema.env.cpu import cores
from schema.keys.cache_tags import image_tag
from schema.library.images import Image, ImageStatus, StorageArea
from schema.messages.variants import VariantRequested, VariantsRequested

LADDER_FORMAT = Format.WEBP
"""What is made ahead for every image; other formats are made when first asked for."""
_WRITES_AT_ONCE = 8


def publish(message: VariantsRequested | VariantRequested, services: PublishServices, *, now: datetime) -> None:
    """Make what one message asks for, unless the image has gone elsewhere."""
    with services.publish_leases.writing(message.image_id, now=now, lifetime=PUBLISHER_LEASE):
        image = services.images.find(message.owner, message.image_id)
        if (
            image is None
            or not image.is_servable
            or (image.storage_area is StorageArea.PUBLIC and image.image_path != message.image_path)
        ):
            return  # whoever moved it has asked for its variants there
        if isinstance(message, VariantRequested) and message.format is not None:
            _finish(image, message, message.format, services, now=now)
            return
        is_finished = image.status is ImageStatus.READY
        if not (is_finished and isinstance(message, VariantsRequested) and message.if_unfinished):
            _publish(image, _asked(message), services, now=now)


def _finish(
    image: Image, message: VariantRequested, format_: Format, services: PublishServices, *, now: datetime
) -> None:
    """What took longer than a viewer could wait. Nobody has got it, so there is nothing to forget; and what took so long
    once is not made smaller later, which would take several times as long."""
    variant, job, wishes = message.variant, job_of(message.variant, format_), services.wishes
    if not wishes.begin(image, wish_of(job), now=now):
        logger.error("variant given up", image_id=image.image_id, variant=variant)
        count("VariantGivenUp")
        return
    manner = image.facts and manner_of(job, image.facts, within=FINISHING)
    if not manner:
        wishes.refuse(image, wish_of(job), now=now)
        return
    if job.options.wm:
        services.marked.note(image.owner, job.options.wm, image.image_id, now=now)
    try:
        made = make_variant(
            image, manner.job, effort=manner.effort, images=services.images, originals=services.originals
        )
    except NotFound:  # the watermark is gone, and whoever asks again is told so
        wishes.forget(image, wish_of(job))
        return
    services.variant_store.put_variant(image, variant, format_, made.body, on_demand=message.on_demand)
    wishes.forget(image, wish_of(job))
    logger.info("variant finished", image_id=image.image_id, variant=variant, bytes=len(made.body))
    count("VariantFinished")


def _publish(image: Image, variants: Sequence[str], services: PublishServices, *, now: datetime) -> None:
    """Write the copy of the original and the variants, then note them in the record."""
    original = original_of(image, originals=services.originals)
    stored_bytes = _write(image, variants, original, services)
    was_made_before = image.status is ImageStatus.READY
    if was_made_before:
        services.variant_store.forget_other_formats(image, variants, but=LADDER_FORMAT)
    if image.moderation is not None and image.moderation.was_withheld:
        services.variant_store.withdraw_private(image.image_id, but=image.storage_area)
    whole = stored_bytes if frozenset(variants) >= PRESETS.keys() else None
    about = {"filename": image.filename, "album": image.album, "variants": len(variants)}
    entry = entry_of("publish", "image", image.image_id, by="variant_consumer", now=now, details=about)
    also = [services.audit.appending(image.owner, entry)]
    spent = services.meter.mb_ms if services.meter else 0
    if not services.lifecycle.mark_ready(
        image, frozenset(variants), stored_bytes=whole, spent_mb_ms=spent, also=also, now=now
    ):
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


def _write(image: Image, variants: Sequence[str], original: StoredObject, services: PublishServices) -> int:
    """How many bytes were written. All objects are there when it returns. What one write raises is raised when none is under
    way any more."""
    served = served_copy(image, original)
    orders = [job_of(variant, LADDER_FORMAT) for variant in variants]
    with ThreadPoolExecutor(_WRITES_AT_ONCE) as pool:
        writes = [
            pool.submit(services.variant_store.put_original, image, served.body, content_type=served.content_type)
        ]
        for rendered in render(original.body, orders, threads=cores()):
            variant, format_, _ = rendered.order
            writes.append(pool.submit(services.variant_store.put_variant, image, variant, format_, rendered.body))
    return sum(len(write.result().body) for write in writes)


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
