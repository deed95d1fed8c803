"""Claims a path for a reservation: the one that was asked for, or one beside it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.objects import ObjectStore
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile, PathTaken
from pixelflare.catalog import ImageStore, UploadLifecycle, next_name, with_ending
from pixelflare.uploads.multipart import drop_parts
from pixelflare.usage import Admissions, Writes
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
    admissions: Admissions
    since: datetime
    """When the request began: reservations that it makes itself are of different files."""


def claim_path(image: Image, *, may_suffix: bool, standing: frozenset[str], services: ClaimServices) -> Image:
    """The reserved record; with a suffix, if the path is taken and it may have one. Raises PathTaken, QuotaExceeded.

    A reservation of the same file that nothing has arrived for gives way, because a failed upload is reserved again.
    `standing` are tags that are known to exist.
    """

    def admit(candidate: Image) -> None:
        def write(admission: Writes) -> None:
            services.lifecycle.reserve(candidate, standing=standing, admission=admission)

        services.admissions.admit(candidate.owner, write, now=services.since)

    def reserve(candidate: Image) -> None:
        try:
            admit(candidate)
        except PathTaken as taken:
            if not _gives_way(_holder(taken, candidate, services), candidate, services):
                raise
            admit(candidate)

    return first_free([image, *beside(image)] if may_suffix else [image], reserve)


def first_free(candidates: Sequence[Image], take: Callable[[Image], None]) -> Image:
    """The first that can be taken. Raises PathTaken if the last one cannot."""
    *others, last = candidates
    for candidate in others:
        with suppress(PathTaken):
            take(candidate)
            return candidate
    take(last)
    return last


def beside(image: Image) -> Iterator[Image]:
    """The image under the filenames that it may have when its own is taken."""
    filename = image.filename
    for _ in range(_NUMBERS):
        filename = next_name(filename)
        yield renamed(image, filename, RenameReason.TAKEN)
    yield renamed(image, with_ending(image.filename, f"-{image.image_id[-8:].lower()}"), RenameReason.TAKEN)


def renamed(image: Image, filename: str, reason: RenameReason) -> Image:
    """The record with another filename, and why."""
    before = image.renamed or Renamed(asked=image.filename, reasons=())
    reasons = (*(each for each in before.reasons if each is not reason), reason)
    return image.model_copy(update={"filename": filename, "renamed": before.model_copy(update={"reasons": reasons})})


def _holder(taken: PathTaken, image: Image, services: ClaimServices) -> Image | None:
    details = taken.details if isinstance(taken.details, dict) else {}
    return services.images.find(image.owner, details["image_id"]) if "image_id" in details else None


def _gives_way(holder: Image | None, image: Image, services: ClaimServices) -> bool:
    """Whether the holder was an earlier reservation of the same file, and is gone now."""
    if holder is None or not (_is_same_file(holder, image, services) and _is_empty(holder, services)):
        return False
    try:
        services.images.forget(holder)
    except ChangedMeanwhile:
        return False
    drop_parts(holder, multipart=services.multipart)
    return True


def _is_same_file(holder: Image, image: Image, services: ClaimServices) -> bool:
    """As far as their requests say. Without a size, the name has to do."""
    return (
        holder.status is ImageStatus.RESERVED
        and text_of(holder.created_at) < text_of(services.since)
        and (holder.display_name, holder.declared_bytes) == (image.display_name, image.declared_bytes)
    )


def _is_empty(holder: Image, services: ClaimServices) -> bool:
    key = upload_object(holder.owner, holder.image_id, holder.nonce)
    if services.uploads.etag_of(key) is not None:
        return False
    return holder.parts is None or not services.multipart.received(key, holder.parts.upload_id)
