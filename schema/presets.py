"""The named variants: one table for the ladder, the CDN, the API and the documentation."""

from enum import StrEnum
from typing import NamedTuple


class Fit(StrEnum):
    SCALE_DOWN = "scale-down"
    """Whole picture, at most this wide; never enlarged."""
    COVER = "cover"
    """Cropped around the centre to this ratio, at most this large; never enlarged."""


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
