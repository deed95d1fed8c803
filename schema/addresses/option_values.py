"""The values of options: how each is parsed, and its range."""

import math
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from schema.addresses.presets import Fit

MAX_ASKED_PIXELS = 4_096
"""For a side of a result, device pixels included."""
MAX_EDGE_PIXELS = 500
"""For a border or a padding."""
MAX_SEGMENT_LENGTH = 400
_MAX_DPR = 3.0


class Output(StrEnum):
    """The output; `auto` is the best for the viewer, `json` the facts instead of the image."""

    AUTO = "auto"
    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpeg"
    BASELINE_JPEG = "baseline-jpeg"
    PNG = "png"
    GIF = "gif"
    JSON = "json"


class Kept(StrEnum):
    """The metadata that a result keeps. The location is always removed."""

    NONE = "none"
    COPYRIGHT = "copyright"
    KEEP = "keep"


class Compression(StrEnum):
    """How much time the encoder may take."""

    FAST = "fast"
    BEST = "best"


CENTER, AUTO, FACE = "center", "auto", "face"
GRAVITIES: dict[str, tuple[float, float]] = {
    "center": (0.5, 0.5),
    "top": (0.5, 0.0),
    "bottom": (0.5, 1.0),
    "left": (0.0, 0.5),
    "right": (1.0, 0.5),
    "top-left": (0.0, 0.0),
    "top-right": (1.0, 0.0),
    "bottom-left": (0.0, 1.0),
    "bottom-right": (1.0, 1.0),
}
"""The position of the part that is kept, as fractions of width and height."""
AUTO_QUALITY = 0
"""The quality that means `q=auto`: the lowest that still looks the same."""


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
            raise ValueError(f"expected a whole number from {least} to {most}")
        return int(text)

    return parse


def _decimal(least: float, most: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        if not re.fullmatch(r"[0-9]{0,3}(?:\.[0-9]{1,6})?", text) or not text or not least <= float(text) <= most:
            raise ValueError(f"expected a number from {least:g} to {most:g}")
        return rounded(float(text) * 100) / 100

    return parse


def rounded(value: float) -> int:
    """Rounds to the nearest whole number, halves up, as the edge function does. Python's round goes to even."""
    return math.floor(value + 0.5)


def _one_of(words: Iterable[str], make: Callable[[str], Any] = str) -> Callable[[str], Any]:
    allowed = tuple(words)

    def parse(text: str) -> Any:
        if text.lower() not in allowed:
            raise ValueError(f"expected one of {', '.join(allowed)}")
        return make(text.lower())

    return parse


def _switch(text: str) -> bool:
    return bool(_one_of(("1", "0", "true", "false"), lambda word: word in ("1", "true"))(text))


def _turn(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,4}", text) or int(text) % 90:
        raise ValueError("expected a multiple of 90")
    return int(text) % 360


def _color(text: str) -> str:
    """rrggbb, or rrggbbaa if it is not opaque."""
    digits = text.removeprefix("#").lower()
    if digits == "transparent":
        return "00000000"
    if not re.fullmatch(r"[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8}", digits):
        raise ValueError("expected a colour such as ff8800")
    full = "".join(2 * digit for digit in digits) if len(digits) < 6 else digits
    return full.removesuffix("ff") if len(full) == 8 else full


def _border(text: str) -> str:
    width, _, color = text.partition("-")
    pixels = _whole(0, MAX_EDGE_PIXELS)(width)
    return f"{pixels}-{_color(color or '000000')}" if pixels else ""


def _gravity(text: str) -> str:
    """The name of a point that has one, otherwise the point."""
    word = text.lower()
    if word in GRAVITIES or word in (AUTO, FACE):
        return word
    if not (found := re.fullmatch(r"([01]?(?:\.[0-9]{1,6})?)x([01]?(?:\.[0-9]{1,6})?)", word)):
        raise ValueError(f"expected one of auto, face, {', '.join(GRAVITIES)}, or a point such as 0.3x0.7")
    x, y = (_decimal(0, 1)(part) for part in found.groups())
    return next((name for name, point in GRAVITIES.items() if point == (x, y)), f"{number(x)}x{number(y)}")


def _matching(pattern: str, wanted: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"expected {wanted}")
        return text

    return parse


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _flip(text: str) -> str:
    return {"h": "h", "v": "v", "hv": "hv", "vh": "hv", "both": "hv"}[_one_of(("h", "v", "hv", "vh", "both"))(text)]


def _quality(text: str) -> int:
    return AUTO_QUALITY if text.lower() == "auto" else _whole(1, 100)(text)


def _trim(text: str) -> int:
    return 10 if text.lower() in ("auto", "true") else _whole(1, 100)(text)


PARSERS: dict[str, Callable[[str], Any]] = {
    "w": _whole(1, MAX_ASKED_PIXELS),
    "h": _whole(1, MAX_ASKED_PIXELS),
    "dpr": _decimal(1, _MAX_DPR),
    "fit": _one_of(Fit, Fit),
    "enlarge": _switch,
    "g": _gravity,
    "zoom": _decimal(0, 1),
    "trim": _trim,
    "rotate": _turn,
    "flip": _flip,
    "pad": _whole(0, MAX_EDGE_PIXELS),
    "border": _border,
    "bg": _color,
    "br": _decimal(0.5, 2),
    "co": _decimal(0.5, 2),
    "sat": _decimal(0, 2),
    "gamma": _decimal(0.5, 2),
    "gray": _switch,
    "blur": _whole(0, 250),
    "sharpen": _decimal(0, 10),
    "wm": _matching(r"[a-z0-9][a-z0-9_-]{0,62}", "the name of a watermark"),
    "wmt": _matching(r"(?=.{4,120}$)(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?", "text in URL-safe base 64"),
    "wmg": _one_of(GRAVITIES),
    "wms": _whole(1, 100),
    "wmo": _whole(1, 100),
    "q": _quality,
    "compression": _one_of(Compression, Compression),
    "meta": _one_of(Kept, Kept),
    "anim": _switch,
    "frame": _whole(0, 499),
    "f": _one_of(Output, Output),
}

ALIASES = {
    "width": "w",
    "height": "h",
    "quality": "q",
    "format": "f",
    "gravity": "g",
    "brightness": "br",
    "contrast": "co",
    "saturation": "sat",
    "background": "bg",
    "metadata": "meta",
    "grayscale": "gray",
    "greyscale": "gray",
    "grey": "gray",
    "watermark": "wm",
}
"""Long names, for addresses that people write."""
