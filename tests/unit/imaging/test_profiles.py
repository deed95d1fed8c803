"""Colours with a profile come out as libvips makes them of the same file, by the same intents."""

import pytest
import pyvips
from PIL import Image

from pixelflare.imaging import job_of, render
from schema.addresses.formats import Format
from tests.unit.imaging import pictures as p
from tests.unit.imaging import profiles

SIDE = 16
COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (200, 100, 50), (12, 12, 12), (60, 120, 180), (240, 250, 245)]
INKS = [(0, 0, 0, 0), (255, 255, 255, 255), (255, 0, 0, 0), (0, 200, 40, 10), (90, 60, 60, 120), (0, 0, 0, 255)]
GREYS = [0, 20, 90, 128, 200, 255]


def of_one_colour(mode: str, colour: object, name: str = "PNG", **options: object) -> bytes:
    return p.saved(Image.new(mode, (SIDE, SIDE), colour), name, **options)  # type: ignore[arg-type]


def made(data: bytes) -> tuple[int, ...]:
    (rendered,) = render(data, [job_of(f"w={SIDE}", Format.PNG)])
    return p.corner_colors(p.opened(rendered.body))[0]


def made_by_vips(data: bytes, intent: str) -> tuple[int, ...]:
    picture = pyvips.Image.new_from_buffer(data, "").icc_transform(
        "srgb", embedded=True, intent=intent, black_point_compensation=True
    )
    colour = [round(value) for value in picture.getpoint(SIDE // 4, SIDE // 4)]
    return tuple(colour[:3] if len(colour) > 2 else colour[:1] * 3)


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize(("name", "gamma"), [("Display P3", 2.2), ("Adobe RGB", 2.2), ("Adobe RGB", 1.8)])
def test_a_cameras_or_displays_colours_are_moved_as_little_as_can_be(
    name: str, gamma: float, colour: tuple[int, int, int]
) -> None:
    data = of_one_colour("RGB", colour, icc_profile=profiles.matrix(name, gamma=gamma))
    assert p.near(made(data), made_by_vips(data, "relative"), by=1)


def test_what_srgb_has_of_adobes_green_and_p3s_red() -> None:
    adobe = profiles.matrix("Adobe RGB", gamma=2.19921875)
    assert p.near(made(of_one_colour("RGB", (0, 255, 0), icc_profile=adobe)), (0, 255, 0), by=1)
    assert p.near(made(of_one_colour("RGB", (128, 0, 0), icc_profile=adobe)), (150, 0, 0), by=3)
    p3 = profiles.matrix("Display P3", gamma=2.2)
    assert p.near(made(of_one_colour("RGB", (255, 0, 0), icc_profile=p3)), (255, 0, 0), by=1)


@pytest.mark.parametrize("value", GREYS)
@pytest.mark.parametrize("gamma", [1.8, 2.2])
def test_grey_of_another_gamma_becomes_srgbs_with_and_without_alpha(gamma: float, value: int) -> None:
    profile = profiles.grey(gamma=gamma)
    meant = _as_srgb((value / 255) ** gamma)
    plain = of_one_colour("L", value, icc_profile=profile)
    assert p.near(made(plain), (meant,) * 3, by=2)
    assert p.near(made(plain), made_by_vips(plain, "relative"), by=2)
    assert p.near(made(of_one_colour("LA", (value, 128), icc_profile=profile)), (meant,) * 3, by=2)


def _as_srgb(light: float) -> int:
    return round(255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))


def test_alpha_stays_as_it_is_beside_grey_and_colours_of_a_profile() -> None:
    for data in (
        of_one_colour("LA", (90, 77), icc_profile=profiles.grey(gamma=1.8)),
        of_one_colour("RGBA", (90, 60, 30, 77), icc_profile=profiles.matrix("Display P3", gamma=2.2)),
    ):
        (rendered,) = render(data, [job_of("w=8", Format.PNG)])
        assert p.opened(rendered.body).getchannel("A").getextrema() == (77, 77)


@pytest.mark.parametrize("inks", INKS)
def test_inks_are_shown_as_their_profiles_own_tables_have_it(inks: tuple[int, int, int, int]) -> None:
    profile = pyvips.Image.profile_load("cmyk")
    data = of_one_colour("CMYK", inks, "TIFF", icc_profile=bytes(profile))
    assert p.near(made(data), made_by_vips(data, "perceptual"), by=3)


@pytest.mark.parametrize("inks", INKS)
def test_inks_without_a_profile_each_take_their_part_of_white(inks: tuple[int, int, int, int]) -> None:
    *colours, black = inks
    meant = tuple(round((255 - ink) * (255 - black) / 255) for ink in colours)
    assert p.near(made(of_one_colour("CMYK", inks, "TIFF")), meant, by=2)


def test_a_jpegs_inks_count_alike_whichever_way_round_they_are_stored() -> None:
    data = of_one_colour("CMYK", (20, 120, 200, 30), "JPEG", quality=100)
    assert p.near(made(data), (207, 119, 49), by=6)


def test_a_profile_of_inks_says_nothing_about_colours_of_light() -> None:
    profile = bytes(pyvips.Image.profile_load("cmyk"))
    assert made(of_one_colour("RGB", (200, 100, 50), icc_profile=profile)) == (200, 100, 50)
