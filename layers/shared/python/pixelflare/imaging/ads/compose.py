"""Composes an ad from a product's picture and words. No model: the same order is the same picture."""

import io
from typing import NamedTuple

from PIL import Image

from pixelflare.imaging.ads.colours import WHITE, palette_of
from pixelflare.imaging.ads.layouts import LAYOUTS
from pixelflare.imaging.ads.lettering import DoesNotFit
from pixelflare.imaging.ads.parts import Material
from pixelflare.imaging.ads.safe_areas import safe_area
from pixelflare.imaging.ads.sheet import Placed, Sheet
from pixelflare.imaging.decode.kinds import type_of
from pixelflare.imaging.publishing import whole_picture
from pixelflare.imaging.refusal import CannotCompose
from schema.studio.ads import SIZES, Ad

_LEAST_SIDE = 64


class Composed(NamedTuple):
    picture: Image.Image
    """RGB, in the size of its ratio (schema.studio.ads.SIZES)."""
    placed: tuple[Placed, ...]


def compose(ad: Ad, product: Image.Image, logo: Image.Image | None = None) -> Composed:
    """`product` and `logo` are decoded pictures, RGB or RGBA, upright. Raises CannotCompose."""
    if min(product.size) < _LEAST_SIDE:
        raise CannotCompose(f"the picture is smaller than {_LEAST_SIDE} pixels")
    product = product.convert("RGBA" if "A" in product.getbands() else "RGB")
    sheet = Sheet(SIZES[ad.ratio], safe_area(ad.ratio, ad.platform), WHITE)
    try:
        LAYOUTS[ad.style](sheet, Material(ad, product, logo, *palette_of(ad.brand, product)))
    except DoesNotFit as text:
        raise CannotCompose(f"there is no room for {str(text)!r} in {ad.style} at {ad.ratio}") from text
    return Composed(sheet.picture, tuple(sheet.placed))


def compose_ad(ad: Ad, product: bytes, logo: bytes | None = None) -> bytes:
    """See pixelflare.imaging.compose_ad."""
    written = io.BytesIO()
    picture = compose(ad, _decoded(product), _decoded(logo) if logo else None).picture
    picture.save(written, "JPEG", quality=92, subsampling=0, optimize=True)  # letters keep their edges at 4:4:4
    return written.getvalue()


def _decoded(data: bytes) -> Image.Image:
    return whole_picture(data, type_of(data) or "")
