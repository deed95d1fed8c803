"""The source in another vendor's address, as one of our image paths."""

import re

from schema.addresses.image_path import ImagePath
from schema.addresses.names import RESERVED_OWNERS, in_one_spelling, is_filename, is_slug

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/{1,2}[^/]*(/.*)")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?:\.[A-Za-z]{2,63}|:[0-9]{1,5})")
_WANTED = "source: expected an image of this installation: /{owner}/{album}/{filename}"


def image_path_of(source: str) -> ImagePath:
    """The image path in a path or an absolute address (decoded). An address counts by its path, with any host.

    Raises ValueError if no image here can have that path.
    """
    found = _ABSOLUTE.fullmatch(source)
    segments = re.split(r"[?#]", found[1] if found else source, maxsplit=1)[0].lstrip("/").split("/")
    if not found and len(segments) == 4 and _HOST.fullmatch(segments[0]):
        segments = segments[1:]  # a host without its scheme, which thumbor accepts
    image_path = image_path_in(segments)
    if image_path is None:
        raise ValueError(_WANTED)
    return image_path


def image_path_in(segments: list[str]) -> ImagePath | None:
    """The image path of three path segments, or None."""
    if len(segments) != 3:
        return None
    image_path = ImagePath(*segments)
    if image_path.owner in RESERVED_OWNERS or not (is_slug(image_path.owner) and is_slug(image_path.album)):
        return None
    if not is_filename(image_path.filename):
        return None
    return image_path._replace(filename=in_one_spelling(image_path.filename))
