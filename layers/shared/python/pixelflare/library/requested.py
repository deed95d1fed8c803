"""The changes of a record that a request asks for."""

import unicodedata
from datetime import datetime
from typing import Any

from pixelflare.base.errors import InvalidRequest
from pixelflare.catalog import check_expiry
from pixelflare.uploads import path_filename
from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION
from schema.addresses.image_path import ImagePath
from schema.addresses.names import extension_of
from schema.library.image_requests import ChangeImage
from schema.library.images import Image

_NEVER_NULL = ("display_name", "visibility")
_NOT_FIELDS = frozenset({"tags", "filename", "album"})


def changes_of(image: Image, request: ChangeImage, *, now: datetime) -> tuple[dict[str, Any], frozenset[str] | None]:
    """The attributes with new values, and the tags if they change. Raises InvalidRequest for an expiry that is too
    near."""
    asked = request.model_dump(exclude_unset=True, exclude=set(_NOT_FIELDS))
    for name in _NEVER_NULL:
        if asked.get(name, "") is None:
            del asked[name]
    if request.filename is not None:
        asked.setdefault("display_name", request.filename)
    if "display_name" in asked:
        asked["display_name"] = unicodedata.normalize("NFC", asked["display_name"])
    changed = {name: value for name, value in asked.items() if value != getattr(image, name)}
    if changed.get("expires_at") is not None:
        check_expiry(changed["expires_at"], now=now)
    return changed, request.tags if request.tags not in (None, image.tags) else None


def destination(image: Image, *, filename: str | None, album: str | None) -> ImagePath:
    """The image's path with these names. Missing names stay.

    Raises InvalidRequest for an extension of another type than the image has, or UnsupportedMediaType.
    """
    name = image.filename
    if filename is not None:
        name = path_filename(filename, unnamed=f"image-{image.image_id[-8:].lower()}")
    if CONTENT_TYPES_BY_EXTENSION[extension_of(name)] != image.declared_type:
        raise InvalidRequest(f"an image of type {image.declared_type} cannot be named {name}")
    return ImagePath(image.owner, album or image.album, name)
