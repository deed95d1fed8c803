"""The brand's colour from edge to edge, and letters as large as they can be."""

from PIL import ImageDraw

from pixelflare.imaging.ads.boxes import Box
from pixelflare.imaging.ads.colours import INK, WHITE, mixed, readable_on
from pixelflare.imaging.ads.lettering import Face
from pixelflare.imaging.ads.parts import Material, brand_mark, in_tall, product_on, rows
from pixelflare.imaging.ads.sheet import Sheet, Style


def draw(sheet: Sheet, material: Material) -> None:
    sheet.shape(sheet.all, material.primary)
    _slope(sheet, material)
    safe = sheet.safe
    if material.is_wide:
        product_on(sheet, material.product, safe.part(0.55, 0.04, 1, 0.96))
        _words(sheet, material, safe.part(0, 0, 0.5, 1))
        return
    if material.is_tall:
        upper, picture = in_tall(sheet)
        headline, offer = rows(upper, 0.62, 0.38)
    else:
        headline, picture, offer = rows(safe, 0.34, 0.46, 0.2)
    mark, words = rows(headline, 0.2, 0.8)
    ink = readable_on(material.primary, WHITE)
    brand_mark(sheet, material, mark, 0.0, ink)
    style = Style(Face.POSTER, largest=17 * sheet.unit, most_lines=2, down=0.3)
    sheet.words("headline", material.ad.headline.upper(), words, style, ink)
    product_on(sheet, material.product, picture.inset(sheet.unit))
    _offer(sheet, material, offer)


def _slope(sheet: Sheet, material: Material) -> None:
    """A field across the lower half, darker under white letters and lighter under dark ones."""
    width, height = sheet.picture.size
    away = INK if readable_on(material.primary, WHITE) == WHITE else WHITE
    corners = [(0, round(0.68 * height)), (width, round(0.42 * height)), (width, height), (0, height)]
    ImageDraw.Draw(sheet.picture).polygon(corners, fill=mixed(material.primary, away, 0.28))


def _words(sheet: Sheet, material: Material, place: Box) -> None:
    mark, headline, offer = rows(place, 0.12, 0.6, 0.28)
    ink = readable_on(material.primary, WHITE)
    brand_mark(sheet, material, mark, 0.0, ink)
    style = Style(Face.POSTER, largest=20 * sheet.unit, most_lines=3, down=0.4)
    sheet.words("headline", material.ad.headline.upper(), headline, style, ink)
    _offer(sheet, material, offer)


def _offer(sheet: Sheet, material: Material, place: Box) -> None:
    """Body and button on the left, the price in a badge on the right."""
    ad, unit = material.ad, sheet.unit
    left = place.part(0, 0, 0.62 if ad.price else 1, 1)
    if ad.price:
        side = min(place.height, round(place.width * 0.36))
        badge = place.placed((side, side), 1.0, 0.5)
        ground = WHITE if readable_on(material.primary, WHITE) == WHITE else INK
        sheet.shape(badge, ground, radius=side // 2)
        style = Style(Face.POSTER, largest=9 * unit, smallest=24, most_lines=2, across=0.5, down=0.5)
        sheet.words("price", ad.price, badge.inset(side // 6), style, material.primary, INK)
    body, button = rows(left, 0.54, 0.46) if ad.body else (Box(*left[:2], *left[:2]), left)
    text = Style(Face.STRONG, round(3.2 * unit), smallest=18, most_lines=4, down=0.4)
    sheet.words("body", ad.body, body, text, readable_on(material.primary, WHITE))
    ground = INK if readable_on(material.primary, WHITE) == WHITE else WHITE
    sheet.button(
        ad.call_to_action, button, ground, Style(Face.STRONG, round(3.4 * unit), smallest=20, most_lines=1, down=0.8)
    )
