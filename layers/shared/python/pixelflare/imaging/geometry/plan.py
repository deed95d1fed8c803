"""What will be made from what, worked out before any pixel is touched."""

from collections.abc import Sequence
from typing import NamedTuple

from pixelflare.imaging.geometry.geometry import Finish, Geometry, Recipe, recipe_of
from pixelflare.imaging.geometry.turns import WHOLE, Box, Size
from pixelflare.imaging.jobs import NOBODY_LOOKED, RenderJob, Subject

CASCADE_RATIO = 1.25
"""A result is made from a smaller one only when that has at least this many times its size; the cost of a resize is
its source's pixels, and the loss is below what the codec loses (SSIM 0.996 to 0.998 before it, 0.97 behind it)."""

MARGIN_FOR_ONE = 1.45
"""A single result is decoded at no less than this many times its size: at 1 the decoder's box filter can be seen, at 1.5
512 pixels from a camera's 6000 would just miss an eighth."""


class Piece(NamedTuple):
    """A cut to be made, from the base (source None) or from the piece with that index; its finish; the orders it fills."""

    geometry: Geometry
    source: int | None
    finish: Finish
    orders: tuple[RenderJob, ...]


class Plan(NamedTuple):
    """decode: the least size the decoder may hand over. base: what all pieces are cut from, resized once."""

    decode: Size
    base: Size
    pieces: tuple[Piece, ...]


def plan_for(
    size: Size, orders: Sequence[RenderJob], *, subject: Subject = NOBODY_LOOKED, content: Box = WHOLE
) -> Plan:
    """The cheapest way to fill the orders from a picture of that size; pieces come largest first.

    Raises ValueError for an order whose variant is neither a preset nor options.
    """
    wanted: dict[Recipe, list[RenderJob]] = {}
    for order in orders:
        recipe = recipe_of(order.options, size, subject=subject, content=content)
        wanted.setdefault(recipe, []).append(order)
    recipes = sorted(wanted, key=lambda recipe: recipe.geometry.size[0] * recipe.geometry.size[1], reverse=True)
    geometries = [recipe.geometry for recipe in recipes]
    base = _base_size(size, geometries)
    margin = MARGIN_FOR_ONE if len(geometries) == 1 else 1.0
    pieces = tuple(
        Piece(recipe.geometry, _source(index, geometries, base), recipe.finish, tuple(wanted[recipe]))
        for index, recipe in enumerate(recipes)
    )
    return Plan(_scaled(base, margin, limit=size), base, pieces)


def _whole_size(geometry: Geometry) -> tuple[float, float]:
    """How large the whole picture is at the scale of this result."""
    left, top, right, bottom = geometry.box
    return geometry.size[0] / (right - left), geometry.size[1] / (bottom - top)


def _base_size(size: Size, geometries: Sequence[Geometry]) -> Size:
    """The whole picture at the largest scale that any result has, and no larger than it is."""
    wholes = [_whole_size(geometry) for geometry in geometries]
    widest, highest = max(width for width, _ in wholes) - 0.5, max(height for _, height in wholes) - 0.5
    exact = [g.size for g in geometries if g.box == WHOLE and g.size[0] >= widest and g.size[1] >= highest]
    if exact and exact[0][0] <= size[0] and exact[0][1] <= size[1]:
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
        and geometry.size[0] <= base[0]
        and geometry.size[1] <= base[1]
        and geometry.size != base
        and geometry.size[0] >= CASCADE_RATIO * width
        and geometry.size[1] >= CASCADE_RATIO * height
    ]
    return fitting[-1] if fitting else None


def _scaled(size: Size, factor: float, *, limit: Size) -> Size:
    return min(limit[0], round(size[0] * factor)), min(limit[1], round(size[1] * factor))
