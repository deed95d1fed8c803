"""Single images, as their owner asks for them."""

from datetime import datetime, timedelta

from pixelflare.base.errors import InvalidRequest, NotFound
from pixelflare.catalog.images.store import ImageStore
from schema.library.images import Image

_SHORTEST_LIFE = timedelta(minutes=1)


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


def check_expiry(moment: datetime, *, now: datetime) -> None:
    """Raises InvalidRequest unless the moment is a minute away at least."""
    if moment < now + _SHORTEST_LIFE:
        raise InvalidRequest("expires_at must lie a minute or more in the future", details={"now": now.isoformat()})
