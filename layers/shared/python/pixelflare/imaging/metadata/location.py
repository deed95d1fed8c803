"""An EXIF block for the world: what is on the list of kept tags, or its orientation alone where it can't be understood."""

import struct

from pixelflare.imaging.metadata import tiff
from pixelflare.imaging.metadata.kept_tags import kept_block
from pixelflare.imaging.metadata.words import tells_location as tells_location

EXIF_PREFIX = b"Exif\0\0"


def orientation(block: bytes | bytearray) -> int:
    """1 to 8 of an EXIF block (Exif 2.32, tag 274), with or without its prefix; 1 when there is none that counts."""
    block = block.removeprefix(EXIF_PREFIX)
    order = tiff.byte_order(block)
    directory = tiff.first_directory(block, order) if order else None
    if order is None or directory is None:
        return 1
    value = tiff.integer(block, directory.tags.get(tiff.ORIENTATION), order)
    return value if value is not None and 1 <= value <= 8 else 1


def only_orientation(value: int) -> bytes:
    """The smallest EXIF block with that orientation; nothing at all for 1, which is what no block means."""
    return b"" if value == 1 else b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, tiff.ORIENTATION, 3, 1, value, 0, 0)


def exif_without_location(block: bytes) -> bytes:
    """The EXIF block with the tags that are kept, equally long; or a block of its orientation, or nothing."""
    if block.startswith(EXIF_PREFIX):
        kept = exif_without_location(block.removeprefix(EXIF_PREFIX))
        return EXIF_PREFIX + kept if kept else b""
    return kept_block(block) or only_orientation(orientation(block))
