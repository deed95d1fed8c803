"""One large resize on several cores: the result's rows are cut into bands, and each is resized by itself.

A resize reads its source around each row it makes, so bands of one source come out like the whole, but for the rounding
of their edges' positions. The bands are the same on one core, so that the results are too.
"""

from concurrent.futures import ThreadPoolExecutor

from PIL import Image

from pixelflare.imaging.filters import filter_for
from pixelflare.imaging.steps import GAP, reduced
from pixelflare.imaging.turns import WHOLE, Size

_BANDS = 2
_LEAST_PIXELS = 500_000
"""Of a result; smaller ones are made sooner than threads are started."""


def reduced_in_bands(picture: Image.Image, size: Size, *, threads: int, is_photograph: bool) -> Image.Image:
    """The whole picture at that size, as from `steps.reduced`, on that many cores."""
    is_direct = picture.width < GAP * size[0] * 2 and picture.height < GAP * size[1] * 2
    if picture.size == size or size[0] * size[1] < _LEAST_PIXELS or not is_direct:
        return reduced(picture, size, WHOLE, is_photograph=is_photograph)
    chosen = filter_for(picture.size, size, is_photograph=is_photograph)
    rows = [round(size[1] * band / _BANDS) for band in range(_BANDS + 1)]
    scale = picture.height / size[1]

    def band(index: int) -> Image.Image:
        part = 0.0, rows[index] * scale, float(picture.width), rows[index + 1] * scale
        return picture.resize((size[0], rows[index + 1] - rows[index]), chosen, box=part)

    whole = Image.new(picture.mode, size)
    with ThreadPoolExecutor(threads) as pool:
        for index, made in enumerate((pool.map if threads > 1 else map)(band, range(_BANDS))):
            whole.paste(made, (0, rows[index]))
    return whole
