"""One large resize in several tasks: the result's rows are cut into bands, and each is resized by itself.

A resize reads its source around each row it makes, so bands of one source come out like the whole, but for the rounding
of their edges' positions. The bands are the same on one core, so that the results are too.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from PIL import Image

from pixelflare.imaging.effects.filters import filter_for
from pixelflare.imaging.effects.steps import GAP, ResizeMode, reduced, resized
from pixelflare.imaging.geometry.turns import WHOLE, Size

_BANDS = 2
_LEAST_PIXELS = 500_000
"""Of a result; smaller ones are made sooner than they are put together."""
_WEIGHED = {"LA": "La", "RGBA": "RGBa"}
"""Colours times alpha; once for all bands, where Pillow would do it to all of the picture for each."""


def bands_of(picture: Image.Image, size: Size, *, manner: ResizeMode) -> list[Callable[[], Image.Image]]:
    """What makes the parts of the whole picture at that size, from top to bottom; each can run on a core of its own."""
    is_direct = picture.width < GAP * size[0] * 2 and picture.height < GAP * size[1] * 2
    if picture.size == size or size[0] * size[1] < _LEAST_PIXELS or not is_direct:
        return [partial(reduced, picture, size, WHOLE, manner=manner)]
    chosen = filter_for(picture.size, size, is_photograph=manner.is_photograph)
    rows = [round(size[1] * band / _BANDS) for band in range(_BANDS + 1)]
    is_to_be_weighed = picture.mode in _WEIGHED and not manner.as_light
    weighed = picture.convert(_WEIGHED[picture.mode]) if is_to_be_weighed else picture
    return [
        partial(_band, weighed, (above, below), size, chosen, manner, picture.mode) for above, below in pairwise(rows)
    ]


def _band(
    picture: Image.Image, rows: tuple[int, int], whole: Size, chosen: Image.Resampling, manner: ResizeMode, mode: str
) -> Image.Image:
    box = 0.0, rows[0] / whole[1], 1.0, rows[1] / whole[1]
    band = resized(picture, (whole[0], rows[1] - rows[0]), box, chosen, manner)
    return band if band.mode == mode else band.convert(mode)


def joined(*bands: Image.Image) -> Image.Image:
    """The whole, from its parts from top to bottom."""
    if len(bands) == 1:
        return bands[0]
    whole = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    top = 0
    for band in bands:
        whole.paste(band, (0, top))
        top += band.height
    return whole
