"""What happens to a cut before it is written: small steps, each of which returns at once when it has nothing to do."""

import base64
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from pixelflare.imaging.effects.steps import upright
from pixelflare.imaging.geometry.geometry import Finish
from schema.addresses.option_values import GRAVITIES
from schema.addresses.options import Options

WHITE = "ffffff"
_SHARPEN_PERCENT = 30
"""Of an unsharp mask, for each unit of `sharpen`: 1 can just be seen, 10 rings."""
_TEXT_SIZE = 64
_MARGIN = 0.02
"""Between a watermark and the edge, of the result's shorter side."""


class EffectInputs(NamedTuple):
    """What steps need besides the picture: the look that is asked for, and the owner's watermark image."""

    finish: Finish
    watermark: Image.Image | None = None


Step = Callable[[Image.Image, EffectInputs], Image.Image]


def finished(picture: Image.Image, finish: Finish, *, watermark: Image.Image | None = None) -> Image.Image:
    """The picture after all steps."""
    ink = EffectInputs(finish, watermark)
    for step in STEPS:
        picture = step(picture, ink)
    return picture


def _turned(picture: Image.Image, ink: EffectInputs) -> Image.Image:
    return upright(picture, ink.finish.turn)


def _toned(picture: Image.Image, ink: EffectInputs) -> Image.Image:
    """Brightness, contrast around the middle, and gamma, in one table; alpha stays."""
    look = ink.finish.look
    if look.br == look.co == look.gamma == 1.0:
        return picture
    table = [_tone(value, look) for value in range(256)]
    colours = 1 if picture.mode in ("L", "LA") else 3
    alpha = list(range(256)) if picture.mode in ("LA", "RGBA") else []
    return picture.point(table * colours + alpha)


def _tone(value: int, look: Options) -> int:
    lit = min(1.0, max(0.0, (value / 255 * look.br - 0.5) * look.co + 0.5))
    return round(255 * float(lit ** (1 / look.gamma)))


def _coloured(picture: Image.Image, ink: EffectInputs) -> Image.Image:
    look = ink.finish.look
    if look.gray:
        return picture.convert("LA" if picture.mode in ("LA", "RGBA") else "L")
    if look.sat == 1.0 or picture.mode not in ("RGB", "RGBA"):
        return picture
    return ImageEnhance.Color(picture).enhance(look.sat)


def _blurred(picture: Image.Image, ink: EffectInputs) -> Image.Image:
    radius = ink.finish.look.blur
    return _with_alpha_weighed(picture, ImageFilter.GaussianBlur(radius)) if radius else picture


def _sharpened(picture: Image.Image, ink: EffectInputs) -> Image.Image:
    strength = ink.finish.look.sharpen
    if not strength:
        return picture
    return _with_alpha_weighed(picture, ImageFilter.UnsharpMask(1, round(_SHARPEN_PERCENT * strength), 2))


def _with_alpha_weighed(picture: Image.Image, effect: ImageFilter.MultibandFilter) -> Image.Image:
    """Colours of pixels that can't be seen don't bleed into their neighbours."""
    if picture.mode == "LA":
        picture = picture.convert("RGBA")
    if picture.mode != "RGBA":
        return picture.filter(effect)
    return picture.convert("RGBa").filter(effect).convert("RGBA")


def _grounded(picture: Image.Image, ink: EffectInputs) -> Image.Image:
    """On the canvas with padding and border, and on the background's colour."""
    canvas, look = ink.finish.canvas, ink.finish.look
    if canvas is None and not look.bg:
        return picture
    color = _rgba(look.bg or WHITE)
    size, at, width = canvas or (picture.size, (0, 0), 0)
    ground = Image.new("RGBA", size, color)
    border = _rgba(look.border.partition("-")[2]) if width else color
    if width:
        draw = ImageDraw.Draw(ground)
        draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=border, width=width)
    above = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    if color[3]:
        ground.alpha_composite(above, at)
    else:
        ground.paste(above, at)
    is_opaque = color[3] == border[3] == 255
    return ground.convert("RGB") if is_opaque else ground


def _rgba(color: str) -> tuple[int, int, int, int]:
    red, green, blue, alpha = ImageColor.getcolor(f"#{color}", "RGBA")  # type: ignore[misc]
    return red, green, blue, alpha


def _marked(picture: Image.Image, ink: EffectInputs) -> Image.Image:
    """With the watermark in its corner."""
    look = ink.finish.look
    mark = _text(look.wmt) if look.wmt else ink.watermark if look.wm else None
    if mark is None:
        return picture
    mark = _fitted(mark.convert("RGBA"), picture.size, look)
    margin = round(_MARGIN * min(picture.size))
    x, y = GRAVITIES[look.wmg]
    at = _offset(picture.width - mark.width, margin, x), _offset(picture.height - mark.height, margin, y)
    marked = picture.convert("RGBA")
    marked.alpha_composite(mark, at)
    return marked if picture.mode in ("LA", "RGBA") else marked.convert("RGB")


def _offset(room: int, margin: int, part: float) -> int:
    """Where it goes along one axis: within the margins, as far as there is room for them."""
    margin = min(margin, room // 2)
    return margin + round((room - 2 * margin) * part)


def _fitted(mark: Image.Image, size: tuple[int, int], look: Options) -> Image.Image:
    """The watermark at its share of the width (and never higher than the picture), at its opacity."""
    scale = min(size[0] * look.wms / 100 / mark.width, size[1] / mark.height)
    mark = mark.resize(
        (max(1, round(mark.width * scale)), max(1, round(mark.height * scale))), Image.Resampling.LANCZOS
    )
    if look.wmo < 100:
        mark.putalpha(mark.getchannel("A").point([value * look.wmo // 100 for value in range(256)]))
    return mark


def _text(encoded: str) -> Image.Image:
    """White letters with a dark edge, which can be read on anything; letters that the font lacks are boxes."""
    padded = encoded + "=" * (-len(encoded) % 4)
    text = base64.urlsafe_b64decode(padded).decode("utf-8", "replace").replace("\n", " ")
    font = ImageFont.load_default(_TEXT_SIZE)
    left, top, right, bottom = font.getbbox(text, stroke_width=2)
    letters = Image.new("RGBA", (max(1, round(right - left)), max(1, round(bottom - top))))
    draw = ImageDraw.Draw(letters)
    draw.text((-left, -top), text, fill="white", font=font, stroke_width=2, stroke_fill=(0, 0, 0, 160))
    return letters


STEPS: tuple[Step, ...] = (_turned, _toned, _coloured, _blurred, _sharpened, _grounded, _marked)
"""In this order: first the picture itself, then what is put under and over it."""


def trimmed(picture: Image.Image, tolerance: int) -> tuple[float, float, float, float]:
    """The part (fractions) inside of edges that have the colour of the top left corner, within `tolerance` of 255.

    The whole picture when nothing else would be left.
    """
    small = picture.convert("RGBA")
    corner = small.getpixel((0, 0))
    ground = Image.new("RGBA", small.size, corner)
    difference = ImageChops.difference(small, ground)
    bands = [band.point([255 if value > tolerance else 0 for value in range(256)]) for band in difference.split()]
    box = bands[0]
    for band in bands[1:]:
        box = ImageChops.lighter(box, band)
    found = box.getbbox()
    if found is None:
        return 0.0, 0.0, 1.0, 1.0
    width, height = small.size
    return found[0] / width, found[1] / height, found[2] / width, found[3] / height
