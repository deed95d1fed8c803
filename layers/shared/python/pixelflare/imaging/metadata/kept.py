"""EXIF that a result may keep: the copyright, or everything but the place."""

import struct

from pixelflare.imaging.metadata import location, tiff
from schema.addresses.option_values import Kept

_ARTIST, _COPYRIGHT = 0x013B, 0x8298
_ASCII = 2
_MAX_BYTES = 60_000
"""A JPEG's segment holds 65,533."""


def kept_exif(block: bytes, kept: Kept) -> bytes:
    """A TIFF block (without the `Exif` prefix) for a result that is upright; empty when there is nothing to keep."""
    if kept is Kept.NONE or not block:
        return b""
    if kept is Kept.COPYRIGHT:
        return _copyright_of(block)
    whole = location.exif_without_location(block)
    return _upright(whole) if len(whole) <= _MAX_BYTES else _copyright_of(block)


def _copyright_of(block: bytes) -> bytes:
    order = tiff.byte_order(block)
    directory = tiff.first_directory(block, order) if order else None
    if directory is None:
        return b""
    texts = [(code, tiff.text(block, directory.tags.get(code))) for code in (_ARTIST, _COPYRIGHT)]
    told = [(code, text) for code, text in texts if text and not location.tells_location(text.encode())]
    return _directory_of([(code, text.encode() + b"\0") for code, text in told]) if told else b""


def _directory_of(texts: list[tuple[int, bytes]]) -> bytes:
    """A TIFF block with one directory of texts (TIFF 6.0, section 2)."""
    at = 8 + 2 + 12 * len(texts) + 4
    entries, values = b"", b""
    for code, text in texts:
        inline = len(text) <= 4
        value = text.ljust(4, b"\0") if inline else struct.pack(">I", at + len(values))
        entries += struct.pack(">HHI", code, _ASCII, len(text)) + value
        values += b"" if inline else text + bytes(len(text) % 2)
    return b"MM\0*" + struct.pack(">IH", 8, len(texts)) + entries + bytes(4) + values


def _upright(block: bytes) -> bytes:
    """The block with orientation 1: the result's pixels have been turned already."""
    order = tiff.byte_order(block)
    directory = tiff.first_directory(block, order) if order else None
    tag = directory.tags.get(tiff.ORIENTATION) if directory else None
    if order is None or tag is None or tag.kind != 3:
        return block
    changed = bytearray(block)
    struct.pack_into(order + "H", changed, tag.start, 1)
    return bytes(changed)
