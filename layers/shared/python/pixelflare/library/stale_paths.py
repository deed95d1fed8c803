"""Withdraws what viewers may still get of an image's earlier state.

Each change writes the record first, in one transaction, and then withdraws the old objects. A message, sent before the
record changes, finishes the work of an interrupted call. Each call can be repeated.
"""

from collections.abc import Collection
from datetime import datetime

from pixelflare.library.services import LibraryServices
from pixelflare.variants import (
    withdraw,
)
from schema.addresses.image_path import ImagePath
from schema.budgets import SWEEP_DELAY
from schema.library.images import Image
from schema.messages.variants import PathVacated


def clear_stale_paths(image: Image, paths: Collection[str], library: LibraryServices, *, now: datetime) -> None:
    """Waits for writers that read the earlier record, then removes what they and others left."""
    library.publish_leases.wait_for_others(image.image_id, now=now)
    image_paths = [ImagePath(image.owner, *path.split("/")) for path in paths]
    withdraw(
        image.owner,
        image.image_id,
        image_paths,
        images=library.images,
        variant_store=library.variant_store,
        edge=library.edge,
    )


def clear_viewers(image: Image, library: LibraryServices, *, now: datetime) -> Image:
    """Makes what viewers get match the record."""
    clear_stale_paths(image, image.stale_paths, library, now=now)
    library.images.forget_stale_paths(image)
    return image.model_copy(update={"stale_paths": frozenset()})


def sweep_later(image: Image, library: LibraryServices) -> None:
    """Cleans up after a writer or a call that is interrupted, in any case."""
    vacated = PathVacated(image_id=image.image_id, owner=image.owner, album_slug=image.album, filename=image.filename)
    library.variant_queue.send(vacated, delay=SWEEP_DELAY)


def path_left_by(image: Image) -> str:
    """The record's name for a place to clear, once viewers cannot see the image there."""
    return f"{image.album}/{image.filename}"


def moved_to(image: Image, image_path: ImagePath) -> Image:
    return image.model_copy(update={"album": image_path.album, "filename": image_path.filename})
