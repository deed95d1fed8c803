"""A frame of dots in the brand's colours around a card, and letters with serifs: for a feast or a sale."""

from PIL import ImageDraw

from pixelflare.imaging.ads.boxes import Box
from pixelflare.imaging.ads.colours import INK, WHITE, mixed
from pixelflare.imaging.ads.lettering import Face
from pixelflare.imaging.ads.parts import Material, brand_mark, in_tall, product_on, rows
from pixelflare.imaging.ads.sheet import Sheet, Style

_CREAM = (253, 250, 243)


def draw(sheet: Sheet, material: Material) -> None:
    _dots(sheet, material)
    card = sheet.all.inset(5 * sheet.unit)
    sheet.shadow(card, radius=3 * sheet.unit, spread=2 * sheet.unit)
    sheet.shape(card, _CREAM, radius=3 * sheet.unit)
    inner = sheet.safe.inset(3 * sheet.unit)
    if material.is_wide:
        product_on(sheet, material.product, inner.part(0, 0, 0.46, 1))
        _words(sheet, material, inner.part(0.52, 0.03, 1, 0.97), across=0.0)
        return
    if material.is_tall:
        words, product = in_tall(sheet)
        product_on(sheet, material.product, product.inset(3 * sheet.unit))
        _words(sheet, material, words, across=0.5)
        return
    picture, words = inner.part(0, 0, 1, 0.52), inner.part(0, 0.55, 1, 1)
    product_on(sheet, material.product, picture)
    _words(sheet, material, words, across=0.5)


def _dots(sheet: Sheet, material: Material) -> None:
    """Large and small ones in turn, as on wrapping paper."""
    sheet.shape(sheet.all, material.primary)
    draw_, step = ImageDraw.Draw(sheet.picture), 5 * sheet.unit
    light = mixed(material.secondary, WHITE, 0.25)
    for row in range(sheet.all.height // step + 2):
        for column in range(sheet.all.width // step + 2):
            radius = sheet.unit if (row + column) % 2 else sheet.unit // 2
            x, y = column * step + (step // 2 if row % 2 else 0), row * step
            draw_.ellipse((x - radius, y - radius, x + radius, y + radius), fill=light)


def _words(sheet: Sheet, material: Material, place: Box, across: float) -> None:
    ad, unit = material.ad, sheet.unit
    mark, headline, body, offer = rows(place, 0.14, 0.44, 0.18 if ad.body else 0.02, 0.24)
    brand_mark(sheet, material, mark, across, material.primary, INK)
    style = Style(Face.SERIF, 8 * unit, most_lines=3, across=across, down=0.4)
    sheet.words("headline", ad.headline, headline, style, material.primary, INK)
    if ad.body:
        text = Style(Face.TEXT, round(2.8 * unit), smallest=18, most_lines=4, across=across, down=0.4)
        sheet.words("body", ad.body, body, text, INK)
    both = bool(ad.price and ad.call_to_action)
    left, right = (offer.part(0, 0, 0.42, 1), offer.part(0.45, 0, 1, 1)) if both else (offer, offer)
    price = Style(Face.SERIF, 6 * unit, most_lines=1, across=(0.9 if across else 0.0) if both else across, down=0.6)
    sheet.words("price", ad.price, left, price, INK)
    button = Style(Face.STRONG, 3 * unit, smallest=20, most_lines=1, across=0.1 if both else across, down=0.6)
    sheet.button(ad.call_to_action, right, material.primary, button)
