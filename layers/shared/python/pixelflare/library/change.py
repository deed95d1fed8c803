"""Changes an image: its visibility, path, expiry and description."""

from contextlib import nullcontext
from datetime import datetime
from typing import Any

from pixelflare.base.errors import NotReady
from pixelflare.base.optimistic import change_current
from pixelflare.catalog import begun_anew, ensure_album, get_live_image
from pixelflare.library.arrival import moderation_at
from pixelflare.library.requested import changes_of, destination
from pixelflare.library.services import LibraryServices
from pixelflare.library.stale_paths import (
    clear_viewers,
    moved_to,
    path_left_by,
    sweep_later,
)
from pixelflare.variants import (
    enqueue_fallback,
    is_laid_out_alike,
    is_seen_alike,
    request_variants,
)
from schema.library.image_requests import ChangeImage
from schema.library.images import Image, ImageStatus

_LAID_OUT_BY = frozenset({"filename", "album", "visibility", "expires_at"})


def change_image(
    owner: str,
    image_id: str,
    request: ChangeImage,
    library: LibraryServices,
    *,
    expected_version: int | None = None,
    now: datetime,
) -> Image:
    """The changed image. When this returns, viewers get nothing that contradicts the new record.

    Raises NotFound, InvalidRequest, UnsupportedMediaType, PathTaken, NotReady (an image without bytes cannot move),
    RateLimited and PreconditionFailed. Raises Unavailable if a writer does not end. The record is changed then, and a repetition or a
    message minutes later does the rest.
    """
    changed = change_current(
        lambda: get_live_image(owner, image_id, images=library.images),
        lambda image: _change(image, request, library, now=now),
        expected_version=expected_version,
        name=f"image {image_id}",
    )
    if request.album:
        ensure_album(owner, changed.album, albums=library.albums, now=now)
    if changed.stale_paths:
        changed = clear_viewers(changed, library, now=now)
    if changed.status is ImageStatus.PROCESSING and not _LAID_OUT_BY.isdisjoint(request.model_fields_set):
        request_variants(changed, queue=library.variant_queue)
    return changed


def _change(image: Image, request: ChangeImage, library: LibraryServices, *, now: datetime) -> Image:
    """The record after the change, with the paths to clear. Raises ChangedMeanwhile, PathTaken."""
    change, tags = changes_of(image, request, now=now)
    to = destination(image, filename=request.filename, album=request.album)
    if to != image.image_path and not image.is_servable:
        raise NotReady(f"image {image.image_id} is {image.status}", details={"status": image.status})
    if not change and to == image.image_path and tags is None:
        return image
    moderation = moderation_at(image, to, library, now=now)
    after = moved_to(image, to).model_copy(update=change | ({"moderation": moderation} if moderation else {}))
    moving = to if to != image.image_path else None
    is_withdrawn = image.is_servable and not is_seen_alike(image, after)
    with library.allowance.spending(image.owner, now=now) if is_withdrawn else nullcontext():
        if is_withdrawn:
            change |= _withdrawing(image, after, library, status=change.get("status", image.status), now=now)
        return library.images.change(image, change, tags=tags, to=moving, moderation=moderation, now=now)


def _withdrawing(image: Image, after: Image, library: LibraryServices, *, status: str, now: datetime) -> dict[str, Any]:
    """What the record has to say as well, so that the state before it is cleared; and a message, if nobody else does it."""
    anew = {} if is_laid_out_alike(image, after) else begun_anew(now)
    sweep_later(image, library)
    if anew.get("status", status) == ImageStatus.PROCESSING:
        enqueue_fallback(after, queue=library.variant_queue)
    return {"stale_paths": image.stale_paths | {path_left_by(image)}} | anew
