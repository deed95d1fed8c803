"""The image formats: which are accepted, which are delivered, and their names in paths and headers."""

import re
from enum import StrEnum


class Format(StrEnum):
    """An output format. The value is its extension in CDN paths and object keys."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpg"
    PNG = "png"
    GIF = "gif"
    """On request, and of animations for viewers who take neither AVIF nor WebP."""

    @property
    def content_type(self) -> str:
        return "image/jpeg" if self is Format.JPEG else f"image/{self.value}"


READABLE_TYPES_BY_EXTENSION = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "jpe": "image/jpeg",
    "jfif": "image/jpeg",
    "jif": "image/jpeg",
    "pjpeg": "image/jpeg",
    "pjp": "image/jpeg",
    "png": "image/png",
    "apng": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "heic": "image/heic",
    "heif": "image/heic",
    "hif": "image/heic",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
    "ico": "image/x-icon",
}
"""The formats that the engine reads: a file's extension, and the one content type that matches it."""

CONTENT_TYPES_BY_EXTENSION = dict(READABLE_TYPES_BY_EXTENSION)
"""Accepted uploads: filename extensions and their content types. The edge function has the same list."""

EXTENSIONS_BY_CONTENT_TYPE = {type_: extension for extension, type_ in reversed(CONTENT_TYPES_BY_EXTENSION.items())}
"""One extension for each type: jpg, not jpeg."""

_UNKNOWN = re.compile(r"(?:application|binary)/(?:x-)?octet-?stream|\*/\*", re.IGNORECASE)
"""What programs say of a file whose type they do not know."""

FLAT_ART_EXTENSIONS = frozenset({"png", "apng", "gif"})
"""Sources that are mostly screenshots and flat art. WebP is preferred there, because fast AVIF is larger."""


def may_be_a_picture(content_type: str | None) -> bool:
    """Whether a declared content type, in any spelling, leaves room for a picture. Which one it is, the bytes decide."""
    declared = (content_type or "").partition(";")[0].strip().lower()
    return not declared or declared.startswith("image/") or _UNKNOWN.fullmatch(declared) is not None
