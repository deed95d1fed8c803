"""How many pictures are made on demand: for one address, of one owner, of one image."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from pixelflare.rate_limits import Limit, RateLimiter
from schema.library.images import Image


@dataclass(frozen=True)
class OnDemandLimits:
    limiter: RateLimiter
    of_address: Limit
    of_owner: Limit
    of_image: Limit

    def spend(self, image: Image, viewer: str, *, now: datetime) -> None:
        """Counts one that is about to be made. Raises RateLimited.

        One after the other: an address that is refused must not use up what others get of the same pictures.
        """
        self.limiter.spend(self.of_address, network(viewer), now=now)
        self.limiter.spend(self.of_image, image.image_id, now=now)
        self.limiter.spend(self.of_owner, image.owner, now=now)


def network(viewer: str) -> str:
    """An IPv6 subscriber has a whole /64 to ask from, so that is what is counted."""
    address = ipaddress.ip_address(viewer)
    if address.version == 4:
        return viewer
    return str(ipaddress.ip_network(f"{viewer}/64", strict=False).network_address)
