"""What of an ad a platform leaves free of its own words and buttons."""

from pixelflare.imaging.ads.boxes import Box
from schema.studio.ads import SIZES, AdPlatform, AspectRatio

_MARGIN = 0.06
"""Everywhere: of the short side."""
_TALL = {
    # Fractions of the left, top, right and bottom of 9:16.
    AdPlatform.META: (0.06, 0.14, 0.06, 0.35),
    AdPlatform.TIKTOK: (0.06, 0.07, 0.12, 0.20),
    AdPlatform.PINTEREST: (0.06, 0.14, 0.18, 0.23),
    AdPlatform.ANYWHERE: (0.06, 0.14, 0.18, 0.35),
}


def safe_area(ratio: AspectRatio, platform: AdPlatform) -> Box:
    """Where words may be. Only tall ads fill a screen, so only there do platforms put something over them."""
    size = SIZES[ratio]
    whole = Box(0, 0, *size)
    if ratio is AspectRatio.TALL:
        left, top, right, bottom = _TALL[platform]
        return whole.part(left, top, 1 - right, 1 - bottom)
    return whole.inset(round(_MARGIN * min(size)))
