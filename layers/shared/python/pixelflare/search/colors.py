"""Colours as a person sees them: distances in CIELAB, and coarse cells of it that the index keeps lists of.

The conversion is that of https://www.w3.org/TR/css-color-4/#color-conversion-code, for the white point D65. A distance is
Euclidean (CIE76).
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

NEAR = 20.0
"""As far as two colours are one for a search."""
_SIDE = 2 * NEAR
"""Of a cell. So whatever is near a colour lies in two cells of each axis at most."""
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
NAMED = {
    "black": "000000",
    "blue": "0000ff",
    "brown": "8b4513",
    "cyan": "00ffff",
    "gold": "ffd700",
    "gray": "808080",
    "green": "008000",
    "grey": "808080",
    "lime": "00ff00",
    "magenta": "ff00ff",
    "maroon": "800000",
    "navy": "000080",
    "olive": "808000",
    "orange": "ffa500",
    "pink": "ffc0cb",
    "purple": "800080",
    "red": "ff0000",
    "silver": "c0c0c0",
    "teal": "008080",
    "turquoise": "40e0d0",
    "violet": "ee82ee",
    "white": "ffffff",
    "yellow": "ffff00",
}


class Lab(NamedTuple):
    lightness: float
    a: float
    b: float

    def distance(self, other: "Lab") -> float:
        return float(sum((one - two) ** 2 for one, two in zip(self, other, strict=True)) ** 0.5)


def read_color(text: str) -> str | None:
    """As rrggbb, from a name, `#rgb` or `#rrggbb`. None for anything else."""
    plain = text.strip().casefold()
    found = _HEX.fullmatch(plain)
    if found is None:
        return NAMED.get(plain)
    return found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])


def lab_of(color: str) -> Lab:
    """Of rrggbb, with or without #."""
    red, green, blue = (_linear(part / 255) for part in bytes.fromhex(color.removeprefix("#")))
    x = (0.4123908 * red + 0.3575843 * green + 0.1804808 * blue) / 0.9504559
    y = 0.2126390 * red + 0.7151687 * green + 0.0721923 * blue
    z = (0.0193308 * red + 0.1191948 * green + 0.9505322 * blue) / 1.0890578
    x, y, z = _bent(x), _bent(y), _bent(z)
    return Lab(116 * y - 16, 500 * (x - y), 200 * (y - z))


def are_near(one: str, other: str) -> bool:
    return lab_of(one).distance(lab_of(other)) <= NEAR


def cell_of(color: str) -> str:
    """The name of the cell that a colour lies in."""
    return _name(tuple(int(axis // _SIDE) for axis in lab_of(color)))


def cells_near(color: str) -> Iterator[str]:
    """The cells, eight at most, in which a near colour can lie."""
    lab = lab_of(color)
    for cell in product(*({int((axis - NEAR) // _SIDE), int((axis + NEAR) // _SIDE)} for axis in lab)):
        nearest = Lab(*(min(max(axis, at * _SIDE), (at + 1) * _SIDE) for axis, at in zip(lab, cell, strict=True)))
        if nearest.distance(lab) <= NEAR:
            yield _name(cell)


def _name(cell: tuple[int, ...]) -> str:
    return ".".join(map(str, cell))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _bent(part: float) -> float:
    return float(part ** (1 / 3)) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
