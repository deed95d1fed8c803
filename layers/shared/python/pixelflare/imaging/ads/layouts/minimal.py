"""Much white, and few words. What would be a button elsewhere is underlined."""

from pixelflare.imaging.ads.boxes import Box
from pixelflare.imaging.ads.colours import INK, mixed
from pixelflare.imaging.ads.lettering import Face
from pixelflare.imaging.ads.parts import Material, brand_mark, in_tall, product_on, rows
from pixelflare.imaging.ads.sheet import Sheet, Style

_PAPER = (250, 249, 246)


def draw(sheet: Sheet, material: Material) -> None:
    sheet.shape(sheet.all, _PAPER)
    safe = sheet.safe
    if material.is_wide:
        product_on(sheet, material.product, safe.part(0, 0.02, 0.5, 0.98))
        _words(sheet, material, safe.part(0.56, 0.12, 1, 0.88))
        return
    if material.is_tall:
        words, product = in_tall(sheet)
        product_on(sheet, material.product, product)
        _words(sheet, material, words)
        return
    product_on(sheet, material.product, safe.part(0.04, 0.0, 0.96, 0.6))
    _words(sheet, material, safe.part(0.04, 0.66, 0.96, 1))


def _words(sheet: Sheet, material: Material, place: Box) -> None:
    ad, unit = material.ad, sheet.unit
    mark, headline, body, last = rows(place, 0.16, 0.42, 0.2 if ad.body else 0.02, 0.22)
    brand_mark(sheet, material, mark, 0.0, material.primary, INK)
    sheet.words("headline", ad.headline, headline, Style(Face.STRONG, 8 * unit, most_lines=3, down=0.4), INK)
    if ad.body:
        grey = mixed(INK, _PAPER, 0.3)
        text = Style(Face.TEXT, round(3.2 * unit), smallest=18, most_lines=4, down=0.3)
        sheet.words("body", ad.body, body, text, grey)
    price = Style(Face.STRONG, 4 * unit, most_lines=1, across=0.0, down=0.8)
    sheet.words("price", ad.price, last.part(0, 0, 0.45, 1), price, material.primary, INK)
    call = Style(Face.STRONG, 3 * unit, smallest=20, most_lines=1, across=1.0 if ad.price else 0.0, down=0.8)
    box = sheet.words("button", ad.call_to_action, last.part(0.45 if ad.price else 0, 0, 1, 1), call, INK)
    if ad.call_to_action:
        sheet.shape(Box(box.left, box.bottom, box.right, box.bottom + max(2, unit // 3)), material.primary)
