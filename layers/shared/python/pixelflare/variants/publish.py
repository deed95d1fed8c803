"""Make an image's public objects from its original, and take them back when the image has left meanwhile.

A public key is a path, and a path can pass from one image to another while a job is under way. So a writer looks at
the record again after its last write; if the image has left its path, what was written is withdrawn and purged.
Deleting too much costs nothing but making it again: the public bucket is a cache of the originals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pixelflare.aws.edge import Edge
from pixelflare.aws.objects import ObjectStore, StoredObject
from pixelflare.base.observability import count, logger
from pixelflare.catalog import ImageStore
from pixelflare.imaging import Order, public_copy, render
from pixelflare.variants.public_objects import PublicObjects, PublicPicture
from schema.formats import Format
from schema.images import Image, ImageStatus
from schema.keys import Place, image_tag, original_object
from schema.messages import PathVacated, VariantRequested, VariantsRequested
from schema.presets import PRESETS

LADDER_FORMAT = Format.WEBP
"""What is made ahead for every image; other formats are made when first asked for."""


@dataclass(frozen=True)
class Press:
    """What public objects are made with, and taken back."""

    images: ImageStore
    originals: ObjectStore
    public: PublicObjects
    edge: Edge


def handle_variant_message(
    message: VariantsRequested | VariantRequested | PathVacated, press: Press, *, now: datetime
) -> None:
    """Do what one message of the variant queue asks. Safe to run twice, late, and beside other runs."""
    image = press.images.find(message.owner, message.image_id)
    is_there = image is not None and image.is_public_at(message.place)
    if isinstance(message, VariantsRequested) and message.if_unfinished:
        if image is None or not is_there or image.status is ImageStatus.READY:
            return
    elif image is None or not is_there:
        # A sweep after a deletion withdraws again whether or not it finds something: the one before may have died
        # between the objects and the purge.
        withdraw(message.place, message.image_id, images=press.images, public=press.public, edge=press.edge)
        return
    if not isinstance(message, PathVacated):
        publish(image, _asked(message), press, now=now)


def publish(image: Image, variants: Sequence[str], press: Press, *, now: datetime) -> None:
    """Write the public original and the variants, then note them in the record."""
    original = original_of(image, originals=press.originals)
    put_public_copy(image, original, public=press.public)
    for rendered in render(original.body, [Order(variant, LADDER_FORMAT) for variant in variants]):
        press.public.put_variant(image, rendered.order.preset, rendered.order.format, rendered.body)
    was_made_before = image.status is ImageStatus.READY
    if was_made_before:
        press.public.forget_other_formats(image.place, variants, but=LADDER_FORMAT)
    if not press.images.mark_ready(image, frozenset(variants), now=now):
        withdraw(image.place, image.image_id, images=press.images, public=press.public, edge=press.edge)
        return
    if was_made_before:
        press.edge.purge(tags=[image_tag(image.image_id)])
    logger.info("variants published", image_id=image.image_id, variants=len(variants))
    count("VariantsPublished", len(variants))


def original_of(image: Image, *, originals: ObjectStore) -> StoredObject:
    """The untouched bytes. An accepted image without them is a fault of ours."""
    original = originals.read(original_object(image.owner, image.image_id, image.sha256 or ""))
    if original is None:
        raise RuntimeError(f"image {image.image_id} has no original")
    return original


def put_public_copy(image: Image, original: StoredObject, *, public: PublicObjects) -> PublicPicture:
    """What the CDN serves as the original: without its place, or without any metadata where the owner asked for that."""
    body = public_copy(original.body, content_type=original.content_type, strip_all=image.strip_metadata)
    return public.put_original(image, body, content_type=original.content_type)


def withdraw(place: Place, image_id: str, *, images: ImageStore, public: PublicObjects, edge: Edge) -> None:
    """Take back what an image left at a path it is not seen at any more: objects first, then the edge.

    Spares what an image that holds the path by now has put there.
    """
    is_taken = images.holder_of(place) not in (None, image_id)
    withdrawn = public.withdraw(place, only_of=image_id if is_taken else None)
    edge.purge(tags=[image_tag(image_id)])
    logger.info("withdrawn from the public", image_id=image_id, objects=withdrawn)
    count("Withdrawn")


def _asked(message: VariantsRequested | VariantRequested) -> tuple[str, ...]:
    """Known presets only: a message that names another is a bug and goes to the dead letters."""
    asked = (message.variant,) if isinstance(message, VariantRequested) else message.variants or tuple(PRESETS)
    if unknown := [name for name in asked if name not in PRESETS]:
        raise ValueError(f"no variants named {unknown}")
    return asked
