"""Small pictures and files made for a test: each says in its name what is special about it."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageStat

from pixelflare.imaging import public_original

ORIENTATION = 0x0112
CORNERS = ((255, 0, 0), (0, 200, 0), (0, 0, 255), (240, 240, 0))
"""Top left, top right, bottom left, bottom right of what `corners` shows."""


def saved(picture: Image.Image, name: str, **options: Any) -> bytes:
    body = io.BytesIO()
    picture.save(body, name, **options)
    return body.getvalue()


def public_copy(data: bytes, *, content_type: str, strip_all: bool) -> bytes:
    """What everybody may have of these bytes, for types that are never re-encoded."""
    return public_original(data, content_type=content_type, strip_all=strip_all).body


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def corners(width: int = 120, height: int = 80) -> Image.Image:
    """Four quarters, each of its own colour."""
    picture = Image.new("RGB", (width, height))
    middle = (width // 2, height // 2)
    for index, color in enumerate(CORNERS):
        left, top = index % 2 * middle[0], index // 2 * middle[1]
        picture.paste(color, (left, top, left + middle[0], top + middle[1]))
    return picture


def corner_colors(picture: Image.Image) -> list[tuple[int, ...]]:
    """The colours in the middle of the four quarters, in the order of CORNERS."""
    rgb = picture.convert("RGB")
    across, down = rgb.width // 4, rgb.height // 4
    spots = [(across, down), (3 * across, down), (across, 3 * down), (3 * across, 3 * down)]
    return [tuple(int(value) for value in _pixel(rgb, spot)) for spot in spots]


def _pixel(picture: Image.Image, spot: tuple[int, int]) -> tuple[int, ...]:
    value = picture.getpixel(spot)
    assert isinstance(value, tuple)
    return tuple(int(part) for part in value)


def near(one: tuple[int, ...], other: tuple[int, ...], *, by: int) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    """Over all pixels and channels, 0 to 255."""
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return sum(ImageStat.Stat(difference).mean) / 3


def stored_turned(picture: Image.Image, orientation: int) -> Image.Image:
    """The pixels a camera would store for the displayed picture, held so that this orientation makes it right again."""
    inverse = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    return picture.transpose(inverse[orientation]) if orientation in inverse else picture


def exif_with_gps(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.5), 3: "E", 4: (13.0, 24.0, 17.5)})
    return exif.tobytes()


def display_p3() -> bytes:
    """A matrix profile with the primaries of Display P3 and a gamma of 2.2, written here: no other profile is at hand."""
    fixed = lambda value: struct.pack(">i", round(value * 65536))  # noqa: E731
    xyz = lambda *values: b"XYZ \0\0\0\0" + b"".join(fixed(value) for value in values)  # noqa: E731
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", 10) + b"Test wide\0" + bytes(78)
    tags = {
        b"desc": text.ljust(-(-len(text) // 4) * 4, b"\0"),
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.51512, 0.2412, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.1571, 0.06657, 0.78407),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    at = 128 + 4 + 12 * len(tags)
    table, bodies = struct.pack(">I", len(tags)), b""
    for name, body in tags.items():
        table += struct.pack(">4sII", name, at + len(bodies), len(body))
        bodies += body
    head = struct.pack(">I4xI4s4s4s12x4s", at + len(bodies), 0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    head = head.ljust(68, b"\0") + fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    return head.ljust(128, b"\0") + table + bodies


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def png_chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def huge_png(width: int, height: int) -> bytes:
    """A valid PNG of one-bit zeros: a bomb of a few hundred kilobytes for any number of pixels."""
    rows = zlib.compress(bytes((1 + (width + 7) // 8) * height), 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")


def gif_of(frames: int, width: int, height: int) -> bytes:
    """A GIF of that many one-pixel frames on a canvas of that size."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + frame * frames + b"\x3b"


def jpeg_with_scans(scans: int) -> bytes:
    """A progressive JPEG whose last scan is repeated until there are that many."""
    data = saved(corners(64, 64), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    repeats = scans - data.count(b"\xff\xda")
    return data[:-2] + data[last:-2] * repeats + data[-2:]
