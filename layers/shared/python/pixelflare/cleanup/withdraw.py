"""Withdraws what an interrupted change has left for viewers."""

from datetime import datetime

from pixelflare.cleanup.services import CleanupServices
from pixelflare.variants import withdraw
from schema.addresses.image_path import ImagePath
from schema.library.images import Image


def withdraw_stale(deleted: Image, services: CleanupServices, *, now: datetime) -> None:
    """Raises Unavailable if a writer does not end. Most images have nothing: their deletion has cleared it, edge included."""
    if not deleted.stale_paths:
        return
    services.publish_leases.wait_for_others(deleted.image_id, now=now)
    withdraw(
        deleted.owner,
        deleted.image_id,
        [ImagePath(deleted.owner, *path.split("/")) for path in deleted.stale_paths],
        images=services.images,
        variant_store=services.variant_store,
        edge=services.edge,
    )
    services.images.forget_stale_paths(deleted)
