"""Accepts a picture of another type than its filename says: the path gets the extension of what was found."""

from datetime import datetime
from pathlib import PurePosixPath

from pixelflare.base.errors import PathTaken
from pixelflare.catalog import Accepted, UploadLifecycle
from pixelflare.uploads.claims import beside, renamed
from schema.addresses.formats import EXTENSIONS_BY_CONTENT_TYPE
from schema.library.images import Image, RenameReason


def accept_corrected(image: Image, accepted: Accepted, *, lifecycle: UploadLifecycle, now: datetime) -> Image:
    """The image under its right filename, with a suffix if another image has that. Raises as `UploadLifecycle.accept` does."""
    found = accepted.facts.content_type
    if found == image.declared_type:
        lifecycle.accept(image, accepted, now=now)
        return image
    filename = f"{PurePosixPath(image.filename).stem}.{EXTENSIONS_BY_CONTENT_TYPE[found]}"
    right = renamed(image, filename, RenameReason.TYPE).model_copy(update={"declared_type": found})
    try:
        lifecycle.accept(image, accepted, named=right, now=now)
    except PathTaken:
        return _accepted_beside(image, right, accepted, lifecycle=lifecycle, now=now)
    return right


def _accepted_beside(
    image: Image, right: Image, accepted: Accepted, *, lifecycle: UploadLifecycle, now: datetime
) -> Image:
    *numbered, last = (renamed(right, filename, RenameReason.TAKEN) for filename in beside(right))
    for named in numbered:
        try:
            lifecycle.accept(image, accepted, named=named, now=now)
        except PathTaken:
            continue
        return named
    lifecycle.accept(image, accepted, named=last, now=now)
    return last
