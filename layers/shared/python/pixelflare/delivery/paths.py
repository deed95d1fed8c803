"""A CDN path as the edge function leaves it: /{owner}/{album}/{filename}[/{variant}.{format}]."""

import re
from typing import NamedTuple

from schema.formats import Format
from schema.keys import Place
from schema.names import RESERVED_OWNERS, VARIANT_PATTERN, is_filename, is_slug


class Asked(NamedTuple):
    """What a path asks for; without a variant, the original."""

    place: Place
    variant: str | None = None
    format: Format | None = None


def parse(path: str) -> Asked | None:
    """None for a path that no image can have."""
    segments = path.removeprefix("/").split("/")
    if len(segments) not in (3, 4) or not path.startswith("/"):
        return None
    place = Place(*segments[:3])
    if place.owner in RESERVED_OWNERS or not (is_slug(place.owner) and is_slug(place.album)):
        return None
    if not is_filename(place.filename):
        return None
    return Asked(place) if len(segments) == 3 else _variant(place, segments[3])


def _variant(place: Place, segment: str) -> Asked | None:
    name, _, extension = segment.rpartition(".")
    if not re.fullmatch(VARIANT_PATTERN, name) or extension not in set(Format):
        return None
    return Asked(place, name, Format(extension))
