"""Claims a path for a reservation: the one that was asked for, or one beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.objects import ObjectStore
from pixelflare.base.errors import ChangedMeanwhile, PathTaken
from pixelflare.catalog import ImageStore, UploadLifecycle, next_name, with_ending
from pixelflare.uploads.multipart import drop_parts
from schema.keys.objects import upload_object
from schema.library.images import Image, ImageStatus, Renamed, RenameReason

_NUMBERS = 5
"""How many numbers are tried. The name after them ends in the image's own id, which nobody else has."""


@dataclass(frozen=True)
class ClaimServices:
    images: ImageStore
    lifecycle: UploadLifecycle
    uploads: ObjectStore
    multipart: MultipartUploads


def claim_path(image: Image, *, may_suffix: bool, services: ClaimServices) -> Image:
    """The reserved record; with a suffix, if the path is taken and it may have one. Raises PathTaken.

    A reservation of the same file that nothing has arrived for gives way, because a failed upload is reserved again.
    """
    try:
        _reserve(image, services)
    except PathTaken:
        if not may_suffix:
            raise
        return _claim_beside(image, services)
    return image


def _reserve(image: Image, services: ClaimServices) -> None:
    try:
        services.lifecycle.reserve(image)
    except PathTaken as taken:
        holder = services.images.find(image.owner, str((taken.details or {}).get("image_id")))
        if holder is None or not _gives_way(holder, image, services):
            raise
        services.lifecycle.reserve(image)


def _claim_beside(image: Image, services: ClaimServices) -> Image:
    """Raises PathTaken."""
    *numbered, last = beside(image)
    for filename in numbered:
        try:
            return _reserved_as(filename, image, services)
        except PathTaken:
            continue
    return _reserved_as(last, image, services)


def _reserved_as(filename: str, image: Image, services: ClaimServices) -> Image:
    other = renamed(image, filename, RenameReason.TAKEN)
    _reserve(other, services)
    return other


def beside(image: Image) -> Iterator[str]:
    """The filenames that an image may have when its own is taken."""
    filename = image.filename
    for _ in range(_NUMBERS):
        filename = next_name(filename)
        yield filename
    yield with_ending(image.filename, f"-{image.image_id[-8:].lower()}")


def renamed(image: Image, filename: str, reason: RenameReason) -> Image:
    """The record with another filename, and why."""
    before = image.renamed or Renamed(asked=image.filename, reasons=())
    reasons = (*(each for each in before.reasons if each is not reason), reason)
    return image.model_copy(
        update={"filename": filename, "renamed": before.model_copy(update={"reasons": reasons})}
    )


def _gives_way(holder: Image, image: Image, services: ClaimServices) -> bool:
    """Whether the holder was an earlier reservation of the same file, and is gone now."""
    if not (_is_same_file(holder, image) and _is_empty(holder, services)):
        return False
    try:
        services.images.forget(holder)
    except ChangedMeanwhile:
        return False
    drop_parts(holder, multipart=services.multipart)
    return True


def _is_same_file(holder: Image, image: Image) -> bool:
    """As far as their requests say. Two reservations of one request are two files."""
    return (
        holder.status is ImageStatus.RESERVED
        and holder.created_at < image.created_at
        and (holder.display_name, holder.declared_bytes) == (image.display_name, image.declared_bytes)
    )


def _is_empty(holder: Image, services: ClaimServices) -> bool:
    key = upload_object(holder.owner, holder.image_id, holder.nonce)
    if services.uploads.etag_of(key) is not None:
        return False
    return holder.parts is None or not services.multipart.received(key, holder.parts.upload_id)
