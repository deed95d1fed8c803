"""Pictures in at most 256 colours, as a GIF holds them.

Measured on the golden animations and on pans over photographs: one palette for all frames needs a quarter to two thirds
of the bytes that a palette for each frame does, looks the same, and does not flicker. Dithering makes animations larger
and restless, so only stills get it, where it brings the picture nearer.
"""

from collections import Counter
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageOps, ImageStat

TRANSPARENT = 255
"""The index that lets the background through; no other pixel has it."""
_HALF_OPAQUE = 128
_COLOURS = 255
_SHEET_PIXELS = 600_000
_NEIGHBOURHOOD = 4
_FAR, _MOST_RARE = 48, 32
"""Levels of 255 in any channel by which a colour is missed, and how many that are missed get a place in the palette."""
_IS_FAR = [0] * _FAR + [255] * (256 - _FAR)
_COARSE_BITS, _HALF_A_STEP = 4, 8
"""Missed colours that are alike to so many bits share a place."""
_LEAST_HELP = 0.5
"""Levels of 255, on the mean of neighbourhoods, that a picture without dithering is off before it gets dithered."""


def indexed(frames: Sequence[Image.Image]) -> list[Image.Image]:
    """The frames (L, RGB or RGBA, of one size) with palette indices, all by the first one's palette.

    Colours are kept to within 4 levels where all frames have 255 or fewer; half transparent pixels become opaque.
    """
    sheet = _sheet(frames)
    palette = _cut(sheet, _COLOURS)
    shown = [_visible(frame) for frame in frames]
    if missed := _missed(shown, palette):
        palette = _with_colours(_cut(sheet, _COLOURS - len(missed)), missed)
    plain = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in shown]
    if len(frames) == 1:
        plain = [_dithered_where_it_helps(shown[0], plain[0])]
    return [_transparent(made, frame, palette) for made, frame in zip(plain, frames, strict=True)]


def _cut(sheet: Image.Image, colours: int) -> Image.Image:
    return sheet.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _missed(shown: Sequence[Image.Image], palette: Image.Image) -> list[tuple[int, ...]]:
    """Colours that the palette is far from, the most frequent first: median cut gives none to what is rare."""
    found: Counter[tuple[int, ...]] = Counter()
    for frame in shown:
        near = frame.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")
        red, green, blue = ImageChops.difference(frame, near).split()
        far = ImageChops.lighter(ImageChops.lighter(red, green), blue).point(_IS_FAR)
        if far.getbbox():
            coarse = ImageOps.posterize(frame, _COARSE_BITS)
            marked = Image.merge("RGBA", (*coarse.split(), far)).getcolors(frame.width * frame.height) or []
            found.update({colour[:3]: count for count, colour in marked if isinstance(colour, tuple) and colour[3]})
    return [tuple(value + _HALF_A_STEP for value in colour) for colour, _ in found.most_common(_MOST_RARE)]


def _with_colours(palette: Image.Image, colours: Sequence[tuple[int, ...]]) -> Image.Image:
    """The palette of an indexed picture, and these colours behind it."""
    own = (palette.getpalette() or [])[: 3 * (_COLOURS - len(colours))]
    whole = Image.new("P", (1, 1))
    whole.putpalette([*own, *(value for colour in colours for value in colour)])
    return whole


def _visible(frame: Image.Image) -> Image.Image:
    """The colours of what can be seen; what can't is black, so that it takes no more than one colour."""
    if frame.mode != "RGBA":
        return frame.convert("RGB")
    ground = Image.new("RGB", frame.size)
    ground.paste(frame.convert("RGB"), mask=_mask(frame))
    return ground


def _mask(frame: Image.Image) -> Image.Image:
    return frame.getchannel("A").point([255 if value >= _HALF_OPAQUE else 0 for value in range(256)])


def _sheet(frames: Sequence[Image.Image]) -> Image.Image:
    """What the palette is made from: the colours themselves where they are few; else all frames, one below the other,
    thinned out where they are many. A frame that is left out may be the only one of its colours."""
    if len(frames) == 1:
        return _visible(frames[0])
    if colours := _few_colours(frames):
        return Image.frombytes("RGB", (len(colours), 1), b"".join(map(bytes, sorted(colours))))
    width, height = frames[0].size
    thinner = max(1, round((len(frames) * width * height / _SHEET_PIXELS) ** 0.5))
    size = -(-width // thinner), -(-height // thinner)
    sheet = Image.new("RGB", (size[0], size[1] * len(frames)))
    for row, frame in enumerate(frames):
        sheet.paste(_visible(frame.resize(size, Image.Resampling.NEAREST)), (0, row * size[1]))
    return sheet


def _few_colours(frames: Sequence[Image.Image]) -> set[tuple[int, ...]]:
    """The colours of all frames; none where a palette can't hold them."""
    colours: set[tuple[int, ...]] = set()
    for frame in frames:
        counted = _visible(frame).getcolors(_COLOURS)
        colours.update(colour for _, colour in counted or () if isinstance(colour, tuple))
        if counted is None or len(colours) > _COLOURS:
            return set()
    return colours


def _dithered_where_it_helps(picture: Image.Image, plain: Image.Image) -> Image.Image:
    """Flat art and drawings stay clean; where shades would become bands, their mean is kept by scattering."""
    means = [one.reduce(_NEIGHBOURHOOD) for one in (picture, plain.convert("RGB"))]
    difference = ImageStat.Stat(ImageChops.difference(*means)).mean
    if sum(difference) / len(difference) < _LEAST_HELP:
        return plain
    return picture.quantize(palette=plain, dither=Image.Dither.FLOYDSTEINBERG)


def _transparent(made: Image.Image, frame: Image.Image, palette: Image.Image) -> Image.Image:
    """With the palette filled up to 256 colours, and the transparent index where the frame lets the background through."""
    colours = (palette.getpalette() or [])[: 3 * _COLOURS]
    made.putpalette(colours + [0] * (768 - len(colours)))
    if frame.mode == "RGBA":
        made.paste(TRANSPARENT, mask=ImageChops.invert(_mask(frame)))
    return made
