"""The change of a record that lets viewers see an image, or takes it from them."""

from datetime import datetime
from typing import Any

from pixelflare.aws.queues import Queue
from pixelflare.catalog import begun_anew
from pixelflare.variants import enqueue_fallback, is_laid_out_alike, request_variants
from schema.library.images import Image, ImageStatus
from schema.library.moderation import Moderation


def moved_by(image: Image, moderation: Moderation, *, queue: Queue, now: datetime) -> dict[str, Any]:
    """The record's attributes that change with its storage area. A message makes up for a call that ends halfway."""
    after = image.model_copy(update={"moderation": moderation})
    change: dict[str, Any] = {}
    if not is_laid_out_alike(image, after):
        change = begun_anew(now)
    if image.is_withheld != after.is_withheld and change.get("status", image.status) == ImageStatus.PROCESSING:
        enqueue_fallback(after, queue=queue)
    return change


def request_unfinished(image: Image, *, queue: Queue) -> None:
    """Has the presets made where the image is now."""
    if image.status is ImageStatus.PROCESSING:
        request_variants(image, queue=queue)
