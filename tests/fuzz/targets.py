"""What strangers' bytes and texts go through, and what must be true of it whatever they are."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from pixelflare.dialects import translate
from pixelflare.imaging import Refused, inspect, job_of, public_original, render
from pixelflare.imaging.decode.headers import jpeg_segments
from pixelflare.imaging.decode.sniff import is_svg, sniff
from pixelflare.imaging.metadata import avif, gif, jpeg, png, webp
from schema.addresses.formats import READABLE_TYPES_BY_EXTENSION, Format
from schema.addresses.options import canonical, parse_query, parse_segment
from schema.addresses.variant_names import VariantName, asked_name, canonical_name

EXTENSIONS = {kind: extension for extension, kind in READABLE_TYPES_BY_EXTENSION.items()}
CLEANERS: dict[str, Callable[..., bytes]] = {
    "image/jpeg": jpeg.cleaned,
    "image/png": png.cleaned,
    "image/gif": gif.cleaned,
    "image/webp": webp.cleaned,
    "image/avif": avif.cleaned,
}
_GROWTH = 64
"""Bytes that a copy may be larger by: an orientation in a block of its own."""


def take_in(data: bytes, kind: str) -> bool:
    """An upload on its whole way; True when it is kept. Everything that raises but Refused is a fault of ours."""
    is_svg(data)
    jpeg_segments(data)
    found = sniff(data)
    if found in CLEANERS:
        _clean(data, found)
    try:
        facts = inspect(data, extension=EXTENSIONS[found or kind])
    except Refused:
        return False
    assert facts.content_type == found
    try:
        (made,) = render(data, [job_of("w128", Format.WEBP)])
        public = public_original(data, content_type=facts.content_type, strip_all=len(data) % 2 == 0)
        again = inspect(public.body, extension=EXTENSIONS[public.content_type])
    except Refused:  # what the decoder has put up with may be beyond it without the file's stray bytes
        return False
    assert max(made.width, made.height) <= max(128, facts.height)
    assert (again.width, again.height) == (facts.width, facts.height)
    assert public.content_type != found or again.thumbhash == facts.thumbhash
    return True


def _clean(data: bytes, kind: str) -> None:
    """Copies are no larger than what they are of, and lose nothing more when they are cleaned again."""
    for strip_all in (False, True):
        try:
            once = CLEANERS[kind](data, strip_all=strip_all)
            assert len(once) <= len(data) + _GROWTH
            assert CLEANERS[kind](once, strip_all=strip_all) == once
        except Refused:
            continue


def ask(text: str) -> None:
    """An address's options: canonical, or a ValueError."""
    try:
        segment = canonical(parse_segment(text)).segment
        assert parse_segment(segment).segment == segment
    except ValueError:
        pass
    try:
        options = parse_query(parse_qsl(text, keep_blank_values=True))
        assert canonical(options) == options
    except ValueError:
        pass
    for accepted in (Format.AVIF, Format.JPEG):
        try:
            name = asked_name(text, parse_qsl(text.partition("?")[2], keep_blank_values=True), accepted=accepted)
        except ValueError:
            continue
        if "=" in name.stem:
            assert canonical_name(name) == name
            assert asked_name(str(name), (), accepted=Format.WEBP) == name
            assert VariantName(*str(name).rsplit(".", 1)) == name


def move_in(text: str) -> None:
    """Another vendor's address: a translation, None or a ValueError."""
    path, _, query = text.partition("?")
    try:
        found = translate(path, query)
    except ValueError:
        return
    if found is not None:
        assert canonical(found.options) == found.options
