"""A variant's name in paths and object keys: its preset, or its canonical options, and its format.

`w512.webp`, `w=300,h=200,fit=cover.avif`, `f=json.json`. The format stands only behind the dot. So `f=webp` and a
browser that prefers WebP share one object. The edge function uses the same names (stacks/edge/images.js), and a test
compares them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from schema.addresses.formats import Format
from schema.addresses.option_values import Output
from schema.addresses.options import (
    Options,
    canonical,
    made_of,
    named_options,
    options_of,
    pairs_of,
    parse_segment,
    read_values,
)
from schema.addresses.presets import PRESETS, STILL_PRESETS

ORIGINAL = "original"
SIGNATURE = "s"
"""The query parameter with the owner's signature."""
EXTENSIONS = {
    Output.AVIF: "avif",
    Output.WEBP: "webp",
    Output.JPEG: "jpg",
    Output.BASELINE_JPEG: "jpg",
    Output.PNG: "png",
    Output.GIF: "gif",
    Output.JSON: "json",
}
OUTPUTS = {"jpeg": Output.JPEG} | {extension: output for output, extension in reversed(EXTENSIONS.items())}
"""The output of an extension in a path."""
_KEPT_IN_THE_NAME = (Output.BASELINE_JPEG, Output.JSON)
"""The part that the extension does not determine."""
_ENDING = re.compile(rf"(.+?)(?:\.({'|'.join(OUTPUTS)}))?")


_PRESETS_BY_SEGMENT = {options_of(name).segment: name for name in PRESETS if name not in STILL_PRESETS}
"""The presets that are nothing but a size: `w=512` is w512. A still preset is not, because options move."""


class VariantName(NamedTuple):
    """Without an extension, it is the original."""

    stem: str
    extension: str = ""

    def __str__(self) -> str:
        return f"{self.stem}.{self.extension}" if self.extension else self.stem


def name_of(options: Options, *, accepted: Format) -> VariantName:
    """The name of the variant with these options, for a viewer who prefers that format."""
    asked = options.f if options.f in _KEPT_IN_THE_NAME else Output.AUTO
    stem = canonical(replace(options, f=asked)).segment
    if options.f is not Output.AUTO:
        return VariantName(stem or f"f={options.f}", EXTENSIONS[options.f])
    return VariantName(stem, accepted.value) if stem else VariantName(ORIGINAL)


def snapped(options: Options, widths: Sequence[int]) -> Options:
    """Rounds a width without other sizes up to the next of the widths (ascending), or down to the largest."""
    if not widths or options.w is None or options.h is not None:
        return options
    return replace(options, w=next((width for width in widths if width >= options.w), widths[-1]))


def asked_name(
    asked: str, query: Iterable[tuple[str, str]], *, accepted: Format, snap: Sequence[int] = ()
) -> VariantName:
    """The variant of a path's last segment (`original` without one) and a query.

    The query's options override the path's, and `f` overrides the path's extension. Without either, the viewer gets the
    best format. An option of the query without a value says nothing. `f=auto` alone is the whole image in that format.
    Widths are snapped to those of `snap`, if there are any. With the owner's signature `s` in the query they stay,
    because it covers the width. Raises ValueError for invalid options.
    """
    stem, extension = _split(asked)
    pairs = list(query)
    wanted = [(option, value) for option, value in named_options(pairs) if value]
    if "=" not in stem and (not wanted or (stem != ORIGINAL and stem not in PRESETS)):
        plain = {"jpeg": "jpg"}.get(extension, extension) or accepted.value
        return VariantName(stem) if stem == ORIGINAL else VariantName(stem, plain)
    values = _values_of(stem) | read_values(wanted)
    if extension:
        values.setdefault("f", OUTPUTS[extension])
    options = made_of(values)
    if all(name != SIGNATURE for name, _ in pairs):
        options = snapped(options, snap)
    name = name_of(options, accepted=accepted)
    if name.stem == ORIGINAL and values.get("f") is Output.AUTO:
        name = name_of(replace(options, f=OUTPUTS[accepted.value]), accepted=accepted)
    is_preset_itself = stem in PRESETS and name.stem == options_of(stem).segment
    return name._replace(stem=stem if is_preset_itself else _PRESETS_BY_SEGMENT.get(name.stem, name.stem))


def canonical_name(name: VariantName) -> VariantName:
    """The canonical form of a name whose stem is options. Raises ValueError for other stems."""
    options = parse_segment(name.stem)
    asked = OUTPUTS[name.extension] if options.f is Output.AUTO else options.f
    # Options that have no effect on this format only are left out once the format is known.
    return name_of(canonical(replace(options, f=asked)), accepted=Format.JPEG)


def _split(asked: str) -> tuple[str, str]:
    match = _ENDING.fullmatch(asked)
    return (match[1], match[2] or "") if match else (asked, "")


def _values_of(stem: str) -> dict[str, Any]:
    if stem == ORIGINAL:
        return {}
    return read_values(pairs_of(options_of(stem).segment if stem in PRESETS else stem))
