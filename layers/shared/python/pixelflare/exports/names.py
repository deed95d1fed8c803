"""What files are called in an export: as people know them, and so that every file system takes them."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator

from schema.addresses.names import extension_of
from schema.library.images import Image

_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
"""What Windows has in no file's name: https://learn.microsoft.com/windows/win32/fileio/naming-a-file."""
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\.|$)", re.IGNORECASE)
"""Names of devices there, also with an extension."""
_LONGEST_STEM = 150
"""In UTF-8. Linux takes names of 255 bytes, and Windows paths of 260 characters."""
_OF_ID = -8


def names_of(image: Image) -> Iterator[str]:
    """Names for its file, the best first: when one is another image's, the next is to be taken. The last one is its own."""
    folder = "bin" if image.deleted_at else "pictures"
    stem, extension = _stem(image), extension_of(image.filename)
    short, whole = image.image_id[_OF_ID:].lower(), image.image_id.lower()
    for name in (stem, f"{stem}-{short}", f"{stem}-{whole}"):
        yield f"{folder}/{_safe(image.album)}/{name}.{extension}"


def digest_of(name: str) -> str:
    """The same for all names that Windows or macOS take for one."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
    return hashlib.sha256(folded.encode()).hexdigest()


def _stem(image: Image) -> str:
    """Without the extension, which is that of the bytes."""
    name = unicodedata.normalize("NFC", image.display_name)
    stem, dot, _ = name.rpartition(".")
    return _safe(stem if dot and stem else name) or _safe(image.filename.rpartition(".")[0])


def _safe(name: str) -> str:
    safe = _shortened(_REFUSED.sub("_", name)).strip().rstrip(". ")
    return f"_{safe}" if _DEVICES.match(safe) else safe


def _shortened(name: str) -> str:
    return name.encode()[:_LONGEST_STEM].decode(errors="ignore")
