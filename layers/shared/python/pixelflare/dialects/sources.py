"""The source in another vendor's address, as one of our places."""

import re

from schema.keys import Place
from schema.names import RESERVED_OWNERS, is_filename, is_slug

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/{1,2}[^/]*(/.*)")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?:\.[A-Za-z]{2,63}|:[0-9]{1,5})")
_WANTED = "source: no image of this service: /{owner}/{album}/{filename} is wanted"


def place_of(source: str) -> Place:
    """The place in a path or an absolute address (decoded); an address counts by its path, whatever its host.

    Raises ValueError when nothing of ours can have that path.
    """
    found = _ABSOLUTE.fullmatch(source)
    segments = re.split(r"[?#]", found[1] if found else source, maxsplit=1)[0].lstrip("/").split("/")
    if not found and len(segments) == 4 and _HOST.fullmatch(segments[0]):
        segments = segments[1:]  # a host without its scheme, as thumbor takes it
    place = placed(segments)
    if place is None:
        raise ValueError(_WANTED)
    return place


def placed(segments: list[str]) -> Place | None:
    """The place that three segments of a path name; None when they are none."""
    if len(segments) != 3:
        return None
    place = Place(*segments)
    if place.owner in RESERVED_OWNERS or not (is_slug(place.owner) and is_slug(place.album)):
        return None
    return place if is_filename(place.filename) else None
