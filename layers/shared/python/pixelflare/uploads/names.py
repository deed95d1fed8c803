"""Makes the filename in a CDN path from the name that a person entered."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from pixelflare.base.errors import InvalidRequest, UnsupportedMediaType
from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION
from schema.addresses.names import extension_of, is_filename
from schema.errors import RejectionReason
from schema.limits import MAX_FILENAME_LENGTH

_VECTOR_GRAPHICS = frozenset({"svg", "svgz"})
_ENCODED = re.compile(r"%(2e|2f|5c|25|00)", re.IGNORECASE)
_LONGEST_NAME_IN_AN_ADDRESS = 100
_HIDDEN = re.compile(r"\.{1,2}(?!\.)")
"""A step up, or a hidden file; three dots are an ellipsis."""
_SIGNS_OF_SOUNDS = re.compile("[\"'`]+")
"""What transliteration writes for soft and hard signs and glottal stops."""


def path_filename(typed: str, *, unnamed: str) -> str:
    """`Été à la mer.JPG` → `Ete-a-la-mer.jpg`; `unnamed` if no character can be kept.

    Raises InvalidRequest for names that look like paths, UnsupportedMediaType for other extensions than images have.
    """
    name = _visible(typed)
    if "/" in name or "\\" in name or _HIDDEN.match(name) or _ENCODED.search(name):
        raise InvalidRequest("a filename must not contain path separators or their encodings, or begin with a dot")
    extension = extension_of(name)
    if extension not in CONTENT_TYPES_BY_EXTENSION:
        raise _not_taken(extension)
    stem = _plain(name[: -len(extension) - 1])[: MAX_FILENAME_LENGTH - len(extension) - 1].rstrip("-._")
    filename = f"{stem or unnamed}.{extension}"
    if not is_filename(filename):
        raise InvalidRequest(f"no filename can be made from {typed!r}")
    return filename


def name_in(address: str) -> str:
    """What a file at an address is called: the end of its path. One without a picture's extension gets one, because the
    bytes decide, and correct it."""
    name = unquote(urlsplit(address).path.rpartition("/")[2]).replace("/", "-").replace("\\", "-").lstrip(".")
    name = "".join(character for character in name if character.isprintable())[-_LONGEST_NAME_IN_AN_ADDRESS:]
    extension = extension_of(name)
    if extension in CONTENT_TYPES_BY_EXTENSION or extension in _VECTOR_GRAPHICS:
        return name
    return f"{name or 'image'}.jpg"


def is_derived(filename: str, typed: str) -> bool:
    """Whether the path's name is another than a person entered, apart from the case of its extension."""
    stem, _, extension = typed.rpartition(".")
    return filename != f"{stem}.{extension.lower()}"


def _visible(typed: str) -> str:
    """The name without invisible characters, with spaces that all look alike, and none around it."""
    kept = (character for character in typed if unicodedata.category(character) != "Cf")
    return "".join(" " if character.isspace() else character for character in kept).strip(" ")


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
    """In ASCII, with single dashes for everything but letters, digits, dot, dash and underscore."""
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", text if text.isascii() else _transliterated(text))
    return re.sub(r"\.{2,}", ".", re.sub(r"-{2,}", "-", kept)).strip("-._")


def _transliterated(text: str) -> str:
    from anyascii import anyascii  # most names need none of it

    composed = unicodedata.normalize("NFKC", text)
    return "".join(one if one.isascii() else _SIGNS_OF_SOUNDS.sub("", anyascii(one)) for one in composed)
