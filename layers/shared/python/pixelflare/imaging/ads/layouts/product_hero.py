"""The product on a soft ground: the eye goes to it first, and from there to the price."""

from pixelflare.imaging.ads.boxes import Box
from pixelflare.imaging.ads.colours import INK, WHITE, mixed
from pixelflare.imaging.ads.lettering import Face
from pixelflare.imaging.ads.parts import Material, brand_mark, in_tall, product_on, rows
from pixelflare.imaging.ads.sheet import Sheet, Style


def draw(sheet: Sheet, material: Material) -> None:
    ground = mixed(material.primary, WHITE, 0.86)
    sheet.shape(sheet.all, ground)
    sheet.darken(sheet.all, mixed(material.primary, WHITE, 0.5), from_=0.0, to=0.75)
    if material.is_wide:
        left, right = sheet.safe.part(0, 0, 0.48, 1), sheet.safe.part(0.53, 0, 1, 1)
        product_on(sheet, material.product, right)
        _words(sheet, material, left, across=0.0)
        return
    if material.is_tall:
        words, product = in_tall(sheet)
        product_on(sheet, material.product, product)
        top, bottom = rows(words, 0.52, 0.48)
    else:
        top, picture, bottom = rows(sheet.safe, 0.27, 0.5, 0.23)
        product_on(sheet, material.product, picture.inset(sheet.unit))
    mark, headline = rows(top, 0.24, 0.76)
    brand_mark(sheet, material, mark, 0.5, material.primary, INK)
    style = Style(Face.HEAVY, largest=8 * sheet.unit, most_lines=2, across=0.5, down=0.4)
    sheet.words("headline", material.ad.headline, headline, style, INK)
    _offer(sheet, material, bottom)


def _offer(sheet: Sheet, material: Material, place: Box) -> None:
    """Body over price and button, side by side where there are both."""
    ad = material.ad
    body, line = rows(place, 0.5, 0.5) if ad.body else (Box(*place[:2], *place[:2]), place)
    text = Style(Face.TEXT, largest=round(3.4 * sheet.unit), smallest=18, most_lines=4, across=0.5, down=0.6)
    sheet.words("body", ad.body, body, text, INK)
    both = bool(ad.price and ad.call_to_action)
    price = Style(Face.HEAVY, largest=7 * sheet.unit, most_lines=1, across=0.95 if both else 0.5, down=0.5)
    button = Style(
        Face.STRONG, largest=round(3.4 * sheet.unit), smallest=20, most_lines=1, across=0.05 if both else 0.5, down=0.5
    )
    left, right = (line.part(0, 0, 0.46, 1), line.part(0.5, 0, 1, 1)) if both else (line, line)
    sheet.words("price", ad.price, left, price, material.primary, INK)
    sheet.button(ad.call_to_action, right, material.primary, button)


def _words(sheet: Sheet, material: Material, place: Box, across: float) -> None:
    ad = material.ad
    mark, headline, body, price, button = rows(place, 0.12, 0.38, 0.18, 0.14, 0.18)
    brand_mark(sheet, material, mark, across, material.primary, INK)
    sheet.words("headline", ad.headline, headline, Style(Face.HEAVY, 11 * sheet.unit, down=0.6), INK)
    text = Style(Face.TEXT, 4 * sheet.unit, smallest=18, most_lines=4, down=0.4)
    sheet.words("body", ad.body, body, text, INK)
    sheet.words(
        "price", ad.price, price, Style(Face.HEAVY, 7 * sheet.unit, most_lines=1, down=0.5), material.primary, INK
    )
    sheet.button(
        ad.call_to_action,
        button,
        material.primary,
        Style(Face.STRONG, round(3.4 * sheet.unit), smallest=20, most_lines=1, down=0.6),
    )
