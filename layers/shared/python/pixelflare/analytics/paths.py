"""What a logged path names: an image, and which variant of it.

CloudFront's documentation does not say whether `cs-uri-stem` is the path before or after the edge function. Both shapes
are read: the function turns `/o/a/b.jpg/w512` into `/o/a/b.jpg/w512.webp`, and leaves the rest as it is.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION
from schema.addresses.image_path import ImagePath
from schema.addresses.names import (
    IMAGE_ID_PATTERN,
    RESERVED_OWNERS,
    extension_of,
    in_one_spelling,
    is_filename,
    is_slug,
)
from schema.addresses.variant_names import ORIGINAL, OUTPUTS

_PRIVATE = re.compile(rf"/p/({IMAGE_ID_PATTERN.strip('^$')})\.[a-z]{{3,4}}/([^/]+)")
_LONGEST_VARIANT = 100


class Logged(NamedTuple):
    """An image by its public path, or by its id."""

    image: ImagePath | str
    variant: str
    extension: str
    """Empty where the path leaves the format open."""


@lru_cache(maxsize=50_000)
def read_path(stem: str) -> Logged | None:
    """None for what is no image's path: the API, pages, short links, mistakes."""
    if private := _PRIVATE.fullmatch(stem):
        variant, extension = _variant(unquote(private[2]))
        return Logged(private[1], variant, extension)
    segments = stem.split("/")
    if len(segments) not in (4, 5) or segments[0]:
        return None
    owner, album, filename = segments[1:4]
    if owner in RESERVED_OWNERS or not (is_slug(owner) and is_slug(album) and is_filename(filename)):
        return None
    image_path = ImagePath(owner, album, in_one_spelling(filename))
    if len(segments) == 4:
        return Logged(image_path, ORIGINAL, "")
    variant, extension = _variant(unquote(segments[4]))
    return Logged(image_path, variant, extension)


def _variant(segment: str) -> tuple[str, str]:
    stem, dot, extension = segment.rpartition(".")
    name, extension = (stem, extension) if dot and extension in OUTPUTS else (segment, "")
    return (name if len(name) <= _LONGEST_VARIANT else name[:_LONGEST_VARIANT]), extension


def format_of(content_type: str, extension: str, filename: str) -> str:
    """The format's name: what the answer says, else what the path says. An answer 304 says nothing."""
    if content_type.startswith("image/"):
        return content_type[6:].partition(";")[0].partition("%")[0].lower()[:20]
    if content_type.startswith("application/json"):
        return "json"
    ending = extension or extension_of(filename)
    return CONTENT_TYPES_BY_EXTENSION.get(ending, f"image/{ending or 'unknown'}").removeprefix("image/")
