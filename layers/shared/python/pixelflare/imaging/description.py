"""What would be made of a picture, without touching a pixel."""

from pixelflare.imaging.geometry import recipe_of
from pixelflare.imaging.orders import NOBODY_LOOKED, Subject
from pixelflare.imaging.turns import Size, displayed
from schema.options import Options


def result_size(options: Options, size: Size, *, subject: Subject = NOBODY_LOOKED) -> Size:
    """The size in pixels of what the options make of a picture of that size; as if `trim` found nothing to cut off."""
    geometry, finish = recipe_of(options, size, subject=subject)
    return finish.canvas.size if finish.canvas else displayed(geometry.size, finish.turn)
