"""The image formats: which are accepted, which are delivered, and their names in paths and headers."""

from enum import StrEnum


class Format(StrEnum):
    """An output format. The value is its extension in CDN paths and object keys."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpg"
    PNG = "png"
    GIF = "gif"
    """Only on request: no viewer benefits from it over the other formats."""

    @property
    def content_type(self) -> str:
        return "image/jpeg" if self is Format.JPEG else f"image/{self.value}"


READABLE_TYPES_BY_EXTENSION = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
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

_TAKEN = ("jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "heif", "hif", "tif", "tiff", "bmp", "ico")

CONTENT_TYPES_BY_EXTENSION = {extension: READABLE_TYPES_BY_EXTENSION[extension] for extension in _TAKEN}
"""Accepted uploads: filename extensions and their content types. The edge function has the same list."""

EXTENSIONS_BY_CONTENT_TYPE = {type_: extension for extension, type_ in reversed(CONTENT_TYPES_BY_EXTENSION.items())}
"""One extension for each type: jpg, not jpeg."""

_OTHER_NAMES = {
    "image/heif": "image/heic",
    "image/vnd.microsoft.icon": "image/x-icon",
    "image/x-bmp": "image/bmp",
    "image/x-ms-bmp": "image/bmp",
}
"""Other common names of the types. image/vnd.microsoft.icon is the registered name, which few use."""

FLAT_ART_EXTENSIONS = frozenset({"png", "gif"})
"""Sources that are mostly screenshots and flat art. WebP is preferred there, because fast AVIF is larger."""


def usual_type(content_type: str) -> str:
    """The standard name of a content type here. An unknown one stays as it is."""
    return _OTHER_NAMES.get(content_type, content_type)
