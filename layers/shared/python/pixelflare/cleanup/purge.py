"""Deletes images for ever, with everything that belongs to them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from pixelflare.base.errors import NotFound
from pixelflare.base.parallel import in_parallel
from pixelflare.catalog import DueRow
from pixelflare.cleanup.services import CleanupServices, noting
from pixelflare.cleanup.withdraw import withdraw_stale
from schema.keys.objects import original_prefix
from schema.library.images import Image

_DOCUMENT_KEPT = timedelta(days=2)
"""Longer than the stream keeps a change: until then, a late run finds that the image is gone."""
_INDEX_LAG = timedelta(minutes=1)
_AT_ONCE = 100


def purge_row(row: DueRow, services: CleanupServices, *, now: datetime) -> bool:
    return purge_image(row.owner, row.name, services, now=now)


def purge_image(owner: str, image_id: str, services: CleanupServices, *, now: datetime) -> bool:
    """Whether it was there. A run that stops leaves the mark, by which the next one finds the rest.

    The mark comes first, so nobody restores an image without its bytes. The rows come last, so nothing remains without
    them. Raises Unavailable if a writer of an earlier state does not end.
    """
    try:
        image = services.bin.mark(owner, image_id, now=now)
    except NotFound:
        return False
    withdraw_stale(image, services, now=now)
    _delete_objects(image, services)
    services.index.forget(owner, image_id, until=now + _DOCUMENT_KEPT)
    if services.vectors is not None:
        services.vectors.delete(owner, image_id)
    _forget_analyses(image, services)
    return services.bin.forget(image, also=[noting("purge", image, services, now=now)])


def _forget_analyses(image: Image, services: CleanupServices) -> None:
    """What models said of its bytes, unless another image has them. One that comes at this moment is analysed anew."""
    if image.sha256 and not services.images.has_content(image.owner, image.sha256, besides=image.image_id):
        services.analyses.forget(image.owner, image.sha256)


def _delete_objects(image: Image, services: CleanupServices) -> None:
    services.variant_store.withdraw_private(image.image_id, but=None)
    is_taken = services.images.holder_of(image.image_path) is not None
    services.variant_store.withdraw_public(image.image_path, only_of=image.image_id if is_taken else None)
    services.originals.delete_listed(original_prefix(image.owner, image.image_id), lambda _: True)


def empty_bin(row: DueRow, services: CleanupServices, *, out_of_time: Callable[[], bool], now: datetime) -> bool:
    """Whether the owner's bin is empty. Otherwise the next run goes on."""
    emptying = services.bin.emptying(row.owner)
    if emptying is None:
        return False
    found = services.bin.deleted_before(row.owner, emptying.before)
    is_empty = True
    while image_ids := list(islice(found, _AT_ONCE)):
        if out_of_time():
            return False
        in_parallel(lambda image_id: purge_image(row.owner, image_id, services, now=now), image_ids)
        is_empty = False
    # The index may not know the last deletions yet, so an emptied bin is looked at once more.
    if is_empty and now >= emptying.before + _INDEX_LAG:
        services.bin.end_emptying(row.owner, emptying)
    return is_empty
