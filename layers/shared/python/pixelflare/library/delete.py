"""Deletes an image: into the bin, or permanently if it never had bytes."""

from datetime import datetime

from pixelflare.base.errors import Conflict, NotFound
from pixelflare.library.services import LibraryServices
from pixelflare.library.stale_paths import check_version, clear_stale_paths, path_left_by, stale_version, sweep_later
from pixelflare.uploads import drop_parts
from schema.library.images import Image, ImageStatus

_ATTEMPTS = 3
_WITHOUT_BYTES = (ImageStatus.RESERVED, ImageStatus.REJECTED)


def delete_image(
    owner: str, image_id: str, library: LibraryServices, *, expected_version: int | None = None, now: datetime
) -> None:
    """Moves an image to the bin and withdraws it from viewers. Removes a reservation or a rejected upload permanently.

    Raises NotFound, PreconditionFailed, and Unavailable as `change_image` does.
    """
    image = library.images.find(owner, image_id)
    if image is not None:
        check_version(image, expected_version)
    if image and image.status in _WITHOUT_BYTES:
        _forget(image, library, expected_version=expected_version)
        return
    deleted = library.images.find_deleted(owner, image_id) if image is None else None
    if image is not None:
        deleted = _move_to_bin(image, library, expected_version=expected_version, now=now)
    elif deleted is not None:
        sweep_later(deleted, library)
    if deleted is None:
        raise NotFound(f"no image {image_id}")
    clear_stale_paths(deleted, {*deleted.stale_paths, path_left_by(deleted)}, library, now=now)
    library.images.forget_stale_paths(deleted)


def _forget(image: Image, library: LibraryServices, *, expected_version: int | None) -> None:
    """Removes the current record with all its tags and parts, and reads again after other changes. Raises Conflict once
    it has bytes."""
    current: Image | None = image
    for attempt in range(_ATTEMPTS):
        if current is None:
            return  # by another call
        try:
            library.images.forget(current)
            drop_parts(current, multipart=library.multipart)
            return
        except Conflict as overtaken:
            if expected_version is not None:
                raise stale_version(image.image_id) from overtaken
            current = library.images.find(image.owner, image.image_id)
            if current and (current.status not in _WITHOUT_BYTES or attempt == _ATTEMPTS - 1):
                raise


def _move_to_bin(
    image: Image, library: LibraryServices, *, expected_version: int | None, now: datetime
) -> Image | None:
    """The record in the bin. A variant that becomes ready in between does not stop the deletion."""
    current: Image | None = image
    for attempt in range(_ATTEMPTS):
        if current is None:
            break
        sweep_later(current, library)
        try:
            left = current.stale_paths | {path_left_by(current)}
            return library.images.move_to_bin(current.model_copy(update={"stale_paths": left}), now=now)
        except Conflict as overtaken:
            current = library.images.find(image.owner, image.image_id)
            if current is not None and expected_version is not None:
                raise stale_version(image.image_id) from overtaken
            if current is not None and attempt == _ATTEMPTS - 1:
                raise
    return library.images.find_deleted(image.owner, image.image_id)  # by another call
