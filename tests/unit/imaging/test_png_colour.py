"""A PNG's own word on its colours, and chunks that it can do without."""

import io
import struct

import pytest
from PIL import Image

from pixelflare.imaging import RenderJob, inspect, render
from schema.addresses.formats import Format
from schema.addresses.options import Options
from tests.unit.imaging import pictures as p
from tests.unit.imaging.pictures import public_copy

PHOTO_P3 = (31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000)
SRGB = (31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000)


def with_chunks(picture: Image.Image, *chunks: bytes) -> bytes:
    plain = p.saved(picture, "PNG")
    return plain[:33] + b"".join(chunks) + plain[33:]


def gamma(value: float) -> bytes:
    return p.png_chunk(b"gAMA", struct.pack(">I", round(value * 100_000)))


def primaries(values: tuple[int, ...]) -> bytes:
    return p.png_chunk(b"cHRM", struct.pack(">8I", *values))


def shown(data: bytes) -> tuple[int, ...]:
    inspect(data, extension="png")
    (made,) = render(data, [RenderJob("whole", Format.PNG, Options())])
    value = Image.open(io.BytesIO(made.body)).convert("RGB").getpixel((3, 3))
    assert isinstance(value, tuple)
    return value


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P"])
def test_samples_of_light_are_shown_as_bright_as_they_are(mode: str) -> None:
    grey = Image.new("L", (8, 8), 128).convert("RGB" if mode == "P" else mode)
    data = with_chunks(grey.quantize(2) if mode == "P" else grey, gamma(1.0))
    assert all(abs(value - 188) <= 1 for value in shown(data))


def test_wide_primaries_are_brought_to_srgb() -> None:
    data = with_chunks(Image.new("RGB", (8, 8), (200, 40, 40)), gamma(0.45455), primaries(PHOTO_P3))
    red, green, blue = shown(data)
    assert abs(red - 218) <= 3
    assert green <= 8
    assert 12 <= blue <= 30  # 27 by the curve of sRGB, whose darks a plain power lacks


@pytest.mark.parametrize(
    "chunks",
    [
        (gamma(0.45455), primaries(SRGB)),
        (p.png_chunk(b"sRGB", b"\0"), gamma(1.0)),
        (gamma(0.0),),
        (gamma(21_000.0),),
        (gamma(0.45455), primaries((0,) * 8)),
        (gamma(0.45455), primaries((33_333, 33_333) * 4)),
        (p.png_chunk(b"cICP", b"\1\x0d\0\1"), gamma(1.0)),
    ],
)
def test_what_is_srgb_or_nonsense_changes_nothing(chunks: tuple[bytes, ...]) -> None:
    assert shown(with_chunks(Image.new("RGB", (8, 8), (200, 40, 40)), *chunks)) == (200, 40, 40)


@pytest.mark.parametrize("kind", [b"tEXt", b"gAMA", b"pHYs", b"tIME", b"eXIf", b"iCCP"])
def test_a_broken_chunk_that_is_not_needed_is_passed_over(kind: bytes) -> None:
    chunk = p.png_chunk(kind, b"Author\0Somebody")
    data = with_chunks(Image.new("RGB", (8, 8), (200, 40, 40)), chunk[:-1] + bytes([chunk[-1] ^ 1]))
    assert shown(data) == (200, 40, 40)
    assert kind not in public_copy(data, content_type="image/png", strip_all=False)
