"""Makes the filename in a CDN path from the name that a person entered."""

import re
import unicodedata

from pixelflare.base.errors import InvalidRequest, UnsupportedMediaType
from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION
from schema.addresses.names import extension_of, is_filename
from schema.errors import RejectionReason
from schema.limits import MAX_FILENAME_LENGTH

_VECTOR_GRAPHICS = frozenset({"svg", "svgz"})
_ENCODED = re.compile(r"%(2e|2f|5c|25|00)", re.IGNORECASE)


def path_filename(typed: str, *, unnamed: str) -> str:
    """`Été à la mer.JPG` → `Ete-a-la-mer.jpg`; `unnamed` if no character can be kept.

    Raises InvalidRequest for names that look like paths, UnsupportedMediaType for other extensions than images have.
    """
    if "/" in typed or "\\" in typed or ".." in typed or typed.startswith(".") or _ENCODED.search(typed):
        raise InvalidRequest("a filename must not contain path separators, two dots in a row, or their encodings")
    extension = extension_of(typed)
    if extension not in CONTENT_TYPES_BY_EXTENSION:
        raise _not_taken(extension)
    stem = _plain(typed[: -len(extension) - 1])[: MAX_FILENAME_LENGTH - len(extension) - 1]
    filename = f"{stem or unnamed}.{extension}"
    if not is_filename(filename):
        raise InvalidRequest(f"no filename can be made from {typed!r}")
    return filename


def _not_taken(extension: str) -> UnsupportedMediaType:
    """SVGs get the same reason as a rejected SVG file."""
    allowed = f"a filename must end in one of {', '.join(CONTENT_TYPES_BY_EXTENSION)}"
    if extension not in _VECTOR_GRAPHICS:
        return UnsupportedMediaType(allowed, details={"extension": extension})
    return UnsupportedMediaType(
        f"SVG is not accepted, because it can run scripts; {allowed}",
        details={"extension": extension, "reason": RejectionReason.VECTOR_GRAPHIC},
    )


def _plain(text: str) -> str:
    """Removes accents, and replaces everything but letters, digits, dot, dash and underscore by single dashes."""
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_)).strip("-._")
