"""Where the eye goes in a picture: edges, strong colours and skin, on a thumbnail.

The three measures are those that other engines' "attention" crops use; what is found is one point, so that any ratio
can be cut around it later.
"""

from PIL import Image, ImageChops, ImageFilter, ImageStat

_SIDE = 48
"""Of the map that the point is looked for in; details below a fiftieth of a picture attract nobody."""
_SPREAD = 0.08
"""Of the side: how far an attraction reaches, so that a region wins and not a pixel."""
_SKIN_WEIGHT, _COLOUR_WEIGHT, _EDGE_WEIGHT = 1, 1, 3
_SKIN_CB, _SKIN_CR = (77, 127), (133, 173)
"""The chroma of human skin of every shade, by Chai and Ngan (IEEE Trans. CSVT 9, 1999)."""
_CENTER_PULL = 0.5
"""How much an attraction at the edge loses against one in the middle."""

_STRONGER = [min(255, 3 * value) for value in range(256)]

Point = tuple[float, float]


def focus_of(thumbnail: Image.Image) -> Point:
    """The point, in fractions of width and height; the middle of a picture that has nothing to look at."""
    small = _opaque(thumbnail).resize(_map_size(thumbnail.size), Image.Resampling.BOX)
    scores = _attraction(small)
    values = list(scores.tobytes())
    if max(values) - min(values) < 2:
        return 0.5, 0.5
    width, height = scores.size
    best = max(
        range(len(values)), key=lambda at: values[at] * _pull((at % width + 0.5) / width, (at // width + 0.5) / height)
    )
    return round((best % width + 0.5) / width, 3), round((best // width + 0.5) / height, 3)


def _map_size(size: tuple[int, int]) -> tuple[int, int]:
    shrink = min(1.0, _SIDE / max(size))
    return max(1, round(size[0] * shrink)), max(1, round(size[1] * shrink))


def _opaque(thumbnail: Image.Image) -> Image.Image:
    if thumbnail.mode != "RGBA":
        return thumbnail.convert("RGB")
    ground = Image.new("RGB", thumbnail.size, (128, 128, 128))
    ground.paste(thumbnail, mask=thumbnail.getchannel("A"))
    return ground


def _attraction(small: Image.Image) -> Image.Image:
    """A map of 8 bits: how much each place attracts, spread over its neighbourhood."""
    grey = small.convert("L")
    edges = ImageChops.difference(grey, grey.filter(ImageFilter.GaussianBlur(2)))
    _, saturation, value = small.convert("HSV").split()
    colour = ImageChops.multiply(saturation, value)
    luma, blue, red = small.convert("YCbCr").split()
    skin = ImageChops.multiply(ImageChops.multiply(_inside(blue, _SKIN_CB), _inside(red, _SKIN_CR)), _lit(luma))
    total = _EDGE_WEIGHT + _COLOUR_WEIGHT + _SKIN_WEIGHT
    score = Image.new("L", small.size)
    for weight, part in ((_EDGE_WEIGHT, edges.point(_STRONGER)), (_COLOUR_WEIGHT, colour), (_SKIN_WEIGHT, skin)):
        share = weight / total * _rarity(part)
        score = ImageChops.add(score, part.point([round(value * share) for value in range(256)]))
    return score.filter(ImageFilter.GaussianBlur(max(1.0, _SPREAD * max(small.size))))


def _rarity(part: Image.Image) -> float:
    """1 for what is in few places, 0 for what is everywhere: nobody looks at wood for having the colour of skin."""
    return max(0.0, 1.0 - 2 * ImageStat.Stat(part).mean[0] / 255)


def _inside(band: Image.Image, bounds: tuple[int, int]) -> Image.Image:
    return band.point([255 if bounds[0] <= value <= bounds[1] else 0 for value in range(256)])


def _lit(luma: Image.Image) -> Image.Image:
    return luma.point([255 if value > 40 else 0 for value in range(256)])


def _pull(x: float, y: float) -> float:
    return 1.0 - _CENTER_PULL * 2 * max(abs(x - 0.5), abs(y - 0.5))
