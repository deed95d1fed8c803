"""What one image adds to its owner's usage. Counting and recounting read it here."""

from collections.abc import Iterator
from datetime import datetime

from schema.library.images import Image, ImageStatus

Weight = dict[str, int]
"""By the names of the counters; without those that are zero."""
MONTHLY = "uploads_"
"""How the names of the counters of uploads begin; the month follows."""


def weight_of(image: Image | None) -> Weight:
    """Nothing for an image that is not counted, or that is not there."""
    return dict(_weights(image)) if image is not None and image.counted else {}


def change_of(before: Image | None, after: Image | None) -> Weight:
    """What is added to the counters when the one becomes the other."""
    old, new = weight_of(before), weight_of(after)
    changes = {name: new.get(name, 0) - old.get(name, 0) for name in old.keys() | new.keys()}
    return {name: change for name, change in sorted(changes.items()) if change}


def uploads_in(moment: datetime) -> str:
    """The counter of the month's uploads."""
    return f"{MONTHLY}{moment:%Y%m}"


def _weights(image: Image) -> Iterator[tuple[str, int]]:
    if image.sha256:
        yield uploads_in(image.created_at), 1
    size = image.size_bytes or 0
    if image.deleted_at:
        yield "bin_images", 1
        yield "bin_bytes", size
    elif image.status is not ImageStatus.REJECTED:
        yield "images", 1
        yield "original_bytes", size
        yield "variant_bytes", image.variant_bytes
