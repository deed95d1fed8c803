"""Out of the public and back: the bin as viewers see it."""

from datetime import datetime, timedelta

from pixelflare.aws.edge import Edge
from pixelflare.aws.queues import Queue
from pixelflare.base.errors import Conflict, InvalidRequest, NotFound
from pixelflare.catalog import AlbumStore, ImageStore, ensure_album, get_live_image
from pixelflare.uploads.names import path_filename
from pixelflare.variants import PublicObjects, request_variants, spread_net, withdraw
from schema.formats import CONTENT_TYPES_BY_EXTENSION
from schema.images import Image, ImageStatus, RestoreImage
from schema.keys import Place
from schema.messages import PathVacated
from schema.names import extension_of

_SWEEP_AFTER = timedelta(minutes=3)
"""Longer than any function that writes public objects may run."""
_ATTEMPTS = 3


def take_down(
    owner: str,
    image_id: str,
    *,
    images: ImageStore,
    public: PublicObjects,
    edge: Edge,
    variant_queue: Queue,
    now: datetime,
) -> None:
    """Move an image to the bin and out of the public; a reservation or a rejected upload is removed for good.

    May be repeated after a failure at any point: the second call does what the first left undone. Raises NotFound.
    """
    image = images.find(owner, image_id)
    if image and image.status in (ImageStatus.RESERVED, ImageStatus.REJECTED):
        return images.forget(image)
    gone = images.find_deleted(owner, image_id) if image is None else image
    if gone is None:
        raise NotFound(f"no image {image_id}")
    # A writer that crashes between writing and looking again is cleaned up after, whatever happens to this call.
    variant_queue.send(_vacated(gone), delay=_SWEEP_AFTER)
    if image is not None:
        _move_to_bin(image, images=images, now=now)
    withdraw(gone.place, image_id, images=images, public=public, edge=edge)
    return None


def put_back(
    owner: str,
    image_id: str,
    request: RestoreImage,
    *,
    images: ImageStore,
    albums: AlbumStore,
    variant_queue: Queue,
    now: datetime,
) -> Image:
    """Out of the bin to its path, or another one; its variants are made anew. Raises NotFound, PathTaken.

    The edge forgets by itself, within seconds, that there was nothing.
    """
    deleted = images.find_deleted(owner, image_id)
    if deleted is not None:
        to = _destination(deleted, request)
        spread_net(deleted.model_copy(update={"album": to.album, "filename": to.filename}), queue=variant_queue)
        try:
            image = images.restore(deleted, to=to, now=now)
        except NotFound:
            deleted = None  # restored by another call
    if deleted is None:
        image = get_live_image(owner, image_id, images=images)
    ensure_album(owner, image.album, albums=albums, now=now)
    if image.is_servable:
        request_variants(image, queue=variant_queue)
    return image


def _destination(deleted: Image, request: RestoreImage) -> Place:
    """Raises InvalidRequest for a name that would call the picture another type than it is."""
    filename = deleted.filename
    if request.filename:
        filename = path_filename(request.filename, unnamed=f"image-{deleted.image_id[-8:].lower()}")
    if CONTENT_TYPES_BY_EXTENSION[extension_of(filename)] != deleted.declared_type:
        raise InvalidRequest(f"a picture of type {deleted.declared_type} can not be called {filename}")
    return Place(deleted.owner, request.album or deleted.album, filename)


def _move_to_bin(image: Image, *, images: ImageStore, now: datetime) -> None:
    """A variant that becomes ready in between is no reason to keep the image."""
    for attempt in range(_ATTEMPTS):
        try:
            images.move_to_bin(image, now=now)
            return
        except Conflict:
            current = images.find(image.owner, image.image_id)
            if current is None:
                return  # deleted by another call
            if attempt == _ATTEMPTS - 1:
                raise
            image = current


def _vacated(image: Image) -> PathVacated:
    return PathVacated(image_id=image.image_id, owner=image.owner, album_slug=image.album, filename=image.filename)
