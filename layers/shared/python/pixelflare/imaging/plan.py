"""What will be made from what, worked out before any pixel is touched.

Coordinates are those of the displayed picture (orientation applied). All sizes are in pixels.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pixelflare.imaging.orders import Order
from schema.presets import PRESETS, Fit, Preset

Size = tuple[int, int]
Box = tuple[float, float, float, float]
"""left, top, right, bottom as fractions of the picture."""

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)

CASCADE_RATIO = 1.25
"""A result is made from a smaller one only when that has at least this many times its size; the cost of a resize is
its source's pixels, and the loss is below what the codec loses (SSIM 0.996 to 0.998 before it, 0.97 behind it)."""

MARGIN_FOR_ONE = 1.5
"""A single result is decoded at no less than this many times its size: at 1 the decoder's box filter can be seen."""


class Geometry(NamedTuple):
    """One distinct result: its size, and which part of the picture it shows."""

    size: Size
    box: Box = WHOLE


class Piece(NamedTuple):
    """A geometry to be made, from the base (source None) or from the piece with that index; and the orders it fills."""

    geometry: Geometry
    source: int | None
    orders: tuple[Order, ...]


class Plan(NamedTuple):
    """decode: the least size the decoder may hand over. base: what all pieces are cut from, resized once."""

    decode: Size
    base: Size
    pieces: tuple[Piece, ...]


def plan_for(size: Size, orders: Sequence[Order]) -> Plan:
    """The cheapest way to fill the orders from a picture of that size; pieces come largest first."""
    wanted: dict[Geometry, list[Order]] = {}
    for order in orders:
        wanted.setdefault(geometry_of(PRESETS[order.preset], size), []).append(order)
    geometries = sorted(wanted, key=lambda geometry: geometry.size[0] * geometry.size[1], reverse=True)
    base = _base_size(size, geometries)
    margin = MARGIN_FOR_ONE if len(geometries) == 1 else 1.0
    pieces = tuple(
        Piece(geometry, _source(index, geometries, base), tuple(wanted[geometry]))
        for index, geometry in enumerate(geometries)
    )
    return Plan(_scaled(base, margin, limit=size), base, pieces)


def geometry_of(preset: Preset, size: Size) -> Geometry:
    """What the preset makes of a picture of that size; never larger than the picture."""
    if preset.fit is Fit.COVER and preset.height is not None:
        return _covering(size, (preset.width, preset.height))
    width, height = size
    if width <= preset.width:
        return Geometry(size)
    return Geometry((preset.width, max(1, round(height * preset.width / width))))


def _covering(size: Size, target: Size) -> Geometry:
    """The target's ratio at the target's size, or at the largest size the picture has; cut around the centre."""
    width, height = size
    shrink = min(1.0, width / target[0], height / target[1])
    made = max(1, round(target[0] * shrink)), max(1, round(target[1] * shrink))
    scale = max(made[0] / width, made[1] / height)
    across, down = made[0] / scale / width, made[1] / scale / height
    left, top = (1 - across) / 2, (1 - down) / 2
    return Geometry(made, (max(0.0, left), max(0.0, top), min(1.0, left + across), min(1.0, top + down)))


def _whole_size(geometry: Geometry) -> tuple[float, float]:
    """How large the whole picture is at the scale of this result."""
    left, top, right, bottom = geometry.box
    return geometry.size[0] / (right - left), geometry.size[1] / (bottom - top)


def _base_size(size: Size, geometries: Sequence[Geometry]) -> Size:
    """The whole picture at the largest scale that any result has."""
    wholes = [_whole_size(geometry) for geometry in geometries]
    exact = [g.size for g in geometries if g.box == WHOLE and g.size[0] >= max(width for width, _ in wholes) - 0.5]
    if exact:
        return exact[0]
    scale = min(1.0, max(max(width / size[0], height / size[1]) for width, height in wholes))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _source(index: int, geometries: Sequence[Geometry], base: Size) -> int | None:
    """The smallest earlier piece that shows the whole picture at CASCADE_RATIO times the size; None for the base."""
    width, height = _whole_size(geometries[index])
    fitting = [
        earlier
        for earlier, geometry in enumerate(geometries[:index])
        if geometry.box == WHOLE
        and geometry.size != base
        and geometry.size[0] >= CASCADE_RATIO * width
        and geometry.size[1] >= CASCADE_RATIO * height
    ]
    return fitting[-1] if fitting else None


def _scaled(size: Size, factor: float, *, limit: Size) -> Size:
    return min(limit[0], round(size[0] * factor)), min(limit[1], round(size[1] * factor))
