"""imgproxy: /{signature}/{processing options}/plain/{source}[@{extension}], or the source in URL-safe base 64.

Source: its documentation, "Processing an image" and "Signing a URL".
"""

import base64
import re
from urllib.parse import unquote

from pixelflare.dialects.draft import Draft, obey
from pixelflare.dialects.imgproxy.options import BY_NAME
from pixelflare.dialects.imgproxy.result import finish
from pixelflare.dialects.signatures import Scheme, VendorSignature
from pixelflare.dialects.translation import Translation, Vendor, translation

UNSIGNED = frozenset({"unsafe", "insecure", "_"})
"""Words in place of a signature."""

_SIGNATURE = re.compile(r"[A-Za-z0-9_-]{1,43}")
_OPTION = re.compile(r"[a-z][a-z_-]*(?::|%3[Aa])")
_NOT_OURS = ("filters:", "tr:")
"""Options of thumbor and ImageKit in the same position."""


def read(path: str) -> Translation | None:
    """The translation. None if the path is not imgproxy's. Raises ValueError for unsupported options."""
    first, _, rest = path.removeprefix("/").partition("/")
    options, remainder = _split(rest)
    if remainder[:1] == ["enc"] and any(unquote(option).partition(":")[0] in BY_NAME for option in options):
        raise ValueError("enc: not covered: an encrypted source")
    source = _source(remainder) if _SIGNATURE.fullmatch(first) else None
    if source is None or any(option.startswith(_NOT_OURS) for option in options):
        return None
    draft = Draft(last_wins=True)
    for option in options:
        name, _, arguments = unquote(option).partition(":")
        obey(BY_NAME, name, arguments, draft)
    address, extension = source
    if extension:
        obey(BY_NAME, "extension", extension, draft)
    finish(draft)
    signature = None if first in UNSIGNED else VendorSignature(Scheme.IMGPROXY, f"/{rest}", first)
    return translation(Vendor.IMGPROXY, draft, address, signature)


def _split(rest: str) -> tuple[list[str], list[str]]:
    """The processing options, and the segments after them."""
    segments = rest.split("/")
    count = next((index for index, one in enumerate(segments) if not _OPTION.match(one)), len(segments))
    return segments[:count], segments[count:]


def _source(segments: list[str]) -> tuple[str, str] | None:
    """The source's address and the extension after it. None if there is neither a plain nor an encoded one."""
    if len(segments) > 1 and segments[0] == "plain":
        text = "/".join(segments[1:])
        address, _, extension = text.rpartition("@") if "@" in text else (text, "", "")
        return unquote(address), unquote(extension)
    encoded, _, extension = "".join(segments).partition(".")
    decoded = _decoded(unquote(encoded))
    return None if decoded is None else (decoded, extension)


def _decoded(encoded: str) -> str | None:
    """The address in the base 64, or None."""
    digits = encoded.rstrip("=")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", digits) or len(digits) % 4 == 1:
        return None
    text = base64.urlsafe_b64decode(digits + "=" * (-len(digits) % 4)).decode("latin-1")
    is_address = re.fullmatch(r"[\x21-\x7e]+", text) and ("://" in text or text.count("/") >= 2)
    return unquote(text) if is_address else None
