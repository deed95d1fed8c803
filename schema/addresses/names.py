"""The grammar of owners, albums, filenames and tags. The edge function has the same one, and a test compares them."""

import re

from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION
from schema.limits import MAX_ALBUM_LENGTH, MAX_FILENAME_LENGTH

SLUG_PATTERN = rf"^[a-z0-9][a-z0-9_-]{{0,{MAX_ALBUM_LENGTH - 1}}}$"
FILENAME_PATTERN = rf"^[A-Za-z0-9][A-Za-z0-9._-]{{0,{MAX_FILENAME_LENGTH - 1}}}$"
TAG_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,49}$"
IMAGE_ID_PATTERN = r"^img_[0-9A-HJKMNP-TV-Z]{26}$"
VARIANT_PATTERN = r"^[a-z0-9][a-z0-9-]{0,31}$"

WATERMARKS = "watermarks"
"""The album whose images `wm` names: `wm=logo` is logo.png there."""
DEFAULT_ALBUM = "default"

RESERVED_OWNERS = frozenset(
    {
        *("api", "app", "auth", "docs", "admin", "_auth-check", "_foreign", "_gateway", "i", "health"),
        *("u", "s", "p", "hooks", "login", "assets", "favicon.ico", "robots.txt", ".well-known", "static"),
    }
)
"""First path segments that are never an owner."""

REFUSED_EXTENSIONS = frozenset({"exe", "bat", "cmd", "sh", "ps1", "scr", "com", "pif"})


def extension_of(filename: str) -> str:
    """The part after the last dot, in lower case. Empty if there is none."""
    return filename.rpartition(".")[2].lower() if "." in filename else ""


def in_one_spelling(filename: str) -> str:
    """The filename as paths have it: a camera's `IMG_1.JPG` is `IMG_1.jpg`."""
    stem, dot, extension = filename.rpartition(".")
    return stem + dot + extension.lower()


def is_filename(filename: str) -> bool:
    """Whether a CDN path may end in this name: its characters, no two dots in a row, and an accepted extension."""
    return (
        re.fullmatch(FILENAME_PATTERN, filename) is not None
        and ".." not in filename
        and extension_of(filename) in CONTENT_TYPES_BY_EXTENSION
    )


def is_slug(text: str) -> bool:
    return re.fullmatch(SLUG_PATTERN, text) is not None


def is_tag(text: str) -> bool:
    return re.fullmatch(TAG_PATTERN, text) is not None
