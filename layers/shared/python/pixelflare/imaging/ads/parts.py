"""What several layouts have in common."""

from collections.abc import Callable
from typing import NamedTuple

from PIL import Image

from pixelflare.imaging.ads.boxes import Box
from pixelflare.imaging.ads.colours import Rgb
from pixelflare.imaging.ads.lettering import Face
from pixelflare.imaging.ads.sheet import Sheet, Style, within
from schema.studio.ads import Ad, AspectRatio


class Material(NamedTuple):
    """What an ad is made from."""

    ad: Ad
    product: Image.Image
    logo: Image.Image | None
    primary: Rgb
    secondary: Rgb

    @property
    def is_tall(self) -> bool:
        return self.ad.ratio is AspectRatio.TALL

    @property
    def is_wide(self) -> bool:
        return self.ad.ratio is AspectRatio.WIDE


_LEAST_SHOWN = 0.75
Layout = Callable[[Sheet, Material], None]


def product_on(sheet: Sheet, product: Image.Image, place: Box) -> Box:
    """A cut-out stands on the ground with a shadow below it; a photograph lies on it as a card."""
    if is_cut_out(product):
        shown = within(product, place.size)
        box = place.placed(shown.size)
        foot = Box(box.left + box.width // 8, box.bottom - box.height // 12, box.right - box.width // 8, box.bottom)
        sheet.shadow(foot, radius=foot.height // 2, spread=3 * sheet.unit, strength=0.35)
        sheet.picture.paste(shown, box[:2], shown.getchannel("A"))
        return box
    box = place.placed(_card(product.size, place))
    radius = 3 * sheet.unit
    sheet.shadow(box, radius=radius, spread=3 * sheet.unit)
    sheet.photograph(product, box, radius=radius)
    return box


def _card(size: tuple[int, int], place: Box) -> tuple[int, int]:
    """As much of the place as it fills when a quarter of the picture at most is cut away."""
    own, wanted = size[0] / size[1], place.width / place.height
    ratio = min(max(wanted, own * _LEAST_SHOWN), own / _LEAST_SHOWN)
    width = min(place.width, round(place.height * ratio))
    return width, round(width / ratio)


def is_cut_out(product: Image.Image) -> bool:
    """Whether its corners are transparent."""
    if product.mode != "RGBA":
        return False
    right, bottom = product.width - 1, product.height - 1
    corners = [product.getpixel((x, y)) for x in (0, right) for y in (0, bottom)]
    return all(corner[3] < 16 for corner in corners)  # type: ignore[index]


class Areas(NamedTuple):
    """Where words are, and where the product is."""

    words: Box
    product: Box


def in_tall(sheet: Sheet) -> Areas:
    """Words where nothing covers them. A platform's own words may lie over the lower end of the product's ground."""
    safe, below = sheet.safe, sheet.all.height - 8 * sheet.unit
    middle = safe.top + round(0.58 * safe.height)
    end = max(safe.bottom, min(below, middle + sheet.all.width))
    sides = min(safe.left, sheet.all.right - safe.right)
    return Areas(safe._replace(bottom=middle), Box(sides, middle + 2 * sheet.unit, sheet.all.right - sides, end))


def brand_mark(sheet: Sheet, material: Material, place: Box, across: float, *ink: Rgb) -> Box:
    """The logo, or else the brand's name."""
    if material.logo is not None:
        logo = within(material.logo.convert("RGBA"), place.size)
        box = place.placed(logo.size, across, 0.5)
        sheet.picture.paste(logo, box[:2], logo.getchannel("A"))
        return box
    style = Style(Face.STRONG, largest=round(3.4 * sheet.unit), most_lines=1, across=across, down=0.5)
    return sheet.words("brand", material.ad.brand.name, place, style, *ink)


def rows(box: Box, *shares: float) -> list[Box]:
    """The box in rows of these shares, one below the other."""
    total, above, found = sum(shares), 0.0, []
    for share in shares:
        found.append(box.part(0, above / total, 1, (above + share) / total))
        above += share
    return found
