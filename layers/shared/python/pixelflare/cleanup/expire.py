"""Moves images whose time is over to the bin. Viewers have been refused since then, so nothing is urgent here."""

from datetime import datetime

from pixelflare.catalog import DueRow
from pixelflare.cleanup.services import CleanupServices, noting
from pixelflare.cleanup.withdraw import withdraw_stale
from schema.budgets import EXPIRY_SETTLED


def expire_image(row: DueRow, services: CleanupServices, *, now: datetime) -> bool:
    """Whether the image has gone to the bin. Raises ChangedMeanwhile, Unavailable.

    The edge keeps no answer longer than the image lives, so it is told nothing. Nobody writes for its viewers any more:
    who began before its expiry is done.
    """
    image = services.images.find(row.owner, row.name)
    if image is None or not image.is_servable or not image.has_expired(now - EXPIRY_SETTLED):
        return False
    # First, so that a run that stops here is repeated. If the owner puts the expiry off meanwhile, they are made again.
    services.variant_store.withdraw_private(image.image_id, but=None)
    deleted = services.images.move_to_bin(image, also=[noting("expire", image, services, now=now)], now=now)
    withdraw_stale(deleted, services, now=now)
    return True
