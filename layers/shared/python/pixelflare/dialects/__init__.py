"""Other vendors' addresses, as ours: a site moves here without touching its HTML. See docs/dialects.md."""

from urllib.parse import parse_qsl

from pixelflare.dialects.cloudflare import address as cloudflare
from pixelflare.dialects.cloudinary import address as cloudinary
from pixelflare.dialects.imagekit import address as imagekit
from pixelflare.dialects.imgproxy import address as imgproxy
from pixelflare.dialects.signatures import Scheme, VendorSignature, verify
from pixelflare.dialects.sources import image_path_in
from pixelflare.dialects.thumbor import address as thumbor
from pixelflare.dialects.translation import Translation, Vendor

__all__ = ["Scheme", "Translation", "Vendor", "VendorSignature", "translate", "verify"]


def translate(path: str, query: str = "") -> Translation | None:
    """What a path and its query (both as the request has them, percent-encoded) mean; None when no vendor's, also for ours.

    Raises ValueError, with words for the one who asks, when it is a vendor's but can't be done here: the message names
    the option. A signature is handed on, not checked: `verify` does that for those who have the owner's key.
    """
    if not path.startswith("/") or _is_ours(path, query):
        return None
    for read in (cloudflare.read, cloudinary.read, imgproxy.read, thumbor.read):
        if (found := read(path)) is not None:
            return found
    return imagekit.read(path, query)


def _is_ours(path: str, query: str) -> bool:
    """/{owner}/{album}/{filename}[/{variant}], unless ImageKit's options stand behind the original."""
    segments = path[1:].split("/")
    if len(segments) not in (3, 4) or image_path_in(segments[:3]) is None:
        return False
    return len(segments) == 4 or "tr" not in dict(parse_qsl(query, keep_blank_values=True))
