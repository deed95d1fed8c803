"""What a request would change in a record."""

import unicodedata
from datetime import datetime
from typing import Any

from pixelflare.base.errors import InvalidRequest
from pixelflare.catalog import check_expiry
from pixelflare.uploads.names import path_filename
from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION
from schema.addresses.image_path import ImagePath
from schema.addresses.names import extension_of
from schema.library.image_requests import ChangeImage
from schema.library.images import Image

_NEVER_NULL = ("display_name", "visibility")
_NOT_FIELDS = frozenset({"tags", "filename", "album"})


def changes_of(image: Image, request: ChangeImage, *, now: datetime) -> tuple[dict[str, Any], frozenset[str] | None]:
    """The attributes that get another value, and the tags if they do. Raises InvalidRequest for a moment too near."""
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
    """Where the image would be with these names; what is not given stays.

    Raises InvalidRequest for a name that would call the picture another type than it is, UnsupportedMediaType.
    """
    name = image.filename
    if filename is not None:
        name = path_filename(filename, unnamed=f"image-{image.image_id[-8:].lower()}")
    if CONTENT_TYPES_BY_EXTENSION[extension_of(name)] != image.declared_type:
        raise InvalidRequest(f"a picture of type {image.declared_type} can not be called {name}")
    return ImagePath(image.owner, album or image.album, name)
