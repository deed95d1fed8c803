"""What a source of pictures does: it lists them, page by page, and gives their bytes."""

import re
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION
from schema.addresses.names import extension_of, is_slug, is_tag
from schema.library.imports import Wanted
from schema.limits import MAX_ALBUM_LENGTH, MAX_DISPLAY_NAME_LENGTH, MAX_TAGS, MAX_UPLOAD_BYTES

MAX_BYTES = MAX_UPLOAD_BYTES
"""Of one picture."""
MAX_LIST_BYTES = 8 * 1024 * 1024
"""Of one page of a vendor's list: a thousand entries of JSON take less than a megabyte."""


class Found(NamedTuple):
    """A picture of a source."""

    address: str
    """Where it is today, for everybody or in the bucket."""
    wanted: Wanted
    fetch_from: str | None = None
    """Where its bytes are, if that is another address."""


class Listed(NamedTuple):
    """A page of a list."""

    found: list[Found]
    place: str
    """Where the next page begins. Empty after the last."""


class ImportSource(Protocol):
    """Both calls raise SourceFailed if the source refuses or cannot be reached."""

    def listed(self, place: str) -> Listed: ...

    def fetch(self, address: str) -> bytes:
        """Raises PayloadTooLarge for more bytes than an upload may have, InvalidRequest for an address that may not be
        asked."""


def is_picture(name: str) -> bool:
    """Whether a file is called like a picture. Its bytes decide later."""
    return extension_of(name) in CONTENT_TYPES_BY_EXTENSION


def album_of(folder: str) -> str | None:
    """The album of a folder: `Trips/Summer 2024` → `trips-summer-2024`. None if no character can be kept."""
    slug = _slug(folder)[:MAX_ALBUM_LENGTH].rstrip("-_")
    return slug if is_slug(slug) else None


def tags_of(words: Iterable[object] | None) -> frozenset[str]:
    """As many of a vendor's tags as an image may have, written as ours."""
    tags = sorted({tag for word in words or () if is_tag(tag := _slug(str(word)))})
    return frozenset(tags[:MAX_TAGS])


def text_of(value: object, *, most: int) -> str | None:
    """A vendor's text without characters that ours may not have, cut to its length. None if nothing is left."""
    text = "".join(each for each in " ".join(str(value or "").split()) if each.isprintable())[:most].strip()
    return text or None


def filename_of(name: str) -> str:
    """The name without characters that ours may not have, with a picture's extension: without one it gets a usual one, because
    the bytes decide and correct it."""
    printable = "".join(each for each in name.replace("\\", "-") if each.isprintable()).lstrip(".")
    name = printable if is_picture(printable) else f"{printable or 'image'}.jpg"
    return name[-MAX_DISPLAY_NAME_LENGTH:]


def _slug(text: str) -> str:
    from anyascii import anyascii  # most functions need none of it

    plain = text if text.isascii() else anyascii(text)
    return re.sub(r"[^a-z0-9_]+", "-", plain.lower()).strip("-_")
