"""Every kind of PNG, bitmap and icon by its header: shown as it is meant, or refused as unsupported.

libvips reads the PNGs. Its wheel reads neither bitmaps nor icons; their reference is a PNG of the same pixels.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageStat

from pixelflare.imaging import Refused, RenderJob, inspect, render
from schema.addresses.formats import Format
from schema.addresses.options import Options
from schema.errors import RejectionReason
from tests.golden.vips import on_white, reference
from tests.unit.imaging.pictures import png_chunk

SIZE = (37, 21)
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Of Adam7: first column and row, and the steps between them."""
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
CLOSE = 2


def ramps(channels: int, depth: int) -> np.ndarray:
    """A ramp of its own in every channel."""
    down, across = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    ramp = [across / (SIZE[0] - 1), down / (SIZE[1] - 1), (across + down) / sum(SIZE), 0.3 + 0.7 * down / SIZE[1]]
    chosen = [ramp[0], ramp[3]] if channels == 2 else ramp[:channels]
    samples: np.ndarray = (np.stack(chosen, -1) * (2**depth - 1)).round().astype(np.uint16)
    return samples


def packed(row: np.ndarray, depth: int) -> bytes:
    """The samples of a row, the first in the highest bits."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    bits = np.unpackbits(row.astype(np.uint8).reshape(-1, 1), axis=1)[:, 8 - depth :]
    return np.packbits(bits.reshape(-1)).tobytes()


def png(kind: int, depth: int, *, interlaced: bool, key: bool) -> bytes:
    pixels = ramps(CHANNELS[kind], depth)
    parts = PASSES if interlaced else ((0, 0, 1, 1),)
    rows = [row for x, y, across, down in parts for row in pixels[y::down, x::across] if row.size]
    body = b"".join(b"\0" + packed(row.reshape(-1), depth) for row in rows)
    chunks = [png_chunk(b"IHDR", struct.pack(">IIBBBBB", *SIZE, depth, kind, 0, 0, int(interlaced)))]
    if kind == 3:
        palette = [(index * 255 // (2**depth - 1), 255 - index, index * 7 % 256) for index in range(2**depth)]
        chunks.append(png_chunk(b"PLTE", bytes(value for colour in palette for value in colour)))
    if key:
        clear = bytes((0, 128)) if kind == 3 else b"".join(struct.pack(">H", int(v)) for v in pixels[0, 0])
        chunks.append(png_chunk(b"tRNS", clear))
    chunks += [png_chunk(b"IDAT", zlib.compress(body)), png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def every_png() -> Iterator[Any]:
    for kind, interlaced, key in product(CHANNELS, (False, True), (False, True)):
        for depth in () if key and kind in (4, 6) else DEPTHS[kind]:
            name = f"{kind}-{depth}-{'interlaced' if interlaced else 'plain'}{'-key' if key else ''}"
            yield pytest.param(png(kind, depth, interlaced=interlaced, key=key), id=name)


def shown(data: bytes, extension: str) -> Image.Image | RejectionReason:
    try:
        inspect(data, extension=extension)
    except Refused as refused:
        return refused.reason
    (made,) = render(data, [RenderJob("whole", Format.PNG, Options())])
    return on_white(made.body)


def difference(one: Image.Image, other: Image.Image) -> float:
    return float(max(ImageStat.Stat(ImageChops.difference(one, other)).mean))


@pytest.mark.parametrize("data", list(every_png()))
def test_a_png_is_shown_as_libvips_shows_it(data: bytes) -> None:
    ours = shown(data, "png")
    assert isinstance(ours, Image.Image)
    assert difference(ours, reference(data, SIZE)) < CLOSE


MASKS = {
    16: ((0xF800, 0x07E0, 0x001F, 0), (0x7C00, 0x03E0, 0x001F, 0), (0x0F00, 0x00F0, 0x000F, 0xF000)),
    32: ((0xFF0000, 0xFF00, 0xFF, 0), (0xFF0000, 0xFF00, 0xFF, 0xFF000000), (0xFF, 0xFF00, 0xFF0000, 0xFF000000)),
}
HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)
BITS = (1, 4, 8, 16, 24, 32)


def in_mask(value: np.ndarray, mask: int) -> np.ndarray:
    """Eight bits at the place of a mask."""
    if not mask:
        return np.zeros_like(value)
    low = (mask & -mask).bit_length() - 1
    return ((value.astype(np.uint64) * (mask >> low) + 127) // 255) << low


def bitmap(header: int, bits: int, *, top_down: bool, masks: tuple[int, ...] | None) -> tuple[bytes, Image.Image]:
    """The file, and what it shows."""
    colours, palette = ramps(4, 8), b""
    if bits <= 8:
        table = [(i * 255 // (2**bits - 1), 255 - i * 255 // (2**bits - 1), i * 5 % 256) for i in range(2**bits)]
        index = ramps(1, bits)[..., 0]
        colours = np.array(table, dtype=np.uint16)[index]
        palette = b"".join(bytes(colour[::-1]) + (b"" if header == 12 else b"\0") for colour in table)
        rows = [packed(row, bits) for row in index]
    elif bits == 24:
        rows = [row[:, 2::-1].astype(np.uint8).tobytes() for row in colours]
    else:
        places = masks or MASKS[bits][1 if bits == 16 else 0]
        words = sum(in_mask(colours[..., channel], mask) for channel, mask in enumerate(places))
        rows = [row.astype(f"<u{bits // 8}").tobytes() for row in np.asarray(words)]
    padded = [row.ljust(-(-len(row) // 4) * 4, b"\0") for row in rows]
    body = b"".join(padded if top_down else padded[::-1])
    height = -SIZE[1] if top_down else SIZE[1]
    if header == 12:
        info = struct.pack("<IHHHH", 12, *SIZE, 1, bits)
    else:
        compression = 3 if masks else 0
        info = struct.pack("<IiiHHIIiiII", header, SIZE[0], height, 1, bits, compression, len(body), 0, 0, 0, 0)
        told = struct.pack("<4I", *masks) if masks else bytes(16)
        info = info[:16] if header == 16 else (info + told).ljust(header, b"\0") if header > 40 else info
        info = info[:header]
        info += struct.pack("<3I", *masks[:3]) if masks and header == 40 else b""
    start = 14 + len(info) + len(palette)
    has_alpha = masks is not None and masks[3] != 0 and bits == 32
    picture = Image.fromarray(colours[..., : 4 if has_alpha else 3].astype(np.uint8))
    return b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start) + info + palette + body, picture


def every_bitmap() -> Iterator[Any]:
    for header, bits, top_down in product(HEADERS, BITS, (False, True)):
        if header in (12, 16) and (top_down or bits in (16, 32)):
            continue
        for masks in (None, *(MASKS.get(bits, ()) if header not in (12, 16, 64) else ())):
            if masks is not None and header in (40, 52) and masks[3]:
                continue  # these have no place for alpha
            name = f"{header}-{bits}-{'down' if top_down else 'up'}-{masks and [hex(mask) for mask in masks]}"
            yield pytest.param(*bitmap(header, bits, top_down=top_down, masks=masks), id=name)


@pytest.mark.parametrize(("data", "meant"), list(every_bitmap()))
def test_a_bitmap_is_shown_right_or_refused(data: bytes, meant: Image.Image) -> None:
    ours = shown(data, "bmp")
    if isinstance(ours, RejectionReason):
        assert ours is RejectionReason.UNSUPPORTED_TYPE
        return
    assert difference(ours, on_white(saved(meant))) < 2 * CLOSE


def saved(picture: Image.Image) -> bytes:
    body = io.BytesIO()
    picture.save(body, "PNG")
    return body.getvalue()


def icon(bits: int) -> tuple[bytes, Image.Image]:
    """A bitmap in an icon: twice as high, with a mask behind it that hides the left third."""
    data, picture = bitmap(40, bits, top_down=False, masks=None)
    info = bytearray(data[14:])
    struct.pack_into("<i", info, 8, 2 * SIZE[1])
    hidden = np.zeros((SIZE[1], 64), np.uint8)
    hidden[:, : SIZE[0] // 3] = 1
    entry = bytes(info) + np.packbits(hidden, axis=1).tobytes()
    head = struct.pack("<HHHBBBBHHII", 0, 1, 1, *SIZE, 0, 0, 1, bits, len(entry), 22)
    picture.putalpha(Image.fromarray((255 * (1 - hidden[:, : SIZE[0]])).astype(np.uint8)))
    return head + entry, picture


@pytest.mark.parametrize("bits", BITS)
def test_an_icon_is_shown_right_or_refused(bits: int) -> None:
    data, meant = icon(bits)
    ours = shown(data, "ico")
    if isinstance(ours, RejectionReason):
        assert ours is RejectionReason.UNSUPPORTED_TYPE
        return
    assert difference(ours, on_white(saved(meant))) < 2 * CLOSE


@pytest.mark.parametrize("bits", [1, 4, 8, 24])
def test_a_short_header_of_os2_is_read(bits: int) -> None:
    data, meant = bitmap(16, bits, top_down=False, masks=None)
    ours = shown(data, "bmp")
    assert isinstance(ours, Image.Image)
    assert difference(ours, on_white(saved(meant))) < 2 * CLOSE


def test_a_short_header_whose_pixels_start_beyond_32_bits_is_refused() -> None:
    data, _ = bitmap(16, 8, top_down=False, masks=None)
    assert isinstance(shown(data[:10] + b"\xff" * 4 + data[14:], "bmp"), RejectionReason)
