"""The picture fills the ad. It darkens towards the words, which stand at its lower end."""

from pixelflare.imaging.ads.boxes import Box
from pixelflare.imaging.ads.colours import WHITE, Rgb, mixed, readable_on
from pixelflare.imaging.ads.lettering import Face
from pixelflare.imaging.ads.parts import Material, brand_mark, rows
from pixelflare.imaging.ads.sheet import Sheet, Style

_NIGHT = (8, 9, 14)
_DIM = 0.66
"""Opacity at which white letters can be read on nearly any photograph."""


def draw(sheet: Sheet, material: Material) -> None:
    sheet.photograph(material.product, sheet.all)
    safe, unit, ad = sheet.safe, sheet.unit, material.ad
    words = safe.part(0, 0.3 if material.is_tall else 0.46, 0.6 if material.is_wide else 1, 1)
    night = mixed(_NIGHT, material.primary, 0.15)
    _night_falls(sheet, words, night)
    top = safe.part(0, 0, 1, 0.1)
    if ad.brand.name or material.logo:
        sheet.shape(Box(0, 0, sheet.all.right, top.bottom), night, opacity=_DIM)
        sheet.darken(Box(0, top.bottom, sheet.all.right, top.bottom + 16 * unit), night, from_=_DIM, to=0.0)
    brand_mark(sheet, material, top, 0.0, WHITE)
    headline, body, offer = rows(words, 0.5, 0.22 if ad.body else 0.02, 0.28)
    sheet.words("headline", ad.headline, headline, Style(Face.HEAVY, 9 * unit, down=0.9), WHITE)
    if ad.body:
        text = Style(Face.TEXT, round(3.3 * unit), smallest=18, most_lines=4, down=0.5)
        sheet.words("body", ad.body, body, text, WHITE)
    _offer(sheet, material, offer)


def _night_falls(sheet: Sheet, words: Box, night: Rgb) -> None:
    """In two parts: quickly above the words, and then slowly down to the lower edge."""
    begin = max(0, words.top - 22 * sheet.unit)
    sheet.darken(Box(0, begin, sheet.all.right, words.top), night, from_=0.0, to=_DIM)
    sheet.darken(Box(0, words.top, *sheet.all[2:]), night, from_=_DIM, to=0.92)


def _offer(sheet: Sheet, material: Material, place: Box) -> None:
    ad, unit = material.ad, sheet.unit
    button = Style(Face.STRONG, round(3.4 * unit), smallest=20, most_lines=1, down=0.7)
    ground = WHITE if readable_on(material.primary, WHITE) != WHITE else material.primary
    box = sheet.button(ad.call_to_action, place.part(0, 0, 0.6, 1), ground, button)
    price = place._replace(left=box.right + (3 * unit if ad.call_to_action else 0))
    style = Style(Face.HEAVY, 6 * unit, most_lines=1, down=0.72)
    sheet.words("price", ad.price, price, style, WHITE)
