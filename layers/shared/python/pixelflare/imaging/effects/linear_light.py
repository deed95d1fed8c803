"""Resizing as light adds up, where that can be seen.

Samples are not light: sRGB's are bent (IEC 61966-2-1), so their mean is darker than what the eye makes of fine black
and white side by side. In photographs the difference is lost in the codec's; a dithered picture, a drawing of thin
lines, text and lights in the dark come out visibly too dark. docs/decisions/0015-tasks-light-and-profiles.md
"""

import math
from functools import cache
from itertools import product

from PIL import Image, ImageChops, ImageMath
from PIL.Image import Resampling

from pixelflare.imaging.geometry.turns import Size

_FULL = 65535
_LINEAR, _SLOPE, _OFFSET, _EXPONENT = 0.04045, 12.92, 0.055, 2.4
"""Of sRGB's curve."""
_REDUCTION = 4
"""At which the two ways are compared: finer detail than this is gone in most results."""
_PATCHES, _PATCH_SIDE = 8, 48
"""So many times so many are looked at, of that side; about 150 000 pixels of any picture."""
_VISIBLE, _MUCH = 16, 0.04
_GLARING, _LITTLE = 48, 0.005
"""Differences of 255, and the share of pixels that must have them: photographs stay below both (0.034 at most of those
tried), text has 0.1, a dithered picture 0.9, and lights in the dark are few but halved."""
_MOST_SAMPLES = 100_000_000
"""Of all bands: 33 megapixels of colour. Each takes 32 bits while it is resized, and functions have so much memory."""
_SUPPORT = 4
"""Samples that a filter reads beside its own, in pixels of the result; LANCZOS has 3."""


def is_needed(picture: Image.Image) -> bool:
    """Whether the picture, made smaller, would come out visibly darker than it is."""
    samples = picture.width * picture.height * len(picture.getbands())
    if min(picture.size) < 2 * _PATCH_SIDE or samples > _MOST_SAMPLES or picture.mode == "CMYK":
        return False
    sample = _sampled(picture).convert("L")
    as_samples = sample.reduce(_REDUCTION)
    as_light = _samples_of(sample.point(_light(), "F").reduce(_REDUCTION))
    counts = ImageChops.subtract(as_light, as_samples).histogram()
    pixels = sum(counts)
    return sum(counts[_VISIBLE:]) >= _MUCH * pixels or sum(counts[_GLARING:]) >= _LITTLE * pixels


def resized(
    picture: Image.Image, size: Size, chosen: Resampling, box: tuple[float, float, float, float], *, gap: float | None
) -> Image.Image:
    """Like Pillow's resize of L, LA, RGB and RGBA, in linear light; alpha is weighed in. It takes four times as long."""
    picture, box = _cropped(picture, size, box)
    bands = picture.split()
    alpha = bands[-1].convert("F") if picture.mode in ("LA", "RGBA") else None
    small_alpha = alpha and alpha.resize(size, chosen, box, gap)
    made = Image.new("F", (size[0], size[1] * len(bands)))  # one below the other: looking up is slow to begin
    colours = bands[:-1] if alpha else bands
    for index, band in enumerate(colours):
        light = band.point(_light(), "F")
        if alpha:
            light = _weighed(light, alpha)
        light = light.resize(size, chosen, box, gap)
        made.paste(_unweighed(light, small_alpha) if small_alpha else light, (0, index * size[1]))
    samples = _samples_of(made)
    rows = [samples.crop((0, at * size[1], size[0], (at + 1) * size[1])) for at in range(len(colours))]
    return Image.merge(picture.mode, [*rows, _rounded(small_alpha).convert("L")] if small_alpha else rows)


def _sampled(picture: Image.Image) -> Image.Image:
    """Patches from all over the picture, side by side; what can't be seen is black."""
    side = _PATCH_SIDE
    sample = Image.new("RGBA" if picture.mode in ("LA", "RGBA") else picture.mode, (_PATCHES * side, _PATCHES * side))
    for across, down in product(range(_PATCHES), repeat=2):
        left = (picture.width - side) * across // (_PATCHES - 1)
        top = (picture.height - side) * down // (_PATCHES - 1)
        patch = picture.crop((left, top, left + side, top + side))
        sample.paste(patch.convert(sample.mode), (across * side, down * side))
    return sample.convert("RGBa").convert("RGB") if sample.mode == "RGBA" else sample


def _cropped(
    picture: Image.Image, size: Size, box: tuple[float, float, float, float]
) -> tuple[Image.Image, tuple[float, float, float, float]]:
    """The part that is read for the box, and the box in it: 32 bits a sample are not wasted on the rest."""
    across, down = (_SUPPORT * max(1.0, (box[at + 2] - box[at]) / size[at]) for at in (0, 1))
    left, top = max(0, math.floor(box[0] - across)), max(0, math.floor(box[1] - down))
    right, bottom = min(picture.width, math.ceil(box[2] + across)), min(picture.height, math.ceil(box[3] + down))
    return picture.crop((left, top, right, bottom)), (box[0] - left, box[1] - top, box[2] - left, box[3] - top)


def _weighed(light: Image.Image, alpha: Image.Image) -> Image.Image:
    weighed: Image.Image = ImageMath.lambda_eval(lambda of: of["light"] * of["alpha"], light=light, alpha=alpha)
    return weighed


def _unweighed(light: Image.Image, alpha: Image.Image) -> Image.Image:
    """Pillow's division by nothing gives nothing."""
    unweighed: Image.Image = ImageMath.lambda_eval(lambda of: of["light"] / of["alpha"], light=light, alpha=alpha)
    return unweighed


def _samples_of(light: Image.Image) -> Image.Image:
    return _rounded(light).point(_samples(), "L")


def _rounded(picture: Image.Image) -> Image.Image:
    rounded: Image.Image = ImageMath.lambda_eval(lambda of: of["int"](of["picture"] + 0.5), picture=picture)
    return rounded


@cache
def _light() -> list[float]:
    """Light for each sample, 0 to _FULL."""
    return [_FULL * _light_of(sample / 255) for sample in range(256)]


@cache
def _samples() -> list[int]:
    return [round(255 * _sample_of(light / _FULL)) for light in range(_FULL + 1)]


def _light_of(sample: float) -> float:
    return sample / _SLOPE if sample <= _LINEAR else float(((sample + _OFFSET) / (1 + _OFFSET)) ** _EXPONENT)


def _sample_of(light: float) -> float:
    if light * _SLOPE <= _LINEAR:
        return light * _SLOPE
    return float((1 + _OFFSET) * light ** (1 / _EXPONENT) - _OFFSET)
