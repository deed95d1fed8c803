"""Reads one of our own addresses by the grammar alone, as the edge function does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from pixelflare.base.errors import InvalidRequest
from pixelflare.delivery.paths import PrivatePath, parse
from pixelflare.delivery.short_links import parse_short_link
from schema.addresses.explain import Dialect
from schema.addresses.formats import Format
from schema.addresses.image_path import ImagePath
from schema.addresses.names import RESERVED_OWNERS, extension_of
from schema.addresses.negotiation import FALLBACK, best_format, edge_extension, why
from schema.addresses.presets import PRESETS
from schema.addresses.variant_names import ORIGINAL, VariantName, asked_name

_ADDRESS = re.compile(r"(?:(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]+)?(/[^?#]*)?(?:\?([^#]*))?(?:#.*)?")
_LONGEST_PATH = 1_024
_ESCAPED_SIGN = re.compile(r"%(?:20|23|2c|3d)", re.IGNORECASE)
_NOTHING = "There is nothing at this address."
_ODD = "No address here looks like this."
_BAD_OPTION = "not an option, or not a value of it."
"""The edge's messages."""

Target = ImagePath | PrivatePath | str
"""The image: by its path, behind a signature, or by its id."""


class Address(NamedTuple):
    """The path and the query, as sent."""

    path: str
    query: str

    @property
    def parameters(self) -> dict[str, str]:
        return dict(_pairs(self.query))


@dataclass(frozen=True)
class ParsedAddress:
    """One of our own addresses. `reason` says why the variant has its format."""

    dialect: Dialect
    target: Target
    name: VariantName
    reason: str
    is_fallback: bool = False
    """The record decides the format: see pixelflare.delivery.fallback."""


def split(url: str) -> Address:
    """The path and query of an absolute address (with any host) or of a path. Raises InvalidRequest."""
    found = _ADDRESS.fullmatch(url)
    if found is None or not re.fullmatch(r"[\x21-\x7e]+", url) or "\\" in url:
        raise InvalidRequest(_ODD)
    return Address(found[1] or "/", found[2] or "")


def is_reserved(path: str) -> bool:
    """Whether no owner's and no vendor's address can begin like this."""
    return path[1:].partition("/")[0] in RESERVED_OWNERS


def read(address: Address, *, accept: str, snap: Sequence[int]) -> ParsedAddress:
    """What the address requests. Raises InvalidRequest with the message of the edge or the CDN."""
    path = _with_readable_options(address.path)
    if len(address.path) > _LONGEST_PATH or ".." in address.path or "//" in path or "%" in path:
        raise InvalidRequest(_ODD)
    dialect, target, asked, extension = _target(path)
    if asked.startswith(f"{ORIGINAL}."):
        raise InvalidRequest(_NOTHING)
    name, is_negotiated = _name(asked, address, best_format(accept, extension=extension), snap=snap)
    _refuse_unknown(target, name)
    is_fallback = is_negotiated and edge_extension(accept, extension=extension) == FALLBACK
    reason = _reason(name, is_negotiated, accept=accept, extension=extension)
    return ParsedAddress(dialect, target, name, reason, is_fallback)


def _with_readable_options(path: str) -> str:
    """The path with the signs between options decoded, as the edge reads them in its last segment."""
    *image, last = path[1:].split("/")
    if image[:1] == ["p"] or (len(image) == 3 and parse("/" + "/".join(image)) is not None):
        last = _ESCAPED_SIGN.sub(lambda found: unquote(found[0]), last)
    return "/" + "/".join([*image, last])


def path_of(target: ImagePath | PrivatePath, name: VariantName) -> str:
    """The variant's canonical path."""
    if name.stem != ORIGINAL:
        return f"{target.path}/{name}"
    return f"{target.path}/{ORIGINAL}" if isinstance(target, PrivatePath) else target.path


def _target(path: str) -> tuple[Dialect, Target, str, str]:
    """The grammar, the image, the last segment, and the extension that the edge chooses formats by."""
    if link := parse_short_link(path):
        return Dialect.SHORT, link.image_id, link.variant or ORIGINAL, ""
    segments = path[1:].split("/")
    if segments[0] == "p" and len(segments) == 3:
        guarded = parse(f"/p/{segments[1]}/{ORIGINAL}")
        if guarded is not None and isinstance(guarded.what, PrivatePath):
            return Dialect.PRIVATE, guarded.what, segments[2], guarded.what.extension
    if len(segments) in (3, 4):
        found = parse("/" + "/".join(segments[:3]))
        if found is not None and isinstance(found.what, ImagePath):
            asked = segments[3] if len(segments) == 4 else ORIGINAL
            return Dialect.PIXELFLARE, found.what, asked, extension_of(found.what.filename)
    raise InvalidRequest(_NOTHING)


def _name(asked: str, address: Address, accepted: Format, *, snap: Sequence[int]) -> tuple[VariantName, bool]:
    """The requested variant, and whether the viewer decides its format."""
    pairs = _pairs(address.query)
    other = next(format_ for format_ in (Format.WEBP, Format.JPEG) if format_ is not accepted)
    try:
        name, elsewhere = (asked_name(asked, pairs, accepted=each, snap=snap) for each in (accepted, other))
    except ValueError as refused:
        raise InvalidRequest(_said_at_the_edge(str(refused)), details={"reason": str(refused)}) from refused
    return name, name != elsewhere


def _said_at_the_edge(refusal: str) -> str:
    name = _named(refusal)
    return f"{name} is given twice." if ": given twice" in refusal else f"{name}: {_BAD_OPTION}"


def _named(refusal: str) -> str:
    """The option that a ValueError of schema.addresses.options names, or `options` if it concerns all of them."""
    found = re.match(r"no option '(.*)'$|([a-z]+): ", refusal)
    return (found and (found[1] or found[2])) or "options"


def _refuse_unknown(target: Target, name: VariantName) -> None:
    """Raises InvalidRequest for an unknown variant, by id as by path."""
    path = path_of(ImagePath("o", "a", "f.jpg") if isinstance(target, str) else target, name)
    if parse(path) is None:
        raise InvalidRequest(_NOTHING)
    if name.stem != ORIGINAL and name.stem not in PRESETS and "=" not in name.stem:
        raise InvalidRequest(f"there is no variant {name.stem}", details={"variants": list(PRESETS)})


def _reason(name: VariantName, is_negotiated: bool, *, accept: str, extension: str) -> str:
    if name.stem == ORIGINAL:
        return "the original, in the format that was uploaded"
    if is_negotiated:
        return why(accept, extension=extension)
    return "the facts instead of the image" if name.extension == "json" else "the address requests it"


def _pairs(query: str) -> list[tuple[str, str]]:
    """Names unchanged, as the edge reads them, and values decoded."""
    items = [item.partition("=") for item in query.split("&") if item]
    return [(name, unquote_plus(value, errors="replace")) for name, _, value in items]
