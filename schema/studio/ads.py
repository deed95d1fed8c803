"""Static ads: what is set into a picture, and how it looks."""

from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from schema.base import Record

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
LONGEST_HEADLINE, LONGEST_BODY, LONGEST_PRICE, LONGEST_CALL = 80, 160, 20, 24


class AdStyle(StrEnum):
    PRODUCT_HERO = "product_hero"
    """The product on a soft ground, with everything else above and below it."""
    LIFESTYLE = "lifestyle"
    """The picture fills the ad, and darkens where words are."""
    MINIMAL = "minimal"
    """Much white, few words, no button."""
    BOLD = "bold"
    """The brand's colour, and letters as large as they can be."""
    SEASONAL = "seasonal"
    """A frame of dots in the brand's colours, and letters with serifs."""


class AspectRatio(StrEnum):
    SQUARE = "1:1"
    TALL = "9:16"
    PORTRAIT = "4:5"
    WIDE = "16:9"


class Size(NamedTuple):
    width: int
    height: int


SIZES = {
    AspectRatio.SQUARE: Size(1080, 1080),
    AspectRatio.TALL: Size(1080, 1920),
    AspectRatio.PORTRAIT: Size(1080, 1350),
    AspectRatio.WIDE: Size(1920, 1080),
}


class AdPlatform(StrEnum):
    """Where it is shown. Some put their own words and buttons over it."""

    ANYWHERE = "anywhere"
    META = "meta"
    TIKTOK = "tiktok"
    PINTEREST = "pinterest"


class Brand(Record):
    name: Annotated[str, Field(max_length=40)] = ""
    """Stands for the logo where there is none."""
    primary: Colour | None = None
    """None: the picture's own strongest colour."""
    secondary: Colour | None = None


class Ad(Record):
    style: AdStyle = AdStyle.PRODUCT_HERO
    ratio: AspectRatio = AspectRatio.SQUARE
    platform: AdPlatform = AdPlatform.ANYWHERE
    headline: Annotated[str, Field(min_length=1, max_length=LONGEST_HEADLINE)]
    body: Annotated[str, Field(max_length=LONGEST_BODY)] = ""
    price: Annotated[str, Field(max_length=LONGEST_PRICE)] = ""
    """As it is to be read, with its currency."""
    call_to_action: Annotated[str, Field(max_length=LONGEST_CALL)] = ""
    brand: Brand = Brand()
