"""A viewer's miss: who may see the picture, make it once, keep it where the edge finds it next time."""

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pixelflare.aws.edge import Edge
from pixelflare.aws.objects import ObjectStore
from pixelflare.base.errors import NotFound, Unauthorized, Unavailable
from pixelflare.base.ids import new_nonce
from pixelflare.base.observability import count, logger
from pixelflare.catalog import ImageStore
from pixelflare.delivery.answers import Answer, picture_answer
from pixelflare.delivery.leases import LeaseStore
from pixelflare.delivery.paths import Asked, parse
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.variants import PublicObjects, PublicPicture, withdraw
from schema.images import Image, Visibility
from schema.keys import original_object
from schema.limits import VARIANTS_PER_HOUR
from schema.presets import PRESETS

_LEASE = timedelta(seconds=30)
_WAIT_SECONDS = 12.0
_LOOK_AGAIN_SECONDS = 0.1
_ON_DEMAND = Limit("variant", VARIANTS_PER_HOUR)


@dataclass(frozen=True)
class Stores:
    images: ImageStore
    originals: ObjectStore
    public: PublicObjects
    leases: LeaseStore
    limiter: RateLimiter
    edge: Edge


def serve(path: str, *, viewer: str, stores: Stores, clock: Callable[[], datetime]) -> Answer:
    """The picture behind a path that S3 did not have. `viewer` is the proven address.

    Raises NotFound, Unauthorized (private), RateLimited, Unavailable (another is still making it).
    """
    asked = parse(path)
    image = stores.images.at(asked.place) if asked else None
    if asked is None or image is None or not image.is_servable:
        raise NotFound("there is no such image")
    if image.visibility is Visibility.PRIVATE:
        raise Unauthorized("this image is private")
    if asked.variant is not None and asked.variant not in PRESETS:
        raise NotFound(f"there is no variant {asked.variant}", details={"variants": list(PRESETS)})
    picture = _find(asked, stores) or _make_once(asked, image, viewer=viewer, stores=stores, clock=clock)
    return picture_answer(picture, image, path=path)


def _find(asked: Asked, stores: Stores) -> PublicPicture | None:
    if asked.variant is None or asked.format is None:
        return stores.public.find_original(asked.place)
    return stores.public.find_variant(asked.place, asked.variant, asked.format)


def _make_once(
    asked: Asked, image: Image, *, viewer: str, stores: Stores, clock: Callable[[], datetime]
) -> PublicPicture:
    what, holder = f"{image.image_id}/{asked.variant}.{asked.format}", new_nonce()
    if not stores.leases.take(what, holder, now=clock(), lifetime=_LEASE):
        return _wait_for(asked, stores)
    try:
        # The one before may have finished between our look and our lease.
        found = _find(asked, stores)
        if found:
            return found
        stores.limiter.spend(_ON_DEMAND, _network(viewer), now=clock())
        return _make(asked, image, stores=stores)
    finally:
        stores.leases.give_back(what, holder)


def _wait_for(asked: Asked, stores: Stores) -> PublicPicture:
    """What the holder of the lease is making, once it is there."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        if picture := _find(asked, stores):
            return picture
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise Unavailable("this variant is being made", retry_after_seconds=1)


def _make(asked: Asked, image: Image, *, stores: Stores) -> PublicPicture:
    from pixelflare.imaging import Order, public_copy, render  # the codecs, which only a miss needs

    original = stores.originals.read(original_object(image.owner, image.image_id))
    if original is None:
        raise RuntimeError(f"image {image.image_id} has no original")
    if asked.variant is None or asked.format is None:
        body = public_copy(original.body, content_type=original.content_type, strip_all=image.strip_metadata)
        picture = stores.public.put_original(image, body, content_type=original.content_type)
    else:
        (rendered,) = render(original.body, [Order(asked.variant, asked.format)])
        picture = stores.public.put_variant(image, asked.variant, asked.format, rendered.body)
    _check_still_there(image, stores)
    logger.info("variant made on demand", image_id=image.image_id, variant=asked.variant, bytes=len(picture.body))
    count("VariantMadeOnDemand")
    return picture


def _check_still_there(image: Image, stores: Stores) -> None:
    """Take back what was written when the image was deleted, moved or made private while it was being made."""
    current = stores.images.find(image.owner, image.image_id)
    if current and current.place == image.place and current.visibility == image.visibility:
        return
    withdraw(image.place, image.image_id, images=stores.images, public=stores.public, edge=stores.edge)
    raise NotFound("there is no such image")


def _network(viewer: str) -> str:
    """An IPv6 subscriber has a whole /64 to ask from, so that is what is counted."""
    address = ipaddress.ip_address(viewer)
    if address.version == 4:
        return viewer
    return str(ipaddress.ip_network(f"{viewer}/64", strict=False).network_address)
