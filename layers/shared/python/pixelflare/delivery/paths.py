"""CDN paths as the edge function leaves them: what they name, before anybody looks whether it is there."""

import re
from typing import NamedTuple

from schema.addresses.formats import Format
from schema.addresses.image_path import ImagePath
from schema.addresses.names import (
    IMAGE_ID_PATTERN,
    RESERVED_OWNERS,
    VARIANT_PATTERN,
    in_one_spelling,
    is_filename,
    is_slug,
)
from schema.addresses.negotiation import FALLBACK
from schema.addresses.options import Options, options_of
from schema.addresses.presets import PRESETS
from schema.addresses.variant_names import VariantName, canonical_name
from schema.keys.objects import private_folder

FOREIGN_PREFIX = "/_foreign/"
"""Before what the edge takes for another vendor's address: path and query, in URL-safe base 64."""
_FACTS_NAME, _FACTS = "f=json", "json"
_GUARDED = re.compile(rf"/p/({IMAGE_ID_PATTERN.strip('^$')})\.([a-z]{{3,4}})/(.+)")


class PrivatePath(NamedTuple):
    """An image by its id, behind a signature that the edge has checked."""

    image_id: str
    extension: str

    @property
    def path(self) -> str:
        return f"/{private_folder(self.image_id, self.extension)}"


class CdnRequest(NamedTuple):
    """What a path asks for; without a variant, the original; with one and no format, the facts instead of a picture."""

    what: ImagePath | PrivatePath
    variant: str | None = None
    format: Format | None = None
    options: Options | None = None
    """What the variant's name means; None for facts, and for a name that no variant has."""

    is_fallback: bool = False
    """The viewer takes neither AVIF nor WebP; the record decides the format, see pixelflare.delivery.fallback."""

    @property
    def is_facts(self) -> bool:
        return self.variant is not None and self.format is None

    def below(self, path: str) -> str:
        """The same variant of what is seen at another path."""
        if self.variant is None:
            return path
        return f"{path}/{VariantName(self.variant, '' if self.is_fallback else self.format or _FACTS)}"

    @property
    def picture_path(self) -> str:
        """Where the picture is stored, for a variant whose format is decided."""
        return f"{self.what.path}/{VariantName(self.variant or '', self.format or '')}"


def parse(path: str) -> CdnRequest | None:
    """/{owner}/{album}/{filename}[/{variant}.{format}] or /p/{id}.{extension}/{original | variant.format}; the variant
    is a preset or options in their one spelling.

    None for a path that no image can have.
    """
    guarded = _GUARDED.fullmatch(path)
    if guarded:
        what = PrivatePath(guarded[1], guarded[2])
        return CdnRequest(what) if guarded[3] == "original" else _variant(what, guarded[3])
    segments = path.removeprefix("/").split("/")
    if len(segments) not in (3, 4) or not path.startswith("/"):
        return None
    image_path = ImagePath(*segments[:3])
    if image_path.owner in RESERVED_OWNERS or not (is_slug(image_path.owner) and is_slug(image_path.album)):
        return None
    if not is_filename(image_path.filename):
        return None
    image_path = image_path._replace(filename=in_one_spelling(image_path.filename))
    return CdnRequest(image_path) if len(segments) == 3 else _variant(image_path, segments[3])


def _variant(what: ImagePath | PrivatePath, segment: str) -> CdnRequest | None:
    name, _, extension = segment.rpartition(".")
    if name == _FACTS_NAME and extension == _FACTS:
        return CdnRequest(what, name)
    is_fallback = extension == FALLBACK
    extension = Format.JPEG.value if is_fallback else extension
    if extension not in set(Format) or not (re.fullmatch(VARIANT_PATTERN, name) or _is_canonical(name, extension)):
        return None
    options = options_of(name) if name in PRESETS or "=" in name else None
    return CdnRequest(what, name, Format(extension), options, is_fallback)


def _is_canonical(name: str, extension: str) -> bool:
    """Whether these are options as the edge function spells them: nothing else gets as far as here."""
    try:
        return "=" in name and canonical_name(VariantName(name, extension)) == (name, extension)
    except ValueError:
        return False
