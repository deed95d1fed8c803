"""/i/{id}: the address that stays right whatever an image is called."""

import re
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from pixelflare.catalog import ImageStore, refuse_taken_down
from pixelflare.delivery.absence import NeverThere, NotNow
from pixelflare.delivery.lookup import refuse_expired, refuse_private
from pixelflare.delivery.paths import PrivatePath
from schema.addresses.names import IMAGE_ID_PATTERN
from schema.library.images import Image

_PATH = re.compile(rf"/i/({IMAGE_ID_PATTERN.strip('^$')})(?:/([a-z0-9][a-z0-9-]{{0,31}}(?:\.[a-z]{{3,4}})?))?")


class ShortLink(NamedTuple):
    image_id: str
    variant: str | None


def parse_short_link(path: str) -> ShortLink | None:
    """/i/{id}[/{variant}[.{format}]], or None."""
    match = _PATH.fullmatch(path)
    return ShortLink(match[1], match[2]) if match else None


def resolve_short_link(image_id: str, *, images: ImageStore, now: datetime) -> Image:
    """Raises NotFound, Unauthorized (private), Gone (expired), TakenDown."""
    owner = images.owner_of(image_id)
    if owner is None:
        raise NeverThere("there is no such image")
    image = images.find(owner, image_id)
    if image is not None and image.is_servable:
        refuse_taken_down(image)
    if image is None or not image.is_servable or image.is_withheld:
        raise NotNow(PrivatePath(image_id, ""))
    refuse_private(image)
    refuse_expired(image, now=now)
    return image


def full_path(image: Image, *, variant: str | None, query: list[tuple[str, str]]) -> str:
    """Where the short link leads, with what it was asked with."""
    path = image.image_path.path + (f"/{variant}" if variant else "")
    return f"{path}?{urlencode(query)}" if query else path
