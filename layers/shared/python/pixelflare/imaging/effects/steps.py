"""The steps a picture goes through: each takes a picture and gives one, and returns at once when it has nothing to do."""

from typing import NamedTuple

from PIL import Image

from pixelflare.imaging.decode.colour import is_translucent
from pixelflare.imaging.effects import linear_light
from pixelflare.imaging.effects.filters import filter_for
from pixelflare.imaging.geometry.turns import WHOLE, Box, Size

WHITE = (255, 255, 255)
GAP = 2.0
"""How many times larger than the result a cheap first reduction may leave the picture."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(picture: Image.Image, orientation: int) -> Image.Image:
    """The picture as it is to be seen, from the EXIF orientation it was stored in."""
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


class ResizeMode(NamedTuple):
    """How a picture is resized: photographs bear softer filters, and some pictures have to be resized as light."""

    is_photograph: bool = False
    as_light: bool = False


PLAIN = ResizeMode()


def reduced(picture: Image.Image, size: Size, box: Box, *, manner: ResizeMode = PLAIN) -> Image.Image:
    """The part of the picture in the box (fractions) at that size; alpha is weighed in, so no dark seams appear."""
    if picture.size == size and box == WHOLE:
        return picture
    across, down = (box[2] - box[0]) * picture.width, (box[3] - box[1]) * picture.height
    chosen = filter_for((round(across), round(down)), size, is_photograph=manner.is_photograph)
    return resized(picture, size, box, chosen, manner)


def resized(picture: Image.Image, size: Size, box: Box, chosen: Image.Resampling, manner: ResizeMode) -> Image.Image:
    """The same with a filter that is chosen already."""
    left, top, right, bottom = box
    part = left * picture.width, top * picture.height, right * picture.width, bottom * picture.height
    if manner.as_light:
        return linear_light.resized(picture, size, chosen, part, gap=GAP)
    return picture.resize(size, chosen, box=part, reducing_gap=GAP)


def without_idle_alpha(picture: Image.Image) -> Image.Image:
    """The picture without an alpha channel that lets nothing through."""
    return picture.convert("RGB") if picture.mode == "RGBA" and not is_translucent(picture) else picture


def in_mode_of(picture: Image.Image, modes: frozenset[str]) -> Image.Image:
    """The picture in a mode the writer knows; where it knows no alpha, the picture is laid on white."""
    if picture.mode in modes:
        return picture
    if picture.mode == "LA":
        return in_mode_of(picture.convert("RGBA"), modes)
    return flattened(picture) if picture.mode == "RGBA" else picture.convert("RGB")


def flattened(picture: Image.Image) -> Image.Image:
    """The picture on white."""
    ground = Image.new("RGB", picture.size, WHITE)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground
