"""Whether an upload is held until it is moderated. Its album or the installation says so when its bytes are accepted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixelflare.audit import AuditLog, entry_of_system
from pixelflare.aws.queues import Queue
from pixelflare.base.observability import logger
from pixelflare.catalog import AlbumStore, ImageStore, ModerationStore, held
from schema.budgets import SWEEP_DELAY
from schema.library.images import Image
from schema.messages.variants import PathVacated


@dataclass(frozen=True)
class Holding:
    albums: AlbumStore
    images: ImageStore
    moderations: ModerationStore
    variant_queue: Queue
    audit: AuditLog
    everything: bool
    """Whether the installation holds all uploads."""

    def applies_to(self, image: Image) -> bool:
        """With a consistent read, at the time of the call."""
        return self.everything or self.albums.holds(image.owner, image.album)

    def entry(self, image: Image, *, now: datetime) -> dict[str, Any]:
        """Noted in the transaction that holds it."""
        entry = entry_of_system("hold", image, part="uploads", now=now)
        return self.audit.appending(image.owner, entry)

    def hold_late(self, image: Image, *, now: datetime) -> None:
        """For an album that began to hold pictures while this one was accepted, before anybody was told of it.

        A viewer may have guessed its address in these milliseconds, so its path is cleared.
        """
        if self.everything or not self.albums.holds(image.owner, image.album):
            return
        current = self.images.find(image.owner, image.image_id)
        moderation = held(current, now=now) if current else None
        if current is None or moderation is None:
            return
        path = PathVacated(
            image_id=current.image_id, owner=current.owner, album_slug=current.album, filename=current.filename
        )
        self.variant_queue.send(path, delay=SWEEP_DELAY)
        change = {"stale_paths": current.stale_paths | {f"{current.album}/{current.filename}"}}
        self.moderations.set(current, moderation, change=change, also=[self.entry(current, now=now)], now=now)
        logger.info("held late", image_id=current.image_id)
