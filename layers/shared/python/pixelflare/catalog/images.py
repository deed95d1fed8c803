"""What an owner does with single images: read, list, change."""

import unicodedata
from datetime import datetime

from pixelflare.base.errors import Conflict, NotFound
from pixelflare.catalog.store import ImageStore
from schema.images import ChangeImage, Image

_CHANGE_ATTEMPTS = 3


def get_image(owner: str, image_id: str, *, images: ImageStore) -> Image:
    """Live or in the bin. Raises NotFound, also for another owner's: its existence is private."""
    image = images.find(owner, image_id) or images.find_deleted(owner, image_id)
    if image is None:
        raise NotFound(f"no image {image_id}")
    return image


def get_live_image(owner: str, image_id: str, *, images: ImageStore) -> Image:
    """Raises NotFound for one in the bin, too."""
    image = images.find(owner, image_id)
    if image is None:
        raise NotFound(f"no image {image_id}")
    return image


def change_image(owner: str, image_id: str, request: ChangeImage, *, images: ImageStore, now: datetime) -> Image:
    """The changed image. A change by a consumer in between (a variant became ready) is no reason to refuse."""
    change = request.model_dump(mode="json", exclude_unset=True, exclude={"tags"})
    for name in ("display_name", "visibility"):
        if name in change and change[name] is None:
            del change[name]
    if "display_name" in change:
        change["display_name"] = unicodedata.normalize("NFC", change["display_name"])
    for _ in range(_CHANGE_ATTEMPTS):
        image = get_live_image(owner, image_id, images=images)
        if not change and request.tags is None:
            return image
        try:
            return images.change(image, change, tags=request.tags, now=now)
        except Conflict as conflict:
            collision = conflict
    raise collision
