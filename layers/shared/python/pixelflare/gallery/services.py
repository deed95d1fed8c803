"""What public pages are made from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pixelflare.accounts import UserStore
from pixelflare.addresses.build import Signer
from pixelflare.catalog import AlbumStore, ImageListing
from pixelflare.rate_limits import RateLimiter
from pixelflare.sharing import ShareStore


@dataclass(frozen=True)
class GalleryServices:
    shares: ShareStore
    albums: AlbumStore
    listing: ImageListing
    users: UserStore
    limiter: RateLimiter
    signer: Signer
    public_url: Callable[[], str]
    signing_key: Callable[[], bytes]
    """Signs the cookie after a password, and the way to further pages."""
    clock: Callable[[], datetime]
