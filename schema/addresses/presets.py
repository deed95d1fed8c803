"""The named variants: one table for the ladder, the CDN, the API and the documentation."""

from enum import StrEnum
from typing import NamedTuple


class Fit(StrEnum):
    """How a picture gets into the size that is asked for. Only `contain`, `cover`, `pad` and `squeeze` can enlarge, when
    that is asked for as well."""

    SCALE_DOWN = "scale-down"
    """Whole picture, at most this wide and high; never enlarged."""
    CONTAIN = "contain"
    """Whole picture, as large as fits."""
    COVER = "cover"
    """Cropped to this ratio, at most this large."""
    CROP = "crop"
    """Cropped to this width and height, as far as the picture has them; never enlarged."""
    PAD = "pad"
    """Whole picture, on a ground of exactly this size."""
    SQUEEZE = "squeeze"
    """Whole picture, drawn out of its ratio to this size."""


class Preset(NamedTuple):
    """width and height in pixels; height None means: whatever the ratio gives."""

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
"""Those that take the first frame of an animation: what shows Open Graph pictures shows no motion."""
