import pytest
from PIL import Image, ImageDraw, ImageFont

from pixelflare.imaging import job_of, render
from pixelflare.imaging.decode.colour import in_eight_bits
from pixelflare.imaging.effects.linear_light import is_needed, resized
from pixelflare.imaging.geometry.turns import Size
from schema.addresses.formats import Format
from tests.photographs import camera_jpeg, photograph
from tests.unit.imaging import pictures as p

HALF_THE_LIGHT = 188
"""Of white, as sRGB says it: 255 * (1.055 * 0.5 ** (1 / 2.4) - 0.055)."""


def checkerboard(side: int = 512) -> Image.Image:
    """Of pixels, black and white."""
    return Image.frombytes("L", (side, side), bytes([0, 255] * (side // 2) + [255, 0] * (side // 2)) * (side // 2))


def text(ground: str, ink: str) -> Image.Image:
    page = Image.new("RGB", (900, 700), ground)
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(18)
    for y in range(10, 690, 26):
        draw.text((12, y), "Sphinx of black quartz, judge my vow, and quickly so; then write it down", ink, font)
    return page


def lights_at_night() -> Image.Image:
    night = Image.new("RGB", (800, 600), "#060810")
    for at in range(0, 800 * 600, 67):
        night.putpixel((at % 800, at // 800), (255, 220, 160))
    return night


def one(data: bytes, variant: str, kind: Format = Format.PNG) -> Image.Image:
    (rendered,) = render(data, [job_of(variant, kind)])
    return p.opened(rendered.body)


@pytest.mark.parametrize("variant", ["w=256", "w=100", "w=31"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_checkerboard_of_pixels_keeps_its_light(mode: str, variant: str) -> None:
    made = one(p.saved(checkerboard().convert(mode), "PNG"), variant)
    for found in p.corner_colors(made):
        assert p.near(found, (HALF_THE_LIGHT,) * 3, by=3)


def test_a_checkerboard_keeps_its_light_in_every_variant_of_the_ladder() -> None:
    board = p.saved(checkerboard(4096).convert("RGB"), "PNG", compress_level=1)
    for rendered in render(board, [job_of(name, Format.PNG) for name in ("w2048", "w1024", "w128", "thumb")]):
        assert p.near(p.corner_colors(p.opened(rendered.body))[0], (HALF_THE_LIGHT,) * 3, by=3)


def test_a_checkerboard_keeps_its_light_beside_alpha() -> None:
    board = checkerboard().convert("RGBA")
    board.putalpha(128)
    made = one(p.saved(board, "PNG"), "w=128")
    assert made.getchannel("A").getextrema() == (128, 128)
    assert p.near(p.corner_colors(made)[0], (HALF_THE_LIGHT,) * 3, by=3)


@pytest.mark.parametrize(
    "picture", [checkerboard(), text("#1e1e1e", "#d4d4d4"), text("white", "black"), lights_at_night()]
)
def test_dithering_text_and_lights_in_the_dark_are_resized_as_light(picture: Image.Image) -> None:
    assert is_needed(picture)


@pytest.mark.parametrize("name", ["astronaut.png", "chelsea.png", "coffee.png", "motorcycle_left.png", "coins.png"])
def test_photographs_are_resized_as_they_are(name: str) -> None:
    picture = in_eight_bits(p.opened(photograph(name)))
    assert not is_needed(picture)
    plain = picture.convert("RGB").resize((128, round(picture.height * 128 / picture.width)), Image.Resampling.LANCZOS)
    assert p.mean_difference(one(photograph(name), "w=128"), plain) < 1


def test_what_would_take_too_much_memory_as_light_is_resized_as_it_is() -> None:
    assert is_needed(checkerboard(5_700).convert("RGB"))
    assert not is_needed(checkerboard(5_800).convert("RGB"))


def test_a_picture_of_one_colour_stays_that_colour_as_light() -> None:
    for colour in ((0, 0, 0), (1, 2, 3), (90, 130, 200), (255, 255, 255)):
        made = resized(Image.new("RGB", (64, 64), colour), (20, 20), Image.Resampling.LANCZOS, (0, 0, 64, 64), gap=2.0)
        assert made.getextrema() == tuple((value, value) for value in colour)


@pytest.mark.parametrize("size", [(400, 300), (155, 40)])
def test_of_a_photograph_light_and_samples_make_nearly_the_same(size: Size) -> None:
    picture = p.opened(camera_jpeg(2)).resize((816, 612))
    box = (30.5, 20.0, 700.0, 611.0)
    as_light = resized(picture, size, Image.Resampling.LANCZOS, box, gap=2.0)
    assert p.mean_difference(as_light, picture.resize(size, Image.Resampling.LANCZOS, box, 2.0)) < 2


def test_what_cannot_be_seen_gives_no_light() -> None:
    picture = Image.new("RGBA", (400, 400), (0, 255, 0, 0))
    picture.paste((200, 0, 0, 255), (100, 100, 301, 301))
    made = resized(picture, (130, 130), Image.Resampling.LANCZOS, (0, 0, 400, 400), gap=2.0)
    seen = [made.getpixel((x, 64)) for x in range(130)]
    assert all(pixel[1] < 10 for pixel in seen if isinstance(pixel, tuple) and pixel[3] > 20)
