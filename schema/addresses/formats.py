"""The image formats: which are taken in, which are given out, and what they are called in paths and headers."""

from enum import StrEnum


class Format(StrEnum):
    """An output format; the value is its extension in CDN paths and object keys."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpg"
    PNG = "png"
    GIF = "gif"
    """Only where it is asked for: no viewer is better off with it than with the others."""

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
"""What the engine reads: the extension a file has, and the one content type it then must be."""

_TAKEN = ("jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "heif", "hif", "tif", "tiff", "bmp", "ico")

CONTENT_TYPES_BY_EXTENSION = {extension: READABLE_TYPES_BY_EXTENSION[extension] for extension in _TAKEN}
"""What may be uploaded: the extensions a filename may have, and their content types; the edge function knows the same."""

EXTENSIONS_BY_CONTENT_TYPE = {type_: extension for extension, type_ in reversed(CONTENT_TYPES_BY_EXTENSION.items())}
"""One extension a type: jpg, not jpeg."""

_OTHER_NAMES = {
    "image/heif": "image/heic",
    "image/vnd.microsoft.icon": "image/x-icon",
    "image/x-bmp": "image/bmp",
    "image/x-ms-bmp": "image/bmp",
}
"""What browsers and systems also call the types; image/vnd.microsoft.icon is the registered name, which few use."""

FLAT_ART_EXTENSIONS = frozenset({"png", "gif"})
"""Sources that are mostly screenshots and flat art: AVIF at its fast setting is larger than WebP there, so WebP is preferred."""


def usual_type(content_type: str) -> str:
    """The one name that a content type goes by here; one that is not known stays as it is."""
    return _OTHER_NAMES.get(content_type, content_type)
