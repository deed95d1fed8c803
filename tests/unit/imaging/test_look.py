"""Copies of a picture have nearly its hash, and other pictures have not."""

import io

import pytest
from PIL import Image, ImageEnhance

from pixelflare.imaging import inspect
from pixelflare.search.looks import ALIKE, distance
from tests.photographs import photograph


def look_hash(picture: Image.Image, format_: str = "PNG", **options: int) -> str | None:
    out = io.BytesIO()
    picture.save(out, format_, **options)
    return inspect(out.getvalue()).look_hash


@pytest.fixture(scope="module")
def rocket() -> Image.Image:
    return Image.open(io.BytesIO(photograph("rocket.jpg"))).convert("RGB")


def test_copies_look_alike(rocket: Image.Image) -> None:
    own = look_hash(rocket)
    assert own is not None
    for copy in (
        look_hash(rocket, "JPEG", quality=40),
        look_hash(rocket.resize((300, 200)), "WEBP"),
        look_hash(ImageEnhance.Brightness(rocket).enhance(1.15)),
    ):
        assert copy is not None
        assert distance(own, copy) <= ALIKE


def test_other_pictures_do_not(rocket: Image.Image) -> None:
    own, mirrored = look_hash(rocket), look_hash(rocket.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert own is not None
    assert mirrored is not None
    assert distance(own, mirrored) > ALIKE


def test_plain_color_looks_like_nothing() -> None:
    assert look_hash(Image.new("RGB", (40, 30), "teal")) is None
