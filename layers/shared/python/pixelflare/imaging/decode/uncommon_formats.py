"""Opening what scanners and Windows write besides the web's own formats: TIFF, BMP and icons.

Their readers are loaded with the first such file only. Each is held to the limits before a pixel of it is decoded.
"""

import io
import struct
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngImageFile

from pixelflare.imaging.decode.headers import check_size, check_structure, count_scans
from pixelflare.imaging.refusal import Refused
from schema.errors import RejectionReason
from schema.limits import MAX_JPEG_SCANS, MAX_PIXELS, MIB

if TYPE_CHECKING:
    from PIL.TiffImagePlugin import TiffImageFile

_BITS, _COMPRESSION, _STRIPS, _STRIP_BYTES = 258, 259, 273, 279
_TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_BYTES = 322, 323, 324, 325
_PHOTOMETRIC, _PLANES, _EXTRA_SAMPLES = 262, 284, 338
_NO_COMPRESSION, _WHITE_IS_ZERO, _SEPARATE, _PREMULTIPLIED, _SIXTEEN_BITS = 1, 0, 2, 1, 16
_UNKNOWN_SAMPLES = frozenset({"unknown pixel mode", "unknown data organization"})
"""What Pillow says of kinds that it does not know."""
_UNKNOWN_BITMAP = "Unsupported BMP"
_HEADER_BYTES, _SHORT_HEADER_BYTES = 40, 16
WHITE_IS_ZERO = "white_is_zero"
"""In a picture's info: its 16-bit samples say how dark it is. Pillow turns only those of 8 bits round."""
_JPEG_IN_TIFF = frozenset({6, 7})
_TWELVE_BITS = 12
_RUN_LENGTH = frozenset({1, 2})
_MAX_RUN_LENGTH_BYTES = 4 * MIB
"""Pillow unpacks run lengths in Python, two bytes at a time."""
_PNG = b"\x89PNG"
_ICON_ENTRY = struct.Struct("<BBBxHHII")
_MAX_ICONS = 64


def open_bmp(data: bytes) -> Image.Image:
    """A Windows bitmap."""
    from PIL.BmpImagePlugin import BmpImageFile

    data = _with_whole_header(data)
    compression = int.from_bytes(data[30:34], "little") if data[14] >= 40 else 0
    if compression in _RUN_LENGTH and len(data) > _MAX_RUN_LENGTH_BYTES:
        raise Refused(RejectionReason.TOO_MANY_PIXELS, "a run-length encoded bitmap of this size")
    try:
        picture = BmpImageFile(io.BytesIO(data))
    except OSError as error:
        if str(error).startswith(_UNKNOWN_BITMAP):
            raise Refused(RejectionReason.UNSUPPORTED_TYPE, "a bitmap of a kind that is not read") from error
        raise
    return _opaque(picture) if _is_invisible(picture) else picture


def _with_whole_header(data: bytes) -> bytes:
    """The bitmap with the header of 40 bytes that readers know, where OS/2 2.x has cut its zeros off after 16."""
    if int.from_bytes(data[14:18], "little") != _SHORT_HEADER_BYTES:
        return data
    added = _HEADER_BYTES - _SHORT_HEADER_BYTES
    start = int.from_bytes(data[10:14], "little") + added
    head = data[:10] + start.to_bytes(4, "little") + _HEADER_BYTES.to_bytes(4, "little") + data[18:30]
    return head + bytes(added) + data[30:]


def _is_invisible(picture: ImageFile.ImageFile) -> bool:
    """Whether alpha is nothing throughout: 32 bits whose last eight nobody has filled in."""
    if picture.mode != "RGBA":
        return False
    check_size(*picture.size)
    picture.load()
    return picture.getchannel("A").getextrema() == (0, 0)


def _opaque(picture: Image.Image) -> Image.Image:
    return picture.convert("RGB")


def _masked(picture: Image.Image, bitmap: bytes) -> Image.Image:
    """An icon's colours with the mask that stands behind them; opaque where there is none, or none that shows anything."""
    width, height = picture.size
    row = -(-width // 32) * 4
    at = int.from_bytes(bitmap[:4], "little") + 4 * width * height
    bits = bitmap[at : at + row * height]
    if len(bits) < row * height:
        return _opaque(picture)
    shown = Image.frombytes("1", picture.size, bits, "raw", "1;I", row, -1).convert("L")
    if shown.getextrema() == (0, 0):
        return _opaque(picture)
    masked = _opaque(picture)
    masked.putalpha(shown)
    return masked


def open_tiff(data: bytes) -> ImageFile.ImageFile:
    """The first page of a TIFF."""
    from PIL.TiffImagePlugin import TiffImageFile

    try:
        picture = TiffImageFile(io.BytesIO(data))
    except SyntaxError as error:
        if str(error) in _UNKNOWN_SAMPLES:
            raise Refused(RejectionReason.UNSUPPORTED_TYPE, "samples of a kind that is not read") from error
        raise
    if _is_misread(picture):
        raise Refused(RejectionReason.UNSUPPORTED_TYPE, "planes of a kind that is not read")
    if picture.mode.startswith("I;16") and _values(picture, _PHOTOMETRIC) == [_WHITE_IS_ZERO]:
        picture.info[WHITE_IS_ZERO] = True
    if _TWELVE_BITS in _values(picture, _BITS):
        raise Refused(RejectionReason.UNSUPPORTED_TYPE, "samples of 12 bits")
    tile = [*_values(picture, _TILE_WIDTH), 0][0] * [*_values(picture, _TILE_HEIGHT), 0][0]
    if tile > MAX_PIXELS:
        raise Refused(RejectionReason.TOO_MANY_PIXELS, f"a tile of {tile} pixels")
    if _JPEG_IN_TIFF & set(_values(picture, _COMPRESSION)):
        _check_scans(data, picture)
    return picture


def _is_misread(picture: "TiffImageFile") -> bool:
    """Whether Pillow 13 gets the planes wrong: of grey with alpha; and, uncompressed, of 16 bits or with premultiplied
    alpha. tests/golden/test_every_tiff.py holds the others against libvips."""
    if _values(picture, _PLANES) != [_SEPARATE]:
        return False
    is_compressed = _values(picture, _COMPRESSION) not in ([], [_NO_COMPRESSION])
    is_hard = _SIXTEEN_BITS in _values(picture, _BITS) or _PREMULTIPLIED in _values(picture, _EXTRA_SAMPLES)
    return picture.mode == "LA" or (is_hard and not is_compressed)


def _check_scans(data: bytes, picture: "TiffImageFile") -> None:
    """Each strip and tile may hold a JPEG of its own, each of those progressive ones of many scans."""
    parts = _parts(data, picture)
    left = MAX_JPEG_SCANS + len(parts)
    for start, length in parts:
        left -= count_scans(data[start : start + length], stop_above=left)
        if left < 0:
            raise Refused(RejectionReason.TOO_MANY_SCANS, "too many scans")


def _parts(data: bytes, picture: "TiffImageFile") -> list[tuple[int, int]]:
    """Start and length of the strips or tiles; as many of them as would fill the file twice, no more."""
    starts = _values(picture, _STRIPS) or _values(picture, _TILES)
    lengths = _values(picture, _STRIP_BYTES) or _values(picture, _TILE_BYTES) or [len(data)]
    parts = list(zip(starts, lengths, strict=False))
    if sum(length for _, length in parts) > 2 * len(data):
        raise Refused(RejectionReason.DAMAGED, "strips that share their bytes")
    return parts


def _values(picture: "TiffImageFile", tag: int) -> list[int]:
    value: Any = picture.tag_v2.get(tag, ())
    return [int(one) for one in (value if isinstance(value, tuple) else (value,))]


class _Icon(NamedTuple):
    """An entry of an icon's directory."""

    pixels: int
    bits: int
    start: int
    length: int


def open_icon(data: bytes) -> Image.Image:
    """The largest picture of an icon, a PNG or a bitmap with its mask."""
    from PIL.IcoImagePlugin import IcoImageFile

    icons = list(islice(_icons(data), _MAX_ICONS))
    if not icons:
        raise Refused(RejectionReason.DAMAGED, "an icon without pictures")
    best = max(icons)
    content = data[best.start : best.start + best.length]
    if content.startswith(_PNG):
        check_structure(content, "image/png")
        return PngImageFile(io.BytesIO(content))
    for icon in icons:  # Pillow picks one by its size; none of them may be a bomb
        if not data.startswith(_PNG, icon.start):
            width, height = struct.unpack_from("<ii", data, icon.start + 4)
            check_size(abs(width), max(1, abs(height) // 2))
    picture = IcoImageFile(io.BytesIO(data))
    return _masked(picture, content) if _is_invisible(picture) else picture


def _icons(data: bytes) -> Iterator[_Icon]:
    for at in range(6, min(len(data) - 15, 6 + 16 * int.from_bytes(data[4:6], "little")), 16):
        width, height, _, _, bits, length, start = _ICON_ENTRY.unpack_from(data, at)
        if start + 16 <= len(data):
            yield _Icon((width or 256) * (height or 256), bits, start, length)
