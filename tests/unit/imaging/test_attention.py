"""The point that a crop is put around when nobody says which."""

import io

import pytest
from PIL import Image

from pixelflare.imaging import inspect
from tests.photographs import phone_jpeg, photograph
from tests.unit.imaging import pictures as p


def focus(data: bytes, extension: str) -> tuple[float, float]:
    found = inspect(data, extension=extension).focus
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "box"),
    [
        ("astronaut.png", (0.3, 0.1, 0.6, 0.45)),  # her face
        ("chelsea.png", (0.2, 0.2, 0.7, 0.7)),  # the cat's face
        ("coffee.png", (0.2, 0.2, 0.8, 0.8)),  # the cup
        ("camera.png", (0.3, 0.2, 0.8, 0.6)),  # the camera
    ],
)
def test_the_eye_goes_to_what_the_picture_is_of(name: str, box: tuple[float, float, float, float]) -> None:
    x, y = focus(photograph(name), "png")
    assert box[0] <= x <= box[2]
    assert box[1] <= y <= box[3]


def test_what_stands_aside_is_found_there() -> None:
    face = Image.open(io.BytesIO(photograph("astronaut.png"))).convert("RGB").crop((150, 20, 320, 220))
    for left in (60, 700):
        ground = Image.new("RGB", (1_000, 300), (120, 140, 150))
        ground.paste(face, (left, 60))
        x, _ = focus(p.saved(ground, "PNG"), "png")
        assert left <= 1_000 * x <= left + 170


def test_the_point_is_given_in_the_picture_as_it_is_held() -> None:
    x, y = focus(phone_jpeg(), "jpg")
    turned_x, turned_y = focus(phone_jpeg(orientation=6), "jpg")
    assert turned_x == pytest.approx(1 - y, abs=0.1)
    assert turned_y == pytest.approx(x, abs=0.1)


def test_of_nothing_to_look_at_it_is_the_middle() -> None:
    for picture in (Image.new("RGB", (500, 20), (9, 99, 200)), Image.new("RGBA", (3, 900)), Image.new("L", (1, 1))):
        assert focus(p.saved(picture, "PNG"), "png") == (0.5, 0.5)
