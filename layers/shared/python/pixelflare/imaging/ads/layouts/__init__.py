"""How each style of an ad is laid out."""

from pixelflare.imaging.ads.layouts import bold, lifestyle, minimal, product_hero, seasonal
from pixelflare.imaging.ads.parts import Layout
from schema.studio.ads import AdStyle

LAYOUTS: dict[AdStyle, Layout] = {
    AdStyle.PRODUCT_HERO: product_hero.draw,
    AdStyle.LIFESTYLE: lifestyle.draw,
    AdStyle.MINIMAL: minimal.draw,
    AdStyle.BOLD: bold.draw,
    AdStyle.SEASONAL: seasonal.draw,
}
