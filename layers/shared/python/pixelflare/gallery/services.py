"""What public pages are made from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pixelflare.accounts import HandleStore, UserStore
from pixelflare.addresses.build import Signer
from pixelflare.catalog import AlbumStore, ImageListing, ImageStore
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.sharing import ShareStore
from schema.limits import GALLERY_PAGES_PER_MINUTE

_PAGES = Limit("public pages", GALLERY_PAGES_PER_MINUTE, timedelta(minutes=1))


@dataclass(frozen=True)
class GalleryServices:
    shares: ShareStore
    albums: AlbumStore
    images: ImageStore
    listing: ImageListing
    users: UserStore
    handles: HandleStore
    limiter: RateLimiter
    signer: Signer
    public_url: Callable[[], str]
    signing_key: Callable[[], bytes]
    """Signs the cookie after a password, and the way to further pages."""
    clock: Callable[[], datetime]

    def count_page(self, network: str) -> None:
        """Of those that the edge cannot answer. Raises RateLimited."""
        self.limiter.spend(_PAGES, network, now=self.clock())
