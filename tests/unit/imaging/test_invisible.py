"""Icons and bitmaps of 32 bits whose alpha nobody has filled in: their mask counts, else they are opaque."""

import io
import struct

import pytest
from PIL import Image

from pixelflare.imaging import RenderJob, inspect, render
from schema.addresses.formats import Format
from schema.addresses.options import Options

SIDE = 16


def icon(mask: bytes) -> bytes:
    """Red throughout, without alpha."""
    head = struct.pack("<IiiHHIIiiII", 40, SIDE, 2 * SIDE, 1, 32, 0, 0, 0, 0, 0, 0)
    bitmap = head + b"\0\0\xff\0" * SIDE * SIDE + mask
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, SIDE, SIDE, 0, 0, 1, 32, len(bitmap), 22) + bitmap


def bitmap_v4() -> bytes:
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    head = struct.pack("<IiiHHIIiiII", 108, SIDE, SIDE, 1, 32, 3, 0, 0, 0, 0, 0) + masks + b"BGRs" + bytes(48)
    body = head + b"\0\0\xff\0" * SIDE * SIDE
    return struct.pack("<2sIHHI", b"BM", 14 + len(body), 0, 0, 14 + len(head)) + body


def shown(data: bytes, extension: str) -> Image.Image:
    inspect(data, extension=extension)
    (made,) = render(data, [RenderJob("whole", Format.PNG, Options())])
    return Image.open(io.BytesIO(made.body)).convert("RGBA")


def test_an_icons_mask_says_what_is_seen_where_alpha_says_nothing() -> None:
    lower_half_hidden = b"\xff\xff\0\0" * (SIDE // 2) + bytes(4 * (SIDE // 2))  # rows go from the bottom up
    picture = shown(icon(lower_half_hidden), "ico")
    assert picture.getpixel((8, 2)) == (255, 0, 0, 255)
    assert picture.getchannel("A").getpixel((8, 13)) == 0


@pytest.mark.parametrize("mask", [b"", b"\xff" * 4 * SIDE, bytes(4 * SIDE)], ids=["none", "all hidden", "all shown"])
def test_an_icon_that_would_be_invisible_is_opaque(mask: bytes) -> None:
    assert shown(icon(mask), "ico").getextrema() == ((255, 255), (0, 0), (0, 0), (255, 255))


def test_a_bitmap_that_would_be_invisible_is_opaque() -> None:
    assert shown(bitmap_v4(), "bmp").getextrema() == ((255, 255), (0, 0), (0, 0), (255, 255))
