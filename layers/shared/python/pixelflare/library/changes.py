"""What an owner does with an image that viewers notice: change who sees it where, delete it, restore it.

Each is the record first, in one transaction, then the viewers. A message that is sent before the record changes makes
up for a call that ends in between, and each call may be repeated: it does what the one before left undone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from schema.addresses.image_path import ImagePath
from schema.library.image_requests import ChangeImage, RestoreImage
from schema.library.images import Image, ImageStatus
from schema.messages.variants import PathVacated

from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.queues import Queue
from pixelflare.base.errors import Conflict, NotFound, NotReady, PathTaken, PreconditionFailed
from pixelflare.catalog import AlbumStore, ImageStore, ensure_album, get_live_image
from pixelflare.library.requested import changes_of, destination
from pixelflare.uploads import drop_parts
from pixelflare.variants import (
    PublishLeases,
    Purger,
    VariantStore,
    enqueue_fallback,
    is_laid_out_alike,
    is_seen_alike,
    request_variants,
    withdraw,
)

_SWEEP_AFTER = timedelta(minutes=3)
"""Longer than any function that writes what viewers get may run."""
_ATTEMPTS = 3
_WITHOUT_BYTES = (ImageStatus.RESERVED, ImageStatus.REJECTED)


@dataclass(frozen=True)
class LibraryServices:
    images: ImageStore
    albums: AlbumStore
    variant_store: VariantStore
    publish_leases: PublishLeases
    edge: Purger
    variant_queue: Queue
    multipart: MultipartUploads


def change_image(
    owner: str,
    image_id: str,
    request: ChangeImage,
    library: LibraryServices,
    *,
    expected_version: int | None = None,
    now: datetime,
) -> Image:
    """The changed image. When this returns, viewers get nothing any more that the new record does not say.

    Raises NotFound, InvalidRequest, UnsupportedMediaType, PathTaken, NotReady (only what has bytes moves),
    PreconditionFailed, and Unavailable when a writer would not end: the record is changed then, and a repetition or a
    message minutes later does the rest.
    """
    for attempt in range(_ATTEMPTS):
        image = get_live_image(owner, image_id, images=library.images)
        _check_version(image, expected_version)
        try:
            changed = _change(image, request, library, now=now)
            break
        except PathTaken:
            raise
        except Conflict as overtaken:
            # A consumer (a variant became ready) is no reason to refuse what names no version.
            if expected_version is not None:
                raise _stale(image_id) from overtaken
            if attempt == _ATTEMPTS - 1:
                raise
    if request.album:
        ensure_album(owner, changed.album, albums=library.albums, now=now)
    if changed.stale_paths:
        changed = _settle(changed, library, now=now)
    if changed.status is ImageStatus.PROCESSING and not _LAID_OUT_BY.isdisjoint(request.model_fields_set):
        request_variants(changed, queue=library.variant_queue)
    return changed


_LAID_OUT_BY = frozenset({"filename", "album", "visibility", "expires_at"})


def delete_image(
    owner: str, image_id: str, library: LibraryServices, *, expected_version: int | None = None, now: datetime
) -> None:
    """Move an image to the bin and out of viewers' sight; a reservation or a rejected upload is removed for good.

    Raises NotFound, PreconditionFailed, Unavailable as `change_image` does.
    """
    image = library.images.find(owner, image_id)
    if image is not None:
        _check_version(image, expected_version)
    if image and image.status in _WITHOUT_BYTES:
        _forget(image, library, expected_version=expected_version)
        return
    deleted = library.images.find_deleted(owner, image_id) if image is None else None
    if image is not None:
        deleted = _move_to_bin(image, library, expected_version=expected_version, now=now)
    elif deleted is not None:
        _sweep_later(deleted, library)
    if deleted is None:
        raise NotFound(f"no image {image_id}")
    _clear(deleted, {*deleted.stale_paths, _left_at(deleted)}, library, now=now)
    library.images.forget_stale_paths(deleted)


def restore_image(
    owner: str, image_id: str, request: RestoreImage, library: LibraryServices, *, now: datetime
) -> Image:
    """Out of the bin to its path, or another one; its variants are made anew. Raises NotFound, PathTaken.

    The edge forgets by itself, within seconds, that there was nothing.
    """
    deleted = library.images.find_deleted(owner, image_id)
    if deleted is not None:
        to = destination(deleted, filename=request.filename, album=request.album)
        enqueue_fallback(_at(deleted, to), queue=library.variant_queue)
        try:
            image = library.images.restore(deleted, to=to, now=now)
        except NotFound:
            deleted = None  # restored by another call
    if deleted is None:
        image = get_live_image(owner, image_id, images=library.images)
    ensure_album(owner, image.album, albums=library.albums, now=now)
    if image.is_servable:
        request_variants(image, queue=library.variant_queue)
    return image


def _change(image: Image, request: ChangeImage, library: LibraryServices, *, now: datetime) -> Image:
    """The record after the change, with what is to be cleared because of it. Raises Conflict, PathTaken."""
    change, tags = changes_of(image, request, now=now)
    to = destination(image, filename=request.filename, album=request.album)
    if to != image.image_path and not image.is_servable:
        raise NotReady(f"image {image.image_id} is {image.status}", details={"status": image.status})
    if not change and to == image.image_path and tags is None:
        return image
    after = _at(image, to).model_copy(update=change)
    if image.is_servable and not is_seen_alike(image, after):
        change |= {"stale_paths": image.stale_paths | {_left_at(image)}}
        _sweep_later(image, library)
        if not is_laid_out_alike(image, after):
            change |= {"status": ImageStatus.PROCESSING.value, "variants_ready": frozenset()}
        if change.get("status", image.status) == ImageStatus.PROCESSING:
            enqueue_fallback(after, queue=library.variant_queue)
    return library.images.change(image, change, tags=tags, to=to if to != image.image_path else None, now=now)


def _settle(image: Image, library: LibraryServices, *, now: datetime) -> Image:
    """Viewers get what the record says, and nothing else."""
    _clear(image, image.stale_paths, library, now=now)
    library.images.forget_stale_paths(image)
    return image.model_copy(update={"stale_paths": frozenset()})


def _clear(image: Image, paths: Collection[str], library: LibraryServices, *, now: datetime) -> None:
    """Wait for those who read the record as it was before, then take away what they and others left."""
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


def _forget(image: Image, library: LibraryServices, *, expected_version: int | None) -> None:
    """As it is, with all its tags and parts: what came between is read again. Raises Conflict once it has bytes."""
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
                raise _stale(image.image_id) from overtaken
            current = library.images.find(image.owner, image.image_id)
            if current and (current.status not in _WITHOUT_BYTES or attempt == _ATTEMPTS - 1):
                raise


def _move_to_bin(
    image: Image, library: LibraryServices, *, expected_version: int | None, now: datetime
) -> Image | None:
    """The record in the bin; a variant that becomes ready in between is no reason to keep the image."""
    current: Image | None = image
    for attempt in range(_ATTEMPTS):
        if current is None:
            break
        _sweep_later(current, library)
        try:
            left = current.stale_paths | {_left_at(current)}
            return library.images.move_to_bin(current.model_copy(update={"stale_paths": left}), now=now)
        except Conflict as overtaken:
            current = library.images.find(image.owner, image.image_id)
            if current is not None and expected_version is not None:
                raise _stale(image.image_id) from overtaken
            if current is not None and attempt == _ATTEMPTS - 1:
                raise
    return library.images.find_deleted(image.owner, image.image_id)  # by another call


def _sweep_later(image: Image, library: LibraryServices) -> None:
    """A writer or a call that dies in between is cleaned up after, whatever happens."""
    vacated = PathVacated(image_id=image.image_id, owner=image.owner, album_slug=image.album, filename=image.filename)
    library.variant_queue.send(vacated, delay=_SWEEP_AFTER)


def _left_at(image: Image) -> str:
    """How a record names the place that is to be cleared once the image is not seen there any more."""
    return f"{image.album}/{image.filename}"


def _at(image: Image, image_path: ImagePath) -> Image:
    return image.model_copy(update={"album": image_path.album, "filename": image_path.filename})


def _check_version(image: Image, expected: int | None) -> None:
    if expected is not None and image.version != expected:
        raise _stale(image.image_id)


def _stale(image_id: str) -> PreconditionFailed:
    return PreconditionFailed(f"image {image_id} is not at this version any more")
