"""Ads that are composed without a model: words stand where they can be read, in every style, ratio and platform."""

import io
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pixelflare.imaging import CannotCompose, compose_ad
from pixelflare.imaging.ads.colours import LEAST_CONTRAST, contrast, luminance
from pixelflare.imaging.ads.compose import Composed, compose
from pixelflare.imaging.ads.lettering import Face, fitted, font
from pixelflare.imaging.ads.safe_areas import safe_area
from schema.studio.ads import (
    LONGEST_BODY,
    LONGEST_CALL,
    LONGEST_HEADLINE,
    LONGEST_PRICE,
    SIZES,
    Ad,
    AdPlatform,
    AdStyle,
    AspectRatio,
    Brand,
)
from tests.photographs import photograph

STYLES, RATIOS = list(AdStyle), list(AspectRatio)
LONG = "wonderful handmade porcelain from the north "
WORDS = {
    "headline": (LONG * 3)[:LONGEST_HEADLINE].strip(),
    "body": (LONG * 5)[:LONGEST_BODY].strip(),
    "price": "US$1,299.00 per pair"[:LONGEST_PRICE],
    "call_to_action": "Order yours until Sunday"[:LONGEST_CALL],
}


@pytest.fixture(scope="module")
def coffee() -> Image.Image:
    return Image.open(io.BytesIO(photograph("coffee.png"))).convert("RGB")


def an_ad(**fields: object) -> Ad:
    usual = {"headline": "Coffee that wakes you up", "price": "€14.90", "call_to_action": "Shop now"}
    return Ad.model_validate(usual | {"brand": Brand(name="Fjord & Bean")} | fields)


def colours_of(picture: Image.Image) -> set[object]:
    return {colour for _, colour in picture.getcolors(picture.width * picture.height) or []}


def check_can_be_read(composed: Composed, ad: Ad) -> None:
    safe = safe_area(ad.ratio, ad.platform)
    for each in composed.placed:
        assert safe.holds(each.box), f"{each.what} is where the platform has its own words"
        assert each.contrast >= LEAST_CONTRAST, f"{each.what} has a contrast of {each.contrast:.1f}"
    for one, other in combinations(composed.placed, 2):
        assert not one.box.meets(other.box), f"{one.what} lies on {other.what}"


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("style", STYLES)
def test_words_can_be_read(coffee: Image.Image, style: AdStyle, ratio: AspectRatio) -> None:
    ad = an_ad(style=style, ratio=ratio, body="Roasted in small batches in Bergen.")
    composed = compose(ad, coffee)
    assert composed.picture.size == SIZES[ratio]
    assert {each.what for each in composed.placed} == {"headline", "body", "price", "button", "brand"}
    check_can_be_read(composed, ad)


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("style", STYLES)
def test_the_longest_words_have_room(coffee: Image.Image, style: AdStyle, ratio: AspectRatio) -> None:
    ad = an_ad(style=style, ratio=ratio, **WORDS)
    check_can_be_read(compose(ad, coffee), ad)


@pytest.mark.parametrize("platform", list(AdPlatform))
@pytest.mark.parametrize("style", STYLES)
def test_a_platforms_own_words_cover_nothing(coffee: Image.Image, style: AdStyle, platform: AdPlatform) -> None:
    ad = an_ad(style=style, ratio=AspectRatio.TALL, platform=platform)
    check_can_be_read(compose(ad, coffee), ad)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ground", ["#ffffff", "#000000", "#808080", "#ffe600", "#0000ff"])
def test_any_brand_colour_and_any_ground_can_be_read(style: AdStyle, ground: str) -> None:
    picture = Image.new("RGB", (640, 480), ground)
    ad = an_ad(style=style, body="On any ground", brand=Brand(name="Fjord", primary=ground))
    check_can_be_read(compose(ad, picture), ad)


@pytest.mark.parametrize("style", STYLES)
def test_only_a_headline_is_an_ad_too(coffee: Image.Image, style: AdStyle) -> None:
    ad = Ad(headline="Sale", style=style)
    composed = compose(ad, coffee)
    assert [each.what for each in composed.placed] == ["headline"]
    check_can_be_read(composed, ad)


def test_a_cut_out_stands_on_the_ground() -> None:
    """What is transparent shows the ad's ground, not black or white."""
    product = Image.new("RGBA", (400, 400))
    product.paste((200, 30, 30, 255), (100, 100, 300, 300))
    picture = compose(an_ad(brand=Brand(primary="#204080")), product).picture
    shown = colours_of(picture)
    assert (200, 30, 30) in shown
    assert (0, 0, 0) not in shown


def test_a_logo_takes_the_place_of_the_name(coffee: Image.Image) -> None:
    logo = Image.new("RGBA", (300, 100), (0, 200, 0, 255))
    composed = compose(an_ad(), coffee, logo)
    assert "brand" not in {each.what for each in composed.placed}
    assert (0, 200, 0) in colours_of(composed.picture)


def test_the_same_order_is_the_same_file() -> None:
    product = photograph("rocket.jpg")
    first = compose_ad(an_ad(), product)
    assert first == compose_ad(an_ad(), product)
    with Image.open(io.BytesIO(first)) as made:
        assert (made.format, made.size, made.mode) == ("JPEG", (1080, 1080), "RGB")


def test_a_word_that_is_wider_than_the_ad_is_refused(coffee: Image.Image) -> None:
    with pytest.raises(CannotCompose, match="no room for"):
        compose(an_ad(headline="W" * LONGEST_HEADLINE), coffee)


def test_a_picture_that_is_too_small_is_refused() -> None:
    with pytest.raises(CannotCompose, match="smaller than 64 pixels"):
        compose(an_ad(), Image.new("RGB", (63, 500)))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ((255, 255, 255), (0, 0, 0), 21.0),
        ((119, 119, 119), (255, 255, 255), 4.48),
        ((0, 0, 255), (255, 255, 255), 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one: tuple[int, int, int], other: tuple[int, int, int], ratio: float) -> None:
    """Values of https://webaim.org/resources/contrastchecker/."""
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert luminance((255, 255, 255)) == pytest.approx(1)


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=9), min_size=1, max_size=12))
def test_text_is_never_cut(words: list[str]) -> None:
    lines = fitted(" ".join(words), Face.HEAVY, (600, 400), largest=80, smallest=8, most_lines=12)
    assert " ".join(lines.lines).split() == words
    used = font(lines.face, lines.size)
    assert all(used.getlength(line) <= 600 for line in lines.lines)
    assert lines.height <= 400
