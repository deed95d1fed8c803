"""Asking for an image's variants, and naming its path to those who clean up."""

from collections.abc import Sequence

from pixelflare.aws.queues import Queue
from schema.images import Image
from schema.messages import VariantsRequested


def request_variants(image: Image, *, queue: Queue, variants: Sequence[str] = ()) -> None:
    """One message for the whole ladder, or for the named ones."""
    queue.send(
        VariantsRequested(
            image_id=image.image_id,
            owner=image.owner,
            album_slug=image.album,
            filename=image.filename,
            variants=tuple(variants),
        )
    )
