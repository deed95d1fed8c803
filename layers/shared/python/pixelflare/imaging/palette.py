"""The colours a picture is mostly made of."""

from PIL import Image

MAX_COLORS = 6
_CANDIDATES = 24
_LEAST_SHARE = 0.01
"""A colour on less than a hundredth of the picture is not what it looks like."""
_LEAST_DISTANCE = 48.0
"""Between two colours of the list, in RGB's Euclidean measure: nearer ones read as one colour."""
_HALF_OPAQUE = 128

Color = tuple[int, int, int]


def dominant_colors(picture: Image.Image) -> tuple[str, ...]:
    """Up to MAX_COLORS colours as #rrggbb, most of the picture first; of a small RGB or RGBA picture."""
    visible = _visible(picture)
    if visible is None:
        return ()
    chosen: list[Color] = []
    for color in _candidates(visible):
        if all(_distance(color, other) >= _LEAST_DISTANCE for other in chosen):
            chosen.append(color)
    return tuple(f"#{bytes(color).hex()}" for color in chosen[:MAX_COLORS])


def _candidates(visible: Image.Image) -> list[Color]:
    """Median cut's colours, the most frequent first."""
    reduced = visible.quantize(_CANDIDATES, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = reduced.getpalette() or []
    counts = reduced.histogram()
    least = _LEAST_SHARE * visible.width * visible.height
    order = sorted((index for index, count in enumerate(counts) if count >= least), key=lambda index: -counts[index])
    return [(palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]) for i in order]


def _visible(picture: Image.Image) -> Image.Image | None:
    """The pixels that can be seen, in a row; None when there are none."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    samples = picture.tobytes()
    opaque = [samples[at : at + 3] for at in range(0, len(samples), 4) if samples[at + 3] >= _HALF_OPAQUE]
    return Image.frombytes("RGB", (len(opaque), 1), b"".join(opaque)) if opaque else None


def _distance(one: Color, other: Color) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)
