"""Single images, as their owner requests them."""

from datetime import datetime, timedelta

from pixelflare.base.errors import InvalidRequest, NotFound, TakenDown, Withheld
from pixelflare.catalog.images.store import ImageStore
from schema.library.images import Image

_SHORTEST_LIFE = timedelta(minutes=1)


def get_image(owner: str, image_id: str, *, images: ImageStore) -> Image:
    """Live or in the bin. Raises NotFound, also for an image of another owner, because its existence is private."""
    image = images.find(owner, image_id) or images.find_deleted(owner, image_id)
    if image is None:
        raise NotFound(f"no image {image_id}")
    return image


def get_live_image(owner: str, image_id: str, *, images: ImageStore) -> Image:
    """Raises NotFound, also for an image in the bin."""
    image = images.find(owner, image_id)
    if image is None:
        raise NotFound(f"no image {image_id}")
    return image


def refuse_withheld(image: Image) -> None:
    """Raises Withheld for an image that is held or rejected: nobody gets it by any address."""
    if image.moderation is not None and image.is_withheld:
        state = image.moderation.state
        raise Withheld(f"image {image.image_id} is {state}", details={"moderation": state})


def refuse_taken_down(image: Image) -> None:
    """For viewers. Raises TakenDown."""
    if image.moderation is not None and image.moderation.is_taken_down:
        raise TakenDown("this image has been taken down")


def check_expiry(moment: datetime, *, now: datetime) -> None:
    """Raises InvalidRequest unless the time is at least a minute ahead."""
    if moment < now + _SHORTEST_LIFE:
        raise InvalidRequest("expires_at must be at least a minute in the future", details={"now": now.isoformat()})
