"""Other vendors' addresses, as ours: a site moves here without touching its HTML. See docs/dialects.md."""

from urllib.parse import parse_qsl

from pixelflare.dialects import cloudflare, cloudinary, imagekit, imgproxy, thumbor
from pixelflare.dialects.signatures import Scheme, Signature, verify
from pixelflare.dialects.sources import placed
from pixelflare.dialects.translation import Translation, Vendor

__all__ = ["Scheme", "Signature", "Translation", "Vendor", "translate", "verify"]


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
    if len(segments) not in (3, 4) or placed(segments[:3]) is None:
        return False
    return len(segments) == 4 or "tr" not in dict(parse_qsl(query, keep_blank_values=True))
