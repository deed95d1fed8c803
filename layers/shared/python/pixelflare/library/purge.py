"""Permanent deletion, of one image or of everything in the bin. The clean-up does the work within minutes."""

from contextlib import suppress
from datetime import datetime

from pixelflare.base.errors import Conflict, NotFound
from pixelflare.base.optimistic import check_version
from pixelflare.catalog import BinStore
from pixelflare.library.delete import delete_image
from pixelflare.library.services import LibraryServices
from schema.library.bin import BinResource, EmptyBin, Emptying, EmptyingBin


def delete_permanently(
    owner: str,
    image_id: str,
    library: LibraryServices,
    *,
    bin_: BinStore,
    expected_version: int | None = None,
    now: datetime,
) -> None:
    """When this returns, nobody sees the image any more, and it cannot be restored. Can be repeated while it is purged.

    Raises NotFound, PreconditionFailed, and Unavailable as `delete_image` does: the image is in the bin then.
    """
    deleted = bin_.find(owner, image_id)
    if deleted is not None and deleted.purging_since is not None:
        return
    if deleted is None or deleted.stale_paths:
        delete_image(owner, image_id, library, expected_version=expected_version, now=now)
    else:
        check_version(deleted, expected_version, name=f"image {image_id}")
    with suppress(NotFound):  # a reservation, which is gone already
        bin_.mark(owner, image_id, now=now)


def show_bin(owner: str, *, bin_: BinStore, retention_days: int) -> BinResource:
    found = bin_.emptying(owner)
    return BinResource(
        images=bin_.count(owner), retention_days=retention_days, emptying=_shown(found) if found else None
    )


def empty_bin(owner: str, request: EmptyBin, *, bin_: BinStore, retention_days: int, now: datetime) -> BinResource:
    """The bin, which the clean-up empties from now on. Raises Conflict unless the caller knows how much is in it.

    One row asks for it, however many images there are. Until it is its turn, an image can still be restored.
    """
    images = bin_.count(owner)
    if images != request.images:
        raise Conflict(f"the bin holds {images} images, and not {request.images}", details={"images": images})
    emptying = EmptyingBin(before=now, images=images)
    bin_.begin_emptying(owner, emptying)
    return BinResource(images=images, retention_days=retention_days, emptying=_shown(emptying))


def _shown(emptying: EmptyingBin) -> Emptying:
    return Emptying(requested_at=emptying.before, images=emptying.images)
