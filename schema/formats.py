"""The image formats: which are taken in, which are given out, and what they are called in paths and headers."""

from enum import StrEnum


class Format(StrEnum):
    """An output format; the value is its extension in CDN paths and object keys."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpg"
    PNG = "png"

    @property
    def content_type(self) -> str:
        return "image/jpeg" if self is Format.JPEG else f"image/{self.value}"


CONTENT_TYPES_BY_EXTENSION = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
}
"""What may be uploaded: the extension a filename may have, and the one content type it then must be."""

FLAT_ART_EXTENSIONS = frozenset({"png", "gif"})
"""Sources that are mostly screenshots and flat art: AVIF at its fast setting is larger than WebP there, so WebP is preferred."""
