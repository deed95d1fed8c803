"""Translates other vendors' addresses to our own, so that a site can move here without changing its HTML. See
docs/dialects.md."""

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
    """The translation of a path and its query (both percent-encoded, as in the request). None for our own and unknown
    addresses.

    Raises ValueError for a vendor's address with an option that is not supported here. The message names the option.
    The translation contains the signature but does not check it: `verify` does that for callers with the owner's key.
    """
    if not path.startswith("/") or _is_ours(path, query):
        return None
    for read in (cloudflare.read, cloudinary.read, imgproxy.read, thumbor.read):
        if (found := read(path)) is not None:
            return found
    return imagekit.read(path, query)


def _is_ours(path: str, query: str) -> bool:
    """/{owner}/{album}/{filename}[/{variant}], unless ImageKit's options follow the original."""
    segments = path[1:].split("/")
    if len(segments) not in (3, 4) or image_path_in(segments[:3]) is None:
        return False
    return len(segments) == 4 or "tr" not in dict(parse_qsl(query, keep_blank_values=True))
