"""Which record an object belongs to, and whether that record still says so."""

import re
from typing import NamedTuple

from pixelflare.catalog import ImageStore
from schema.addresses.image_path import ImagePath
from schema.library.images import Image, ImageStatus, StorageArea

_ORIGINAL = re.compile(r"([a-z0-9_-]+)/(img_[0-9A-Z]{26})/([0-9a-f]{64})")
_PUBLIC = re.compile(r"([a-z0-9_-]+)/([^/]+)/([^/]+)(/[^/]+)?")
_PRIVATE = re.compile(r"([pe])/(img_[0-9A-Z]{26})\.[a-z0-9]+/(.+)")


class PrivateParts(NamedTuple):
    area: str
    """`p` or `e`."""
    image_id: str
    name: str


def private_parts(key: str) -> PrivateParts | None:
    """What a key of the private bucket says. None for one that nothing here writes."""
    match = _PRIVATE.fullmatch(key)
    return PrivateParts(match[1], match[2], match[3]) if match else None


class Belonging:
    """Every answer is read consistently. A key that nothing here writes belongs to somebody else, and is left alone."""

    def __init__(self, images: ImageStore) -> None:
        self._images = images

    def is_orphan(self, bucket: str, key: str) -> bool:
        """`bucket` is one of originals, public and private."""
        match bucket:
            case "originals":
                return self._is_orphaned_original(key)
            case "public":
                return self._is_orphaned_public(key)
            case _:
                return self._is_orphaned_private(key)

    def _is_orphaned_original(self, key: str) -> bool:
        """An image's id leads to its owner until its permanent deletion. Another content's bytes were left by a run that was
        too late."""
        match = _ORIGINAL.fullmatch(key)
        if match is None:
            return False
        owner, image_id, sha256 = match.groups()
        if self._images.owner_of(image_id, consistent=True) != owner:
            return True
        image = self._images.find(owner, image_id) or self._images.find_deleted(owner, image_id)
        return image is not None and image.sha256 not in (None, sha256)

    def _is_orphaned_public(self, key: str) -> bool:
        match = _PUBLIC.fullmatch(key)
        if match is None:
            return False
        image_path = ImagePath(match[1], match[2], match[3])
        image_id = self._images.holder_of(image_path)
        image = self._images.find(match[1], image_id) if image_id else None
        return not _is_at(image, image_path)

    def _is_orphaned_private(self, key: str) -> bool:
        parts = private_parts(key)
        if parts is None:
            return False
        area, image_id, name = parts
        owner = self._images.owner_of(image_id, consistent=True)
        image = self._images.find(owner, image_id) if owner else None
        return image is None or not may_lie_in(area, name, image)


def _is_at(image: Image | None, image_path: ImagePath) -> bool:
    return (
        image is not None
        and image.is_servable
        and image.storage_area is StorageArea.PUBLIC
        and image.image_path == image_path
    )


def may_lie_in(area: str, name: str, image: Image) -> bool:
    """Whether the record allows an object of this name in the area `p` or `e` of the private bucket."""
    if not image.is_servable or image.status is ImageStatus.RESERVED:
        return False
    if area == "p":
        return image.storage_area is StorageArea.PRIVATE
    # What was made quickly of any image waits there for a smaller one.
    return image.storage_area is StorageArea.EXPIRING or name.endswith(".avif")
