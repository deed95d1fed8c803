"""Which results of an animation are animations: known from its size and its frames, before any pixel is touched."""

from collections.abc import Sequence

from pixelflare.imaging.geometry.geometry import Geometry, recipe_of
from pixelflare.imaging.geometry.turns import Size
from pixelflare.imaging.jobs import NOBODY_LOOKED, RenderJob
from schema.addresses.formats import Format
from schema.addresses.options import Options, options_of
from schema.addresses.presets import PRESETS, STILL_PRESETS
from schema.limits import MAX_ANIMATED_LADDER_PIXELS, MAX_ANIMATED_PIXELS

MOVING_FORMATS = frozenset({Format.WEBP, Format.AVIF, Format.GIF})


def moves(order: RenderJob, size: Size, frames: int) -> bool:
    """Whether this result of an animation of that many frames, displayed at that size, is an animation as well."""
    if frames < 2 or order.format not in MOVING_FORMATS:
        return False
    if order.name in PRESETS:
        return order.name not in STILL_PRESETS and presets_move(size, frames)
    if order.options.frame is not None:
        return False
    return frames * _pixels(order.options, size) <= MAX_ANIMATED_PIXELS


def presets_move(size: Size, frames: int) -> bool:
    """Whether the presets of an animation are animations: all but those that are always stills, or none.

    A site does not get some that move and some that don't, whichever of them it asks for, in whichever format.
    """
    asked = [options_of(name) for name in PRESETS if name not in STILL_PRESETS]
    distinct = {_geometry(options, size): _pixels(options, size) for options in asked}
    pixels = [frames * each for each in distinct.values()]
    return max(pixels) <= MAX_ANIMATED_PIXELS and sum(pixels) <= MAX_ANIMATED_LADDER_PIXELS


def moving(orders: Sequence[RenderJob], size: Size, frames: int) -> list[RenderJob]:
    """Those of the orders that are filled by an animation."""
    return [order for order in orders if moves(order, size, frames)]


def _geometry(options: Options, size: Size) -> Geometry:
    return recipe_of(options, size, subject=NOBODY_LOOKED).geometry


def _pixels(options: Options, size: Size) -> int:
    recipe = recipe_of(options, size, subject=NOBODY_LOOKED)
    width, height = recipe.finish.canvas.size if recipe.finish.canvas else recipe.geometry.size
    return width * height
