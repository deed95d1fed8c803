"""Make an image's public objects from its original, and take them back when the image has left meanwhile.

A public key is a path, and a path can pass from one image to another while a job is under way. So a writer looks at
the record again after its last write; if the image has left its path, what was written is withdrawn and purged.
Deleting too much costs nothing but making it again: the public bucket is a cache of the originals.
"""

from collections.abc import Sequence
from datetime import datetime

from pixelflare.aws.edge import Edge
from pixelflare.aws.objects import ObjectStore
from pixelflare.base.observability import count, logger
from pixelflare.catalog import ImageStore
from pixelflare.imaging import Order, public_copy, render
from pixelflare.variants.public_objects import PublicObjects
from schema.formats import Format
from schema.images import Image, ImageStatus, Visibility
from schema.keys import Place, image_tag, original_object
from schema.messages import PathVacated, VariantRequested, VariantsRequested
from schema.presets import PRESETS

LADDER_FORMAT = Format.WEBP
"""What is made ahead for every image; other formats are made when first asked for."""


def handle_variant_message(
    message: VariantsRequested | VariantRequested | PathVacated,
    *,
    images: ImageStore,
    originals: ObjectStore,
    public: PublicObjects,
    edge: Edge,
    now: datetime,
) -> None:
    """Do what one message of the variant queue asks. Safe to run twice, late, and beside other runs."""
    image = images.find(message.owner, message.image_id)
    has_left = image is None or image.place != message.place or not _is_public(image)
    if isinstance(message, PathVacated):
        if has_left:
            _sweep(message, images=images, public=public, edge=edge)
        return
    if image is None or has_left:
        withdraw(message.place, message.image_id, images=images, public=public, edge=edge)
        return
    publish(image, _asked(message), images=images, originals=originals, public=public, edge=edge, now=now)


def publish(
    image: Image,
    variants: Sequence[str],
    *,
    images: ImageStore,
    originals: ObjectStore,
    public: PublicObjects,
    edge: Edge,
    now: datetime,
) -> None:
    """Write the public original and the variants, then note them in the record."""
    original = originals.read(original_object(image.owner, image.image_id))
    if original is None:
        raise RuntimeError(f"image {image.image_id} has no original")
    body = public_copy(original.body, content_type=original.content_type, strip_all=image.strip_metadata)
    public.put_original(image, body, content_type=original.content_type)
    orders = [Order(variant, LADDER_FORMAT) for variant in variants]
    for rendered in render(original.body, orders):
        public.put_variant(image, rendered.order.preset, rendered.order.format, rendered.body)
    if not images.mark_ready(image, frozenset(variants), now=now):
        withdraw(image.place, image.image_id, images=images, public=public, edge=edge)
        return
    if image.status is ImageStatus.READY:  # made before, so an edge may hold the older ones
        edge.purge(tags=[image_tag(image.image_id)])
    logger.info("variants published", image_id=image.image_id, variants=len(variants))
    count("VariantsPublished", len(variants))


def withdraw(place: Place, image_id: str, *, images: ImageStore, public: PublicObjects, edge: Edge) -> None:
    """Take back what an image left at a path it does not hold any more: objects first, then the edge."""
    withdrawn = _remove(place, image_id, images=images, public=public)
    edge.purge(tags=[image_tag(image_id)])
    logger.info("withdrawn from the public", image_id=image_id, objects=withdrawn)
    count("Withdrawn")


def _sweep(message: PathVacated, *, images: ImageStore, public: PublicObjects, edge: Edge) -> None:
    """The same for a path that was cleared a while ago: as a rule nothing is there, and an invalidation costs money."""
    if _remove(message.place, message.image_id, images=images, public=public):
        edge.purge(tags=[image_tag(message.image_id)])
        count("LateWorkWithdrawn")


def _remove(place: Place, image_id: str, *, images: ImageStore, public: PublicObjects) -> int:
    """Spares what an image that holds the path by now has put there."""
    is_taken = images.holder_of(place) not in (None, image_id)
    return public.withdraw(place, only_of=image_id if is_taken else None)


def _is_public(image: Image) -> bool:
    return image.is_servable and image.visibility is not Visibility.PRIVATE


def _asked(message: VariantsRequested | VariantRequested) -> tuple[str, ...]:
    """Known presets only: a message that names another is a bug and goes to the dead letters."""
    asked = (message.variant,) if isinstance(message, VariantRequested) else message.variants or tuple(PRESETS)
    if unknown := [name for name in asked if name not in PRESETS]:
        raise ValueError(f"no variants named {unknown}")
    return asked
