"""Colours that AVIF, HEIC and PNG say by code points (ITU-T H.273), HDR among them."""

import io
import struct
from collections.abc import Callable

import pytest
from PIL import Image, ImageStat

from pixelflare.imaging import RenderJob, inspect, public_original, render
from schema.addresses.formats import Format
from schema.addresses.options import Options
from tests.photographs import heif_file
from tests.unit.imaging import pictures as p
from tests.unit.imaging.profiles import matrix

WRITTEN = struct.pack(">HH", 1, 13)
P3, BT2020, BT709, UNSPECIFIED = 12, 9, 1, 2
SRGB_CURVE, LIGHT, PQ, HLG = 13, 8, 16, 18
PATCH = (200, 40, 40)


def avif(picture: Image.Image, primaries: int, transfer: int) -> bytes:
    """Pillow's AVIF, whose colours it always says to be sRGB's, with others said."""
    data = p.saved(picture, "AVIF", quality=100, subsampling="4:4:4")
    return data.replace(b"nclx" + WRITTEN, b"nclx" + struct.pack(">HH", primaries, transfer))


def png(picture: Image.Image, primaries: int, transfer: int) -> bytes:
    plain = p.saved(picture, "PNG")
    return plain[:33] + p.png_chunk(b"cICP", bytes((primaries, transfer, 0, 1))) + plain[33:]


WRITERS = {"avif": avif, "png": png}
Writer = Callable[[Image.Image, int, int], bytes]


def made_of(data: bytes, name: str = "png") -> Image.Image:
    inspect(data, extension=name)
    (made,) = render(data, [RenderJob("whole", Format.PNG, Options())])
    return Image.open(io.BytesIO(made.body)).convert("RGB")


def middle(picture: Image.Image) -> tuple[int, ...]:
    value = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(value, tuple)
    return value


def pq(nits: float) -> int:
    """BT.2100, table 4: the inverse EOTF, as an 8-bit sample."""
    light = (nits / 10_000) ** 0.1593017578125
    return int(255 * ((0.8359375 + 18.8515625 * light) / (1 + 18.6875 * light)) ** 78.84375 + 0.5)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_colours_of_a_phone_s_screen_are_brought_to_srgb(name: str, mode: str) -> None:
    data = WRITERS[name](Image.new("RGB", (32, 32), PATCH).convert(mode), P3, SRGB_CURVE)
    assert p.near(middle(made_of(data, name)), (218, 0, 27), by=2)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize(
    ("primaries", "transfer"), [(BT709, 1), (BT709, SRGB_CURVE), (UNSPECIFIED, UNSPECIFIED), (BT709, 6), (3, 200)]
)
def test_television_and_what_is_not_said_are_srgb(name: str, primaries: int, transfer: int) -> None:
    data = WRITERS[name](Image.new("RGB", (32, 32), PATCH), primaries, transfer)
    assert p.near(middle(made_of(data, name)), PATCH, by=2)


@pytest.mark.parametrize("name", WRITERS)
def test_samples_that_are_light_are_bent(name: str) -> None:
    data = WRITERS[name](Image.new("RGB", (32, 32), (128, 128, 128)), BT709, LIGHT)
    assert p.near(middle(made_of(data, name)), (188, 188, 188), by=2)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("nits", [1.0, 10.0, 50.0, 203.0])
def test_pq_up_to_diffuse_white_is_shown_as_it_is(name: str, nits: float) -> None:
    data = WRITERS[name](Image.new("RGB", (32, 32), (pq(nits),) * 3), BT2020, PQ)
    light = nits / 203
    right = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    assert (
        abs(middle(made_of(data, name))[1] - 255 * right) <= 6
    )  # a step of eight bits is up to three per cent of light


@pytest.mark.parametrize("name", WRITERS)
def test_lights_above_white_are_compressed_and_keep_their_order(name: str) -> None:
    picture = Image.new("RGB", (60, 20))
    levels = (20.0, 100.0, 203.0, 400.0, 1000.0)
    for index, nits in enumerate(levels):
        picture.paste((pq(nits),) * 3, (index * 10, 0, index * 10 + 10, 20))
    whole = made_of(WRITERS[name](picture, BT2020, PQ), name)
    shown = [whole.getpixel((index * 10 + 5, 10))[1] for index in range(len(levels))]  # type: ignore[index]
    assert shown == sorted(set(shown))
    assert 215 < shown[2] < 235
    assert shown[-1] >= 253


@pytest.mark.parametrize("name", WRITERS)
def test_hlg_at_three_quarters_is_white(name: str) -> None:
    data = WRITERS[name](Image.new("RGB", (32, 32), (191, 191, 191)), BT2020, HLG)
    assert min(middle(made_of(data, name))) >= 250
    data = WRITERS[name](Image.new("RGB", (32, 32), (97, 97, 97)), BT2020, HLG)  # 38 %: 18 % grey, 26 nits (BT.2408)
    assert p.near(middle(made_of(data, name)), (102, 102, 102), by=8)


@pytest.mark.parametrize(("primaries", "transfer"), [(P3, SRGB_CURVE), (BT2020, PQ), (BT709, LIGHT)])
def test_a_heic_is_shown_like_an_avif_that_says_the_same(primaries: int, transfer: int) -> None:
    plain = heif_file("heif_special/crop_mismatch_thumbnail.heic")
    told = plain.replace(b"nclx" + WRITTEN, b"nclx" + struct.pack(">HH", primaries, transfer))
    assert told != plain
    same = avif(made_of(plain, "heif"), primaries, transfer)
    one, other = (ImageStat.Stat(picture).mean for picture in (made_of(told, "heif"), made_of(same, "avif")))
    assert all(abs(a - b) <= 4 for a, b in zip(one, other, strict=True))
    shown = p.opened(public_original(told, content_type="image/heic", strip_all=False).body).convert("RGB")
    assert all(abs(a - b) <= 4 for a, b in zip(one, ImageStat.Stat(shown).mean, strict=True))


def test_a_photograph_in_pq_looks_like_the_one_it_was_made_of() -> None:
    gradient = Image.linear_gradient("L").resize((64, 64))
    photo = Image.merge("RGB", (gradient, gradient.rotate(90), gradient.rotate(180).point(lambda value: value // 2)))
    levels = [pq(203 * ((v / 255 + 0.055) / 1.055) ** 2.4 if v > 10 else 203 * v / 255 / 12.92) for v in range(256)]
    coded = photo.point(levels * 3)
    there, back = ImageStat.Stat(photo).mean, ImageStat.Stat(made_of(png(coded, BT709, PQ))).mean
    assert all(abs(one - other) <= 2 for one, other in zip(there, back, strict=True))


def test_a_profile_comes_before_code_points_in_avif_and_after_them_in_png() -> None:
    patch, profile = Image.new("RGB", (32, 32), PATCH), matrix("Display P3", gamma=2.2)
    in_avif = p.saved(patch, "AVIF", quality=100, subsampling="4:4:4", icc_profile=profile)
    assert p.near(middle(made_of(in_avif, "avif")), (218, 0, 20), by=8)
    plain = p.saved(patch, "PNG", icc_profile=profile)
    in_png = plain[:33] + p.png_chunk(b"cICP", bytes((1, 13, 0, 1))) + plain[33:]
    assert middle(made_of(in_png)) == PATCH


@pytest.mark.parametrize("chunk", [b"", b"\x0c", b"\x0c\x0d\0\1\0", b"\xff\xff\0\1"])
def test_broken_code_points_of_a_png_change_nothing(chunk: bytes) -> None:
    plain = p.saved(Image.new("RGB", (8, 8), PATCH), "PNG")
    assert middle(made_of(plain[:33] + p.png_chunk(b"cICP", chunk) + plain[33:])) == PATCH


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_black_and_grey_hdr_are_shown(transfer: int) -> None:
    assert middle(made_of(png(Image.new("L", (8, 8), 0), BT2020, transfer))) == (0, 0, 0)
    assert middle(made_of(png(Image.new("LA", (8, 8), (255, 255)), BT2020, transfer))) == (255, 255, 255)
