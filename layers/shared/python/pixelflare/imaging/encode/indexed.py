"""Pictures in at most 256 colours, as a GIF holds them.

Measured on the golden animations and on pans over photographs: one palette for all frames needs a quarter to two thirds
of the bytes that a palette for each frame does, looks the same, and does not flicker. Dithering makes animations larger
and restless, so only stills get it, where it brings the picture nearer.
"""

from collections.abc import Sequence

from PIL import Image, ImageChops, ImageStat

TRANSPARENT = 255
"""The index that lets the background through; no other pixel has it."""
_HALF_OPAQUE = 128
_COLOURS = 255
_SHEET_PIXELS = 600_000
_NEIGHBOURHOOD = 4
_LEAST_HELP = 0.5
"""Levels of 255, on the mean of neighbourhoods, that a picture without dithering is off before it gets dithered."""


def indexed(frames: Sequence[Image.Image]) -> list[Image.Image]:
    """The frames (L, RGB or RGBA, of one size) with palette indices, all by the first one's palette.

    Colours are kept to within 4 levels where all frames have 255 or fewer; half transparent pixels become opaque.
    """
    sheet = _sheet(frames)
    palette = sheet.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    if len(frames) == 1 and sheet.size == frames[0].size:
        return [_transparent(_dithered_where_it_helps(sheet, palette), frames[0], palette)]
    return [
        _transparent(_visible(frame).quantize(palette=palette, dither=Image.Dither.NONE), frame, palette)
        for frame in frames
    ]


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
