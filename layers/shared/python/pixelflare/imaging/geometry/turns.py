"""The eight ways a picture can be held, as EXIF numbers them (Exif 2.32, tag 274), and what they do to sizes and boxes.

A turn leads from a picture as it is stored to the picture as it is seen.
"""

from typing import NamedTuple

Size = tuple[int, int]
Box = tuple[float, float, float, float]
"""left, top, right, bottom as fractions of the picture."""

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


class _Way(NamedTuple):
    """Where a point of the seen picture is found in the stored one: the axes exchanged first, then mirrored."""

    exchanged: bool
    mirrored_x: bool
    mirrored_y: bool


_WAYS = {
    1: _Way(False, False, False),
    2: _Way(False, True, False),
    3: _Way(False, True, True),
    4: _Way(False, False, True),
    5: _Way(True, False, False),
    6: _Way(True, False, True),
    7: _Way(True, True, True),
    8: _Way(True, True, False),
}
_ROTATIONS = {0: 1, 90: 6, 180: 3, 270: 8}
_FLIPS = {"": 1, "h": 2, "v": 4, "hv": 3}


def displayed(size: Size, turn: int) -> Size:
    """The size a picture is seen at; it is its own inverse."""
    return (size[1], size[0]) if _WAYS[turn].exchanged else size


def stored(box: Box, turn: int) -> Box:
    """The part of the stored picture that is seen in that box."""
    one, other = _stored_point(box[:2], turn), _stored_point(box[2:], turn)
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def turn_of(rotate: int, flip: str) -> int:
    """One turn for a clockwise rotation in degrees and the mirroring (h, v, hv) that follows it."""
    probe = (0.1, 0.3)
    meant = _stored_point(_stored_point(probe, _FLIPS[flip]), _ROTATIONS[rotate])
    return min(_WAYS, key=lambda turn: _distance(_stored_point(probe, turn), meant))


def _stored_point(point: tuple[float, ...], turn: int) -> tuple[float, float]:
    way = _WAYS[turn]
    x, y = (point[1], point[0]) if way.exchanged else (point[0], point[1])
    return 1 - x if way.mirrored_x else x, 1 - y if way.mirrored_y else y


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])
