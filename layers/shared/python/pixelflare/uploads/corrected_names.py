"""Accepts a picture of another type than its filename says: the path gets the extension of what was found."""

from datetime import datetime
from pathlib import PurePosixPath

from pixelflare.catalog import Accepted, UploadLifecycle
from pixelflare.uploads.claims import beside, first_free, renamed
from pixelflare.usage import Writes
from schema.addresses.formats import EXTENSIONS_BY_CONTENT_TYPE
from schema.library.images import Image, RenameReason


def accept_corrected(
    image: Image, accepted: Accepted, *, lifecycle: UploadLifecycle, also: Writes, now: datetime
) -> Image:
    """The image under its right filename, with a suffix if another image has that. Raises as `UploadLifecycle.accept` does."""
    found = accepted.facts.content_type
    if found == image.declared_type:
        lifecycle.accept(image, accepted, also=also, now=now)
        return image
    filename = f"{PurePosixPath(image.filename).stem}.{EXTENSIONS_BY_CONTENT_TYPE[found]}"
    right = renamed(image, filename, RenameReason.TYPE).model_copy(update={"declared_type": found})

    def accept(named: Image) -> None:
        lifecycle.accept(image, accepted, named=named, also=also, now=now)

    return first_free([right, *beside(right)], accept)
