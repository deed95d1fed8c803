"""Names of others as slugs and tags, and texts of others as the API takes them."""

import re
import unicodedata
from hashlib import sha256

MAX_SLUG = 63
MAX_TAG = 50
_JOINERS = "\u200c\u200d"
"""Part of the spelling of words and emoji, as the only ones of the invisible characters that are kept."""


def slug_of(name: str) -> str | None:
    """None for a name without Latin letters or digits."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].rstrip("-") or None


def album_slug(name: str) -> str:
    """Like `slug_of`; a name in another script gets one that is always the same."""
    return slug_of(name) or f"album-{sha256(name.encode()).hexdigest()[:8]}"


def tag_of(name: str) -> str | None:
    """The last level of a hierarchical tag, as a tag."""
    slug = slug_of(re.split(r"[/|]", name.strip("/|"))[-1])
    return slug[:MAX_TAG].rstrip("-") if slug else None


def one_line(text: object, *, most: int) -> str | None:
    """Without line ends and characters that the API refuses, cut to the limit. None if nothing is left."""
    return lines(" ".join(text.split()), most=most) if isinstance(text, str) else None


def lines(text: object, *, most: int) -> str | None:
    """Like `one_line`, with line feeds."""
    if not isinstance(text, str):
        return None
    ended = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    kept = "".join(each for each in ended if each == "\n" or _is_allowed(each))
    return unicodedata.normalize("NFC", kept).strip()[:most].rstrip() or None


def _is_allowed(character: str) -> bool:
    point = ord(character)
    is_noncharacter = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    is_invisible = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in _JOINERS
    return not (is_noncharacter or is_invisible)
