"""What a photograph's EXIF says about how it was taken and how it is to be held; never where.

Values come from strangers: whatever is not as the standard (Exif 2.32) has it is left out.
"""

import math
from datetime import datetime

from PIL import Image

from pixelflare.imaging.metadata import location, tiff
from schema.library.images import Exif

_MAKE, _MODEL = 0x010F, 0x0110
_EXPOSURE, _F_NUMBER, _ISO, _TAKEN, _ZONE, _FOCAL_LENGTH, _LENS = 0x829A, 0x829D, 0x8827, 0x9003, 0x9011, 0x920A, 0xA434
_MAX_TEXT = 100


def orientation_of(picture: Image.Image) -> int:
    """1 to 8 (Exif 2.32, tag 274); 1 when there is none that counts. Call it before the picture is converted."""
    return location.orientation(block_of(picture))


def read_exif(picture: Image.Image) -> Exif:
    """How the picture was taken, as far as its EXIF says so."""
    block = block_of(picture)
    order = tiff.byte_order(block)
    main = tiff.first_directory(block, order) if order else None
    if order is None or main is None:
        return Exif()
    shot = tiff.child(block, main, tiff.EXIF_DIRECTORY, order) or tiff.Directory(0, 0, {})
    return Exif(
        taken_at=_moment(tiff.text(block, shot.tags.get(_TAKEN)), tiff.text(block, shot.tags.get(_ZONE))),
        make=_words(tiff.text(block, main.tags.get(_MAKE))),
        model=_words(tiff.text(block, main.tags.get(_MODEL))),
        lens=_words(tiff.text(block, shot.tags.get(_LENS))),
        exposure_seconds=_positive(tiff.rational(block, shot.tags.get(_EXPOSURE), order)),
        f_number=_positive(tiff.rational(block, shot.tags.get(_F_NUMBER), order)),
        iso=tiff.integer(block, shot.tags.get(_ISO), order) or None,
        focal_length_mm=_positive(tiff.rational(block, shot.tags.get(_FOCAL_LENGTH), order)),
    )


def block_of(picture: Image.Image) -> bytes:
    """The EXIF as the file carries it; orientations that only XMP or a text chunk tells are passed over, as browsers do."""
    block = picture.info.get("exif")
    return block.removeprefix(b"Exif\0\0") if isinstance(block, bytes) else b""


def _words(text: str | None) -> str | None:
    return "".join(character for character in text if character.isprintable())[:_MAX_TEXT] or None if text else None


def _positive(value: float | None) -> float | None:
    return float(f"{value:.6g}") if value is not None and value > 0 and math.isfinite(value) else None


def _moment(taken: str | None, zone: str | None) -> str | None:
    if taken is None:
        return None
    for text, form in ((f"{taken}{zone or ''}", "%Y:%m:%d %H:%M:%S%z"), (taken, "%Y:%m:%d %H:%M:%S")):
        try:
            return datetime.strptime(text, form).isoformat()
        except ValueError:
            continue
    return None
