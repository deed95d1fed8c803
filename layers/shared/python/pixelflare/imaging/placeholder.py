"""What a ThumbHash shows, without an image library: its mean colour, and a PNG of some pixels that blurs into the picture.

The format is Evan Wallace's (https://evanw.github.io/thumbhash/); `pixelflare.imaging.thumbhash` writes it. A PNG is its
signature and three chunks, each with a CRC-32, around rows that are deflated (https://www.w3.org/TR/png-3/).
"""

import math
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

SIDE = 16
"""Pixels of the longer side: browsers smooth what they enlarge, and the PNG stays under 1 KB."""
_VIVID = 1.25
"""What the format's own decoder makes of the colours, which the few bits leave pale."""

Pixel = tuple[int, int, int, int]


class _Plane(NamedTuple):
    """One channel's mean and the amplitudes of its waves, each with how often it swings across and down."""

    mean: float
    waves: tuple[tuple[int, int, float], ...] = ()

    def at(self, across: list[float], down: list[float]) -> float:
        return self.mean + sum(2 * strength * across[x] * down[y] for x, y, strength in self.waves)


class _Planes(NamedTuple):
    """Luminance, yellow against blue, red against green, opacity."""

    bright: _Plane
    yellow: _Plane
    red: _Plane
    alpha: _Plane


def mean_color(thumbhash: bytes) -> str:
    """The picture's mean colour, as #rrggbb."""
    planes = _read(thumbhash)
    red, green, blue, _ = _pixel(planes.bright.mean, planes.yellow.mean, planes.red.mean, 1.0)
    return f"#{red:02x}{green:02x}{blue:02x}"


def placeholder_png(thumbhash: bytes, *, width: int, height: int) -> bytes:
    """A PNG of at most SIDE x SIDE pixels in the ratio of width to height."""
    scale = SIDE / max(width, height)
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    planes = _read(thumbhash)
    columns = [_cosines(x, across) for x in range(across)]
    pixels = [
        [_pixel(*(plane.at(column, row) for plane in planes)) for column in columns]
        for row in (_cosines(y, down) for y in range(down))
    ]
    return _png(pixels, channels=4 if planes.alpha != _Plane(1.0) else 3)


def _read(thumbhash: bytes) -> _Planes:
    head, shape = int.from_bytes(thumbhash[:3], "little"), int.from_bytes(thumbhash[3:5], "little")
    has_alpha, is_landscape, terms = bool(head >> 23), bool(shape >> 15), shape & 7
    most = 5 if has_alpha else 7
    across, down = (most, terms) if is_landscape else (terms, most)
    nibbles = _nibbles(thumbhash[6 if has_alpha else 5 :])
    bright = _plane((head & 63) / 63, (head >> 18 & 31) / 31, max(3, across), max(3, down), nibbles)
    yellow = _plane((head >> 6 & 63) / 31.5 - 1, (shape >> 3 & 63) / 63 * _VIVID, 3, 3, nibbles)
    red = _plane((head >> 12 & 63) / 31.5 - 1, (shape >> 9 & 63) / 63 * _VIVID, 3, 3, nibbles)
    if not has_alpha:
        return _Planes(bright, yellow, red, _Plane(1.0))
    return _Planes(bright, yellow, red, _plane((thumbhash[5] & 15) / 15, (thumbhash[5] >> 4) / 15, 5, 5, nibbles))


def _nibbles(data: bytes) -> Iterator[int]:
    for byte in data:
        yield byte & 15
        yield byte >> 4


def _plane(mean: float, scale: float, across: int, down: int, nibbles: Iterator[int]) -> _Plane:
    """Amplitudes lie below the diagonal of an across x down square, row by row, without the mean."""
    places = [(x, y) for y in range(down) for x in range(across) if (x or y) and x * down < across * (down - y)]
    return _Plane(mean, tuple((x, y, (next(nibbles) / 7.5 - 1) * scale) for x, y in places))


def _cosines(position: int, length: int) -> list[float]:
    return [math.cos(math.pi / length * (position + 0.5) * k) for k in range(7)]


def _pixel(bright: float, yellow: float, red_green: float, alpha: float) -> Pixel:
    blue = bright - 2 / 3 * yellow
    red = (3 * bright - blue + red_green) / 2
    return _byte(red), _byte(red - red_green), _byte(blue), _byte(alpha)


def _byte(value: float) -> int:
    return round(255 * min(1.0, max(0.0, value)))


def _png(pixels: list[list[Pixel]], *, channels: int) -> bytes:
    """Eight bits a sample, rows filtered by the difference to the pixel on the left."""
    rows = b"".join(_row(row, channels) for row in pixels)
    header = struct.pack(">IIBBBBB", len(pixels[0]), len(pixels), 8, 6 if channels == 4 else 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _row(row: list[Pixel], channels: int) -> bytes:
    samples = [pixel[:channels] for pixel in row]
    before = [(0,) * channels, *samples]
    return b"\x01" + bytes(
        (now - then) % 256
        for left, pixel in zip(before, samples, strict=False)
        for then, now in zip(left, pixel, strict=True)
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
