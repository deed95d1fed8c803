"""The presets: one table for the rendering, the CDN, the API and the documentation."""

from enum import StrEnum
from typing import NamedTuple


class Fit(StrEnum):
    """How an image is fitted into the requested size. Only `contain`, `cover`, `pad` and `squeeze` can enlarge, and
    only on request."""

    SCALE_DOWN = "scale-down"
    """The whole image, at most this wide and high; never enlarged."""
    CONTAIN = "contain"
    """The whole image, as large as fits."""
    COVER = "cover"
    """Cropped to this ratio, at most this large."""
    CROP = "crop"
    """Cropped to this width and height, as far as the image has them; never enlarged."""
    PAD = "pad"
    """The whole image, on a background of exactly this size."""
    SQUEEZE = "squeeze"
    """The whole image, stretched to this size."""


class Preset(NamedTuple):
    """width and height in pixels. None as height means: from the aspect ratio."""

    name: str
    width: int
    height: int | None
    fit: Fit


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        *(Preset(f"w{width}", width, None, Fit.SCALE_DOWN) for width in (128, 256, 512, 1024, 1536, 2048)),
        Preset("thumb", 200, 200, Fit.COVER),
        Preset("og-image", 1200, 630, Fit.COVER),
    )
}

STILL_PRESETS = frozenset({"og-image"})
"""Presets that take the first frame of an animation, because link previews show no animations."""
