"""Restores an image from the bin."""

from datetime import datetime

from pixelflare.base.errors import NotFound
from pixelflare.catalog import ensure_album, get_live_image
from pixelflare.library.arrival import moderation_at
from pixelflare.library.requested import destination
from pixelflare.library.services import LibraryServices
from pixelflare.library.stale_paths import moved_to
from pixelflare.usage import Writes
from pixelflare.variants import (
    enqueue_fallback,
    request_variants,
)
from schema.addresses.image_path import ImagePath
from schema.keys.cache_tags import absence_tags
from schema.library.image_requests import RestoreImage
from schema.library.images import Image


def restore_image(
    owner: str, image_id: str, request: RestoreImage, library: LibraryServices, *, now: datetime
) -> Image:
    """Restores the image to its path, or to another one. Its variants are made again. Raises NotFound, PathTaken,
    QuotaExceeded, RateLimited.

    When this returns, the edge has forgotten that the image was not there.
    """
    deleted = library.images.find_deleted(owner, image_id)
    if deleted is not None:
        to = destination(deleted, filename=request.filename, album=request.album)
        try:
            with library.allowance.spending(owner, now=now):
                enqueue_fallback(moved_to(deleted, to), queue=library.variant_queue)
                image = _admitted(deleted, to, library, now=now)
        except NotFound:
            deleted = None  # another call restored it
    if deleted is None:
        image = get_live_image(owner, image_id, images=library.images)
        library.allowance.spend(owner, now=now)
    ensure_album(owner, image.album, albums=library.albums, now=now)
    if image.is_servable:
        request_variants(image, queue=library.variant_queue)
        # Also if another call restored it, because that one may have stopped before this point.
        library.edge.purge(tags=absence_tags(image.image_path, image.image_id))
    return image


def _admitted(deleted: Image, to: ImagePath, library: LibraryServices, *, now: datetime) -> Image:
    moderation = moderation_at(deleted, to, library, now=now)

    def write(admission: Writes) -> Image:
        return library.images.restore(deleted, to=to, moderation=moderation, admission=admission, now=now)

    return library.admissions.admit(deleted.owner, write, now=now)
