"""The options of an image's address: their ranges, and one canonical form for each meaning.

Options come as a query (`?width=300&fit=cover`) or as a path segment (`w=300,h=200,fit=cover`). Both become `Options`,
whose `segment` is the canonical form: short names in a fixed order, without defaults and options that have no effect.
Parsing a segment gives the same options again, so equivalent requests share one stored object.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from schema.addresses.option_values import (
    ALIASES,
    AUTO,
    AUTO_QUALITY,
    CENTER,
    FACE,
    MAX_ASKED_PIXELS,
    MAX_EDGE_PIXELS,
    MAX_SEGMENT_LENGTH,
    PARSERS,
    Compression,
    Kept,
    Output,
    number,
    rounded,
)
from schema.addresses.presets import PRESETS, Fit


@dataclass(frozen=True, kw_only=True)
class Options:
    """Options in their canonical form. parse_query, parse_segment and canonical create them. The fields have the
    segment's order."""

    trim: int | None = None
    """Removes edges of one colour within this tolerance, 1 to 100 of 255."""
    rotate: int = 0
    """Clockwise, in degrees, before anything else: 90, 180 or 270."""
    flip: str = ""
    """h, v or hv: mirrored left to right, top to bottom; after `rotate`."""
    w: int | None = None
    h: int | None = None
    fit: Fit = Fit.SCALE_DOWN
    enlarge: bool = False
    g: str = CENTER
    """The part that cropping keeps: a name of GRAVITIES, `auto`, `face`, or a point such as 0.3x0.7."""
    zoom: float = 0.0
    """With g=face: from 0, the largest part that contains the faces, to 1, the faces alone."""
    pad: int = 0
    """Pixels of `bg` on each side, within the requested size."""
    border: str = ""
    """A border's pixels and colour, such as 4-ff0000, within the requested size."""
    bg: str = ""
    """rrggbb or rrggbbaa, behind transparency and around padding."""
    br: float = 1.0
    co: float = 1.0
    sat: float = 1.0
    gamma: float = 1.0
    gray: bool = False
    blur: int = 0
    """The radius in pixels of the result."""
    sharpen: float = 0.0
    wm: str = ""
    """The name of one of the owner's watermark images."""
    wmt: str = ""
    """A watermark's text, in URL-safe base 64 of UTF-8."""
    wmg: str = "bottom-right"
    wms: int = 25
    """Its width in percent of the result's."""
    wmo: int = 100
    """Its opacity in percent."""
    q: int | None = None
    compression: Compression | None = None
    meta: Kept = Kept.NONE
    frame: int | None = None
    """One frame of an animation, from 0. Without it, an animation stays animated."""
    f: Output = Output.AUTO

    @property
    def segment(self) -> str:
        """The canonical path segment. Empty without options."""
        asked = ((name, getattr(self, name)) for name in _FIELDS)
        return ",".join(f"{name}={_written(name, value)}" for name, value in asked if value != _DEFAULTS[name])


_FIELDS = tuple(field.name for field in fields(Options))
_DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(Options)}


def parse_query(pairs: Iterable[tuple[str, str]]) -> Options:
    """The options in a query's decoded names and values. Other names are ignored.

    Raises ValueError for a value out of range, or for two different values of an option. The message is for the caller.
    """
    return made_of(read_values(named_options(pairs)))


def parse_segment(segment: str) -> Options:
    """The options in a path segment such as `w=300,fit=cover`. Raises ValueError also for unknown names."""
    return made_of(read_values(pairs_of(segment)))


def named_options(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The options among a query's names and values, by their short names."""
    short = ((ALIASES.get(name.lower(), name.lower()), value) for name, value in pairs)
    return [(name, value) for name, value in short if name in PARSERS]


def pairs_of(segment: str) -> list[tuple[str, str]]:
    """The short names and values in a path segment. Raises ValueError for unknown names."""
    if len(segment) > MAX_SEGMENT_LENGTH:
        raise ValueError(f"options have at most {MAX_SEGMENT_LENGTH} characters")
    items = [item.partition("=") for item in segment.split(",")] if segment else []
    pairs = named_options((name, value) for name, equals, value in items if equals)
    if len(pairs) < len(items):
        unknown = next(name for name, equals, _ in items if not equals or not named_options([(name, "")]))
        raise ValueError(f"no option {unknown[:40]!r}")
    return pairs


def options_of(variant: str) -> Options:
    """The options behind a variant's name, which is a preset or a segment. Raises ValueError for other names."""
    preset = PRESETS.get(variant)
    return parse_segment(variant) if preset is None else Options(w=preset.width, h=preset.height, fit=preset.fit)


def read_values(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The options' values by their short names. Raises ValueError for a value out of range, or for two different
    ones."""
    found: dict[str, Any] = {}
    for name, text in pairs:
        try:
            value = PARSERS[name](_plain(text))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        if found.setdefault(name, value) != value:
            raise ValueError(f"{name}: given twice with different values")
    return found


def _plain(text: str) -> str:
    if not text.isascii():
        raise ValueError("only ASCII is allowed")
    return text.strip(" ")


def made_of(values: dict[str, Any]) -> Options:
    """The canonical options of parsed values. Raises ValueError for options that cannot be combined."""
    found = dict(values)
    dpr, animated = found.pop("dpr", 1.0), found.pop("anim", True)
    if not animated:
        found.setdefault("frame", 0)
    return canonical(_scaled(Options(**found), dpr))


def _scaled(asked: Options, dpr: float) -> Options:
    """The options in device pixels. A ratio that would exceed the largest side is limited to it."""
    longest = max(asked.w or 0, asked.h or 0)
    if dpr == 1.0 or not longest:
        return asked
    factor = min(dpr, MAX_ASKED_PIXELS / longest)
    width, _, color = asked.border.partition("-")
    border = f"{min(MAX_EDGE_PIXELS, max(1, rounded(int(width) * factor)))}-{color}" if width else ""
    return replace(
        asked,
        w=asked.w and max(1, rounded(asked.w * factor)),
        h=asked.h and max(1, rounded(asked.h * factor)),
        pad=min(MAX_EDGE_PIXELS, rounded(asked.pad * factor)),
        border=border,
    )


def canonical(asked: Options) -> Options:
    """The same request without options that have no effect, in canonical form."""
    if asked.f is Output.JSON:
        return Options(f=Output.JSON)
    if asked.wm and asked.wmt:
        raise ValueError("wm: a watermark is an image or a text, not both")
    return _only_useful_look(_only_useful_size(asked))


def _only_useful_size(asked: Options) -> Options:
    fit, enlarge = asked.fit, asked.enlarge
    if not (asked.w or asked.h):
        fit = Fit.SCALE_DOWN
    elif not (asked.w and asked.h) and fit is not Fit.SCALE_DOWN:
        fit = Fit.SCALE_DOWN if fit is Fit.CROP else Fit.CONTAIN
    if fit is Fit.CONTAIN and not enlarge:
        fit = Fit.SCALE_DOWN
    g = asked.g if fit in (Fit.COVER, Fit.CROP, Fit.PAD) else CENTER
    if fit is Fit.PAD and g in (AUTO, FACE):
        g = CENTER
    return replace(
        asked,
        fit=fit,
        enlarge=enlarge and fit not in (Fit.SCALE_DOWN, Fit.CROP),
        g=g,
        zoom=asked.zoom if g == FACE else 0.0,
    )


def _only_useful_look(asked: Options) -> Options:
    watermark = {} if asked.wm or asked.wmt else {name: _DEFAULTS[name] for name in ("wmg", "wms", "wmo")}
    return replace(
        asked,
        sat=1.0 if asked.gray else asked.sat,
        q=None if asked.f in (Output.PNG, Output.GIF) else asked.q,
        **watermark,
    )


def _written(name: str, value: Any) -> str:
    if name == "q" and value == AUTO_QUALITY:
        return "auto"
    if isinstance(value, bool):
        return str(int(value))
    return number(value) if isinstance(value, float) else str(value)
