"""Colours that go together, and letters that can be read on them."""

import colorsys

from PIL import Image

from pixelflare.imaging.palette import dominant_colors
from schema.studio.ads import Brand

Rgb = tuple[int, int, int]
WHITE: Rgb = (255, 255, 255)
INK: Rgb = (20, 20, 24)
LEAST_CONTRAST = 4.5
"""For text: https://www.w3.org/TR/WCAG22/#contrast-minimum"""
_STRONG_CONTRAST = 5.2
"""Of a colour that we choose: it is also mixed, and set on paper that is not quite white."""
_FALLBACK: Rgb = (38, 70, 120)


def rgb(text: str) -> Rgb:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def luminance(colour: Rgb) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    linear = [_linear(channel / 255) for channel in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: Rgb, other: Rgb) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`share` of the other."""
    first, second, third = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return first, second, third


def readable_on(ground: Rgb, *wanted: Rgb) -> Rgb:
    """The first of those wanted that can be read there, or else ink or white, whichever is clearer."""
    for colour in wanted:
        if contrast(colour, ground) >= LEAST_CONTRAST:
            return colour
    return max((INK, WHITE), key=lambda colour: contrast(colour, ground))


def palette_of(brand: Brand, picture: Image.Image) -> tuple[Rgb, Rgb]:
    """A strong colour and one beside it: the brand's, or the picture's own."""
    primary = rgb(brand.primary) if brand.primary else _strongest(picture)
    if brand.secondary:
        return primary, rgb(brand.secondary)
    return primary, _beside(primary)


def _strongest(picture: Image.Image) -> Rgb:
    """The most colourful of its colours, dark enough for white letters."""
    small = picture.copy()
    small.thumbnail((96, 96))
    colours = [rgb(each) for each in dominant_colors(small)]
    colourful = [each for each in colours if _saturation(each) >= 0.25]
    if not colourful:
        return _FALLBACK
    chosen = max(colourful, key=_saturation)
    share = 0.0
    while contrast(mixed(chosen, INK, share), WHITE) < _STRONG_CONTRAST:
        share += 0.05
    return mixed(chosen, INK, share)


def _saturation(colour: Rgb) -> float:
    red, green, blue = (channel / 255 for channel in colour)
    _, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    return saturation * value


def _beside(colour: Rgb) -> Rgb:
    """A warmer or cooler neighbour on the wheel, and lighter."""
    red, green, blue = (channel / 255 for channel in colour)
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    turned = colorsys.hls_to_rgb((hue + 0.09) % 1, min(0.72, lightness + 0.28), max(0.35, saturation * 0.8))
    first, second, third = (round(channel * 255) for channel in turned)
    return first, second, third
