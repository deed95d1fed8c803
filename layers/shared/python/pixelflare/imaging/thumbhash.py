"""ThumbHash: a placeholder of about 25 bytes that shows a picture's colours and rough shapes.

The format is Evan Wallace's (https://evanw.github.io/thumbhash/): luminance and two colour differences, and alpha where
there is any, each as the low frequencies of a cosine transform, quantised to four bits.
"""

import math
from collections.abc import Sequence
from operator import mul
from typing import NamedTuple

MAX_SIDE = 100
"""The largest picture the format is defined for."""


class _Channel(NamedTuple):
    """constant and the others lie in -1..1; `scale` is the largest of the others' absolute values."""

    constant: float
    others: list[float]
    scale: float

    @property
    def quantised(self) -> list[int]:
        """Four bits each, 7.5 standing for 0; a channel without any variation is written as zeros."""
        return [_rounded(7.5 + 7.5 / self.scale * value) if self.scale else 0 for value in self.others]


def thumbhash(width: int, height: int, rgba: bytes) -> bytes:
    """The hash of width x height pixels of four bytes each, not premultiplied; at most MAX_SIDE a side."""
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and len(rgba) == 4 * width * height):
        raise ValueError(f"{width} x {height} pixels in {len(rgba)} bytes")
    luminance, yellow_blue, red_green, alpha = _planes(rgba)
    has_alpha = sum(alpha) < len(alpha) - 1e-9
    across, down = _luminance_terms(width, height, limit=5 if has_alpha else 7)
    transform = _Transform(width, height)
    bright = transform.channel(luminance, max(3, across), max(3, down))
    yellow, red = transform.channel(yellow_blue, 3, 3), transform.channel(red_green, 3, 3)
    clear = transform.channel(alpha, 5, 5) if has_alpha else None
    header = _header(bright, yellow, red, has_alpha=has_alpha)
    shape = _shape(yellow, red, landscape=width > height, terms=down if width > height else across)
    nibbles = [value for channel in (bright, yellow, red, clear) if channel for value in channel.quantised]
    prefix = header + shape
    if clear:
        prefix += bytes([_rounded(15 * clear.constant) | _rounded(15 * clear.scale) << 4])
    return prefix + _packed(nibbles)


def _header(bright: _Channel, yellow: _Channel, red: _Channel, *, has_alpha: bool) -> bytes:
    word = (
        _rounded(63 * bright.constant)
        | _rounded(31.5 + 31.5 * yellow.constant) << 6
        | _rounded(31.5 + 31.5 * red.constant) << 12
        | _rounded(31 * bright.scale) << 18
        | has_alpha << 23
    )
    return word.to_bytes(3, "little")


def _shape(yellow: _Channel, red: _Channel, *, landscape: bool, terms: int) -> bytes:
    word = terms | _rounded(63 * yellow.scale) << 3 | _rounded(63 * red.scale) << 9 | landscape << 15
    return word.to_bytes(2, "little")


def _luminance_terms(width: int, height: int, *, limit: int) -> tuple[int, int]:
    longest = max(width, height)
    return max(1, _rounded(limit * width / longest)), max(1, _rounded(limit * height / longest))


def _planes(rgba: bytes) -> tuple[list[float], list[float], list[float], list[float]]:
    """Luminance, yellow against blue, red against green, alpha; what is transparent takes the picture's mean colour."""
    pixels = len(rgba) // 4
    alpha = [value / 255 for value in rgba[3::4]]
    total = sum(alpha)
    mean = [
        sum(a * value / 255 for a, value in zip(alpha, rgba[c::4], strict=True)) / total if total else 0.0
        for c in range(3)
    ]
    red, green, blue = (
        [mean[c] * (1 - a) + a * value / 255 for a, value in zip(alpha, rgba[c::4], strict=True)] for c in range(3)
    )
    luminance = [(red[i] + green[i] + blue[i]) / 3 for i in range(pixels)]
    yellow_blue = [(red[i] + green[i]) / 2 - blue[i] for i in range(pixels)]
    red_green = [red[i] - green[i] for i in range(pixels)]
    return luminance, yellow_blue, red_green, alpha


class _Transform:
    """The low frequencies of a picture's cosine transform; rows first, then columns, with shared cosines."""

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        self._across, self._down = _cosines(width), _cosines(height)

    def channel(self, plane: Sequence[float], across: int, down: int) -> _Channel:
        """The coefficients below the diagonal of an across x down square, row by row."""
        width = self._width
        rows = [plane[at : at + width] for at in range(0, len(plane), width)]
        columns = [[_dot(row, self._across[x]) for row in rows] for x in range(across)]
        values = [
            _dot(columns[x], self._down[y]) / (width * self._height)
            for y in range(down)
            for x in range(across)
            if x * down < across * (down - y)
        ]
        scale = max((abs(value) for value in values[1:]), default=0.0)
        return _Channel(values[0], values[1:], scale)


def _cosines(length: int) -> list[list[float]]:
    return [[math.cos(math.pi / length * k * (i + 0.5)) for i in range(length)] for k in range(7)]


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    total: float = sum(map(mul, a, b))
    return total


def _rounded(value: float) -> int:
    """Half up, as the format's reference rounds."""
    return math.floor(value + 0.5)


def _packed(nibbles: list[int]) -> bytes:
    padded = [*nibbles, 0] if len(nibbles) % 2 else nibbles
    return bytes(low | high << 4 for low, high in zip(padded[::2], padded[1::2], strict=True))
