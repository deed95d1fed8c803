"""Predicted bytes against those that the engine makes, for photographs with their ladder there, and without."""

import io
from functools import cache

import pytest
from PIL import Image

from pixelflare.explain.prediction import Made, predict
from pixelflare.imaging import Rendered, job_of, render
from schema.addresses.formats import Format
from schema.addresses.options import options_of
from schema.addresses.presets import PRESETS
from tests.photographs import camera_jpeg, photograph

PHOTOGRAPHS = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg", "retina.jpg", "camera")
WANTED = [
    *(job_of(f"w={width}", format_) for width in (100, 300) for format_ in (Format.AVIF, Format.JPEG, Format.PNG)),
    *(job_of(f"w=320,q={q}", format_) for q in (30, 55, 90) for format_ in (Format.AVIF, Format.WEBP, Format.JPEG)),
    job_of("w=320,h=320,fit=cover", Format.WEBP),
    job_of("w=400,gray=1", Format.WEBP),
]


@cache
def bytes_of(name: str) -> bytes:
    """The photograph, small enough to be encoded often."""
    whole = Image.open(io.BytesIO(camera_jpeg(2) if name == "camera" else photograph(name))).convert("RGB")
    whole.thumbnail((800, 800))
    body = io.BytesIO()
    whole.save(body, "JPEG", quality=92)
    return body.getvalue()


def made(rendered: Rendered) -> Made:
    pixels = rendered.width * rendered.height
    return Made(options_of(rendered.order.name), rendered.order.format, pixels, len(rendered.body))


@cache
def ladder(name: str) -> list[tuple[str, Made]]:
    orders = [job_of(preset, Format.WEBP) for preset in PRESETS]
    return [(each.order.name, made(each)) for each in render(bytes_of(name), orders)]


@cache
def results(name: str) -> list[Made]:
    return [made(each) for each in render(bytes_of(name), WANTED)]


def share_within_factor_of_two(*, with_ladder: bool) -> float:
    ratios = [
        predict(result, ladder(name) if with_ladder else []).size_bytes / result.size_bytes
        for name in PHOTOGRAPHS
        for result in results(name)
    ]
    return sum(0.5 <= ratio <= 2 for ratio in ratios) / len(ratios)


def test_with_the_ladder_there_nearly_every_prediction_is_within_a_factor_of_two() -> None:
    assert share_within_factor_of_two(with_ladder=True) >= 0.95


def test_without_any_neighbour_most_are() -> None:
    assert share_within_factor_of_two(with_ladder=False) >= 0.7


def test_the_nearest_neighbour_is_the_basis() -> None:
    wanted = Made(options_of("w=500"), Format.WEBP, 500 * 300)
    near, far = Made(options_of("w512"), Format.WEBP, 512 * 307, 9_000), Made(options_of("w128"), Format.WEBP, 9_000, 1)

    assert predict(wanted, [("w128.webp", far), ("w512.webp", near)]).basis == "w512.webp, which has 9000 bytes"
    assert 8_500 < predict(wanted, [("w128.webp", far), ("w512.webp", near)]).size_bytes < 9_000
    assert predict(wanted, []).basis == "a usual photograph as webp"


@pytest.mark.parametrize("format_", [Format.AVIF, Format.WEBP, Format.JPEG])
def test_more_quality_is_never_predicted_to_be_smaller(format_: Format) -> None:
    sizes = [predict(Made(options_of(f"w=300,q={q}"), format_, 60_000), []).size_bytes for q in range(1, 101)]
    assert sizes == sorted(sizes)


def test_a_single_pixel_has_a_size() -> None:
    assert predict(Made(options_of("w=1,blur=250,q=1"), Format.AVIF, 1), []).size_bytes >= 1
