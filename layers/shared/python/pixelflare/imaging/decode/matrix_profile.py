"""ICC profiles for pictures that say their colours without one: a matrix and curves (ICC.1:2022, 8.3 and 8.4)."""

import struct
from collections.abc import Sequence

D50 = (0.9642, 1.0, 0.8249)
_BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
_LEAST_AREA = 1e-6
"""Of primaries that enclose anything, as a determinant."""
_FULL = 65_535

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]


def grey_profile(curve: bytes) -> bytes:
    return _written(b"GRAY", {b"wtpt": _xyz(D50), b"kTRC": curve})


def rgb_profile(primaries: Sequence[float], curve: bytes) -> bytes | None:
    """`primaries` are x and y of white, red, green and blue; None when they enclose nothing."""
    columns = _columns(primaries)
    if columns is None:
        return None
    colours = {tag: _xyz(column) for tag, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True)}
    return _written(b"RGB ", {b"wtpt": _xyz(D50)} | colours | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve))


def power(exponent: float) -> bytes:
    """Light is the sample to that power."""
    return b"para\0\0\0\0\0\0\0\0" + _fixed(exponent)


def srgb_curve() -> bytes:
    """IEC 61966-2-1, as a parametric curve of function 3."""
    return b"para\0\0\0\0\0\3\0\0" + b"".join(map(_fixed, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)))


def sampled_curve(light: Sequence[float]) -> bytes:
    """Light, 0 to 1, at equal distances of the sample."""
    return struct.pack(f">4sII{len(light)}H", b"curv", 0, len(light), *(round(_FULL * value) for value in light))


def _columns(told: Sequence[float]) -> Matrix | None:
    """XYZ of red, green and blue under D50."""
    if any(y <= 0 for y in told[1::2]):
        return None
    white, *corners = (_of_xy(x, y) for x, y in zip(told[::2], told[1::2], strict=True))
    across = _transposed((corners[0], corners[1], corners[2]))
    if abs(_determinant(across)) < _LEAST_AREA:
        return None
    amounts = _solved(across, white)
    made = [_adapted(_scaled(corner, (amount,) * 3), white) for amount, corner in zip(amounts, corners, strict=True)]
    return made[0], made[1], made[2]


def _adapted(colour: Vector, white: Vector) -> Vector:
    """The colour under D50 in place of this white, by Bradford's cones."""
    here, there = _times(_BRADFORD, white), _times(_BRADFORD, D50)
    scales = there[0] / here[0], there[1] / here[1], there[2] / here[2]
    return _solved(_BRADFORD, _scaled(_times(_BRADFORD, colour), scales))


def _scaled(vector: Vector, by: Vector) -> Vector:
    return vector[0] * by[0], vector[1] * by[1], vector[2] * by[2]


def _of_xy(x: float, y: float) -> Vector:
    return x / y, 1.0, (1 - x - y) / y


def _times(matrix: Matrix, vector: Vector) -> Vector:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def _transposed(rows: Matrix) -> Matrix:
    first, second, third = zip(*rows, strict=True)
    return first, second, third


def _determinant(m: Matrix) -> float:
    (a, b, c), (d, e, f), (g, h, i) = m
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)


def _solved(matrix: Matrix, right: Vector) -> Vector:
    """The vector that the matrix makes this one of (Cramer's rule)."""
    whole, (first, second, third) = _determinant(matrix), _transposed(matrix)
    replaced: tuple[Matrix, Matrix, Matrix] = (right, second, third), (first, right, third), (first, second, right)
    return (
        _determinant(_transposed(replaced[0])) / whole,
        _determinant(_transposed(replaced[1])) / whole,
        _determinant(_transposed(replaced[2])) / whole,
    )


def _fixed(value: float) -> bytes:
    return struct.pack(">i", max(-(2**31), min(2**31 - 1, round(value * 65_536))))


def _xyz(values: Vector) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _written(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    name = "Told".encode("utf-16-be")
    tags = {b"desc": b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(name), 28) + name} | tags
    at, table, bodies = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for tag, body in tags.items():
        table += struct.pack(">4sII", tag, at + len(bodies), len(body))
        bodies += body.ljust(-(-len(body) // 4) * 4, b"\0")
    head = struct.pack(">I4sI4s4s4s", at + len(bodies), b"\0\0\0\0", 0x04300000, b"mntr", space, b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + b"".join(map(_fixed, D50))
    return head.ljust(128, b"\0") + table + bodies
