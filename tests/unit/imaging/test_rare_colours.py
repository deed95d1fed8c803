"""A GIF's palette has a place for colours that are rare and far from all others."""

import io

import pytest
from PIL import Image

from pixelflare.imaging.encode.gif_writer import gif_of

RARE = {(10, 10): (255, 0, 0), (40, 10): (0, 255, 0), (70, 10): (255, 0, 255), (90, 90): (0, 255, 255)}


def shades() -> Image.Image:
    """Thousands of shades of blue and grey."""
    ramp = Image.linear_gradient("L").resize((400, 400))
    return Image.merge("RGB", (ramp, ramp.rotate(90), Image.blend(ramp, ramp.rotate(180), 0.5)))


@pytest.mark.parametrize("frames", [1, 3])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_few_pixels_of_their_own_colour_keep_it(frames: int, mode: str) -> None:
    quiet = Image.blend(shades(), Image.new("RGB", (400, 400), (90, 110, 150)), 0.6)
    last = quiet.copy()
    for (x, y), colour in RARE.items():
        last.paste(colour, (x, y, x + 2, y + 2))
    data = gif_of([*[quiet.convert(mode)] * (frames - 1), last.convert(mode)], milliseconds=[100] * frames, loops=0)
    picture = Image.open(io.BytesIO(data))
    picture.seek(frames - 1)
    shown = picture.convert("RGB")
    for spot, colour in RARE.items():
        value = shown.getpixel(spot)
        assert isinstance(value, tuple)
        assert max(abs(one - other) for one, other in zip(value, colour, strict=True)) <= 16
