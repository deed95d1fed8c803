"""Deletes an image: into the bin, or permanently if it never had bytes."""

from datetime import datetime

from pixelflare.base.errors import ChangedMeanwhile, Conflict, NotFound
from pixelflare.base.optimistic import change_current
from pixelflare.library.services import LibraryServices
from pixelflare.library.stale_paths import clear_stale_paths, path_left_by, sweep_later
from pixelflare.uploads import drop_parts
from schema.library.images import Image, ImageStatus

_WITHOUT_BYTES = (ImageStatus.RESERVED, ImageStatus.REJECTED)


def delete_image(
    owner: str, image_id: str, library: LibraryServices, *, expected_version: int | None = None, now: datetime
) -> None:
    """Moves an image to the bin and withdraws it from viewers. Removes a reservation or a rejected upload permanently.

    Raises NotFound, PreconditionFailed, RateLimited, and Unavailable as `change_image` does.
    """
    deleted = change_current(
        lambda: library.images.find(owner, image_id),
        lambda image: _delete(image, library, owner=owner, image_id=image_id, now=now),
        expected_version=expected_version,
        name=f"image {image_id}",
    )
    if deleted is not None:
        clear_stale_paths(deleted, {*deleted.stale_paths, path_left_by(deleted)}, library, now=now)
        library.images.forget_stale_paths(deleted)


def _delete(image: Image | None, library: LibraryServices, *, owner: str, image_id: str, now: datetime) -> Image | None:
    """The record in the bin, with the paths to clear. None if it never had bytes.

    Raises NotFound, and ChangedMeanwhile. A variant that becomes ready in between does not stop the deletion.
    """
    if image is None:
        return _deleted_before(owner, image_id, library, now=now)
    if image.status in _WITHOUT_BYTES:
        _forget(image, library)
        return None
    with library.allowance.spending(owner, now=now):
        sweep_later(image, library)
        left = image.model_copy(update={"stale_paths": image.stale_paths | {path_left_by(image)}})
        return library.images.move_to_bin(left, now=now)


def _forget(image: Image, library: LibraryServices) -> None:
    """Removes the record with its tags and parts, unless another call has done so.

    Raises ChangedMeanwhile, and Conflict once it has bytes, because the permanent deletion was meant for a reservation.
    """
    try:
        library.images.forget(image)
    except ChangedMeanwhile as changed:
        current = library.images.find(image.owner, image.image_id)
        if current is not None and current.status not in _WITHOUT_BYTES:
            raise Conflict(f"image {image.image_id} has its bytes now; delete it again") from changed
        if current is not None:
            raise
    drop_parts(image, multipart=library.multipart)


def _deleted_before(owner: str, image_id: str, library: LibraryServices, *, now: datetime) -> Image:
    """The record in the bin. An earlier call may have ended before its withdrawal was complete. Raises NotFound."""
    deleted = library.images.find_deleted(owner, image_id)
    if deleted is None:
        raise NotFound(f"no image {image_id}")
    library.allowance.spend(owner, now=now)
    sweep_later(deleted, library)
    return deleted
