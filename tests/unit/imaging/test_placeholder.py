"""What a ThumbHash shows, against a decoder that is spelled as the format's description spells it, and real pictures."""

import io
import json
import math
from pathlib import Path

import pytest
from PIL import Image

from pixelflare.imaging.placeholder import SIDE, mean_color, placeholder_png
from pixelflare.imaging.thumbhash import thumbhash
from tests.photographs import photograph

VECTORS = json.loads((Path(__file__).parent / "thumbhash_vectors.json").read_text())


def small(name: str, mode: str = "RGBA") -> Image.Image:
    picture = Image.open(io.BytesIO(photograph(name))).convert(mode)
    picture.thumbnail((100, 100), Image.Resampling.BOX)
    return picture


def shown(hash_: bytes, width: int, height: int) -> Image.Image:
    picture = Image.open(io.BytesIO(placeholder_png(hash_, width=width, height=height)))
    picture.load()
    return picture


def distance(one: Image.Image, other: Image.Image) -> float:
    pairs = zip(one.convert("RGB").tobytes(), other.convert("RGB").tobytes(), strict=True)
    return math.sqrt(sum((a - b) ** 2 for a, b in pairs) / (one.width * one.height * 3))


@pytest.mark.parametrize("name", ["astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg"])
def test_placeholder_looks_more_like_the_picture_than_its_mean_colour_does(name: str) -> None:
    picture = small(name)
    hash_ = thumbhash(*picture.size, picture.tobytes())
    placeholder = shown(hash_, *picture.size)
    wanted = picture.resize(placeholder.size, Image.Resampling.BOX)

    assert distance(placeholder, wanted) < 0.9 * distance(Image.new("RGB", wanted.size, mean_color(hash_)), wanted)


def test_mean_colour_is_the_pictures() -> None:
    picture = Image.new("RGBA", (20, 10), (200, 120, 40, 255))
    red, green, blue = (int(mean_color(thumbhash(20, 10, picture.tobytes()))[at : at + 2], 16) for at in (1, 3, 5))

    assert abs(red - 200) <= 8
    assert abs(green - 120) <= 8
    assert abs(blue - 40) <= 8


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['photograph']}-{v['box']}-{v['green_as_alpha']}")
def test_every_hash_becomes_a_small_png_of_its_ratio(vector: dict[str, object]) -> None:
    left, top, right, bottom = vector["box"]  # type: ignore[misc]
    png = placeholder_png(bytes.fromhex(str(vector["thumbhash"])), width=right - left, height=bottom - top)
    picture = Image.open(io.BytesIO(png))
    picture.load()

    assert len(png) < 1_200
    assert max(picture.size) == SIDE
    assert picture.mode == ("RGBA" if vector["green_as_alpha"] else "RGB")


def test_opacity_is_shown() -> None:
    picture = small("rocket.jpg")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    alpha = shown(thumbhash(*picture.size, picture.tobytes()), *picture.size).getchannel("A")

    assert alpha.getpixel((alpha.width // 2, 0)) < 60
    assert alpha.getpixel((alpha.width // 2, alpha.height - 1)) > 195


def test_a_line_of_pixels_has_a_placeholder_too() -> None:
    assert shown(thumbhash(100, 1, bytes(400)), 4_000, 1).size == (SIDE, 1)
