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
from pixelflare.imaging import Order, render
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.variants import PublicObjects, PublicPicture, original_of, put_public_copy, withdraw
from schema.images import Image, Visibility
from schema.limits import VARIANTS_PER_HOUR
from schema.presets import PRESETS

_LEASE = timedelta(seconds=30)
_WAIT_SECONDS = 12.0
_LOOK_AGAIN_SECONDS = 0.15
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
    picture = _find(asked, image, stores) or _make_once(asked, image, viewer=viewer, stores=stores, clock=clock)
    _check_still_public(image, stores)
    return picture_answer(picture, image, path=path)


def _find(asked: Asked, image: Image, stores: Stores) -> PublicPicture | None:
    return stores.public.find(image, asked.variant, asked.format)


def _make_once(
    asked: Asked, image: Image, *, viewer: str, stores: Stores, clock: Callable[[], datetime]
) -> PublicPicture:
    """Made by whoever holds the lease, and looked for by the others; one of them goes on when the maker gives up."""
    what, holder = f"{image.image_id}/{asked.variant}.{asked.format}", new_nonce()
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        if stores.leases.take(what, holder, now=clock(), lifetime=_LEASE):
            try:
                # The one before may have finished between our look and our lease.
                return _find(asked, image, stores) or _make(asked, image, viewer=viewer, stores=stores, clock=clock)
            finally:
                stores.leases.give_back(what, holder)
        if time.monotonic() > deadline:
            raise Unavailable("this variant is being made", retry_after_seconds=1)
        time.sleep(_LOOK_AGAIN_SECONDS)
        if found := _find(asked, image, stores):
            return found


def _make(asked: Asked, image: Image, *, viewer: str, stores: Stores, clock: Callable[[], datetime]) -> PublicPicture:
    stores.limiter.spend(_ON_DEMAND, _network(viewer), now=clock())
    original = original_of(image, originals=stores.originals)
    if asked.variant is None or asked.format is None:
        picture = put_public_copy(image, original, public=stores.public)
    else:
        (rendered,) = render(original.body, [Order(asked.variant, asked.format)])
        picture = stores.public.put_variant(image, asked.variant, asked.format, rendered.body)
    logger.info("variant made on demand", image_id=image.image_id, variant=asked.variant, bytes=len(picture.body))
    count("VariantMadeOnDemand")
    return picture


def _check_still_public(image: Image, stores: Stores) -> None:
    """The last look before an answer that the edge may keep for a year.

    An image that was deleted, moved or made private meanwhile has been purged already: what was written since is
    taken back, and nothing is answered that only the next purge would remove.
    """
    current = stores.images.find(image.owner, image.image_id)
    if current and current.is_public_at(image.place):
        return
    withdraw(image.place, image.image_id, images=stores.images, public=stores.public, edge=stores.edge)
    raise NotFound("there is no such image")


def _network(viewer: str) -> str:
    """An IPv6 subscriber has a whole /64 to ask from, so that is what is counted."""
    address = ipaddress.ip_address(viewer)
    if address.version == 4:
        return viewer
    return str(ipaddress.ip_network(f"{viewer}/64", strict=False).network_address)
