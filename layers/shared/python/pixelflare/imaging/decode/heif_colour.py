"""The code points that an AVIF or HEIC says its colours with: the `colr` box of kind `nclx` (ISO/IEC 14496-12, 12.1.5)."""

import struct
from collections.abc import Iterator

from pixelflare.imaging.decode.code_points import CodePoints
from pixelflare.imaging.metadata.boxes import FULL_BOX_BYTES, Box, Reader, boxes

_NCLX = b"nclx"
_TRACK = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
_ENTRIES_AT, _VISUAL_ENTRY_BYTES = 8, 78
"""Where a track's sample entries begin in their box, and their own boxes in them (12.1.3)."""
_MAX_ITEMS = 4_096


def code_points_of(data: bytes) -> CodePoints | None:
    """Those of the primary picture, else of the first track; None where neither says any."""
    for box in (*_of_primary(data), *_of_track(data)):
        if box.kind == b"colr" and data[box.start : box.start + 4] == _NCLX and box.end - box.start >= 10:
            return CodePoints(*struct.unpack_from(">HH", data, box.start + 4))
    return None


def _of_primary(data: bytes) -> Iterator[Box]:
    """The properties of the primary picture, as they are associated with it (ISO/IEC 23008-12, 9.3)."""
    meta = _found(data, 0, len(data), b"meta")
    if meta is None:
        return
    inner = meta.start + FULL_BOX_BYTES, meta.end
    pitm, iprp = _found(data, *inner, b"pitm"), _found(data, *inner, b"iprp")
    if pitm is None or iprp is None:
        return
    ipco = _found(data, iprp.start, iprp.end, b"ipco")
    read = Reader(data, pitm.start, pitm.end)
    primary = read.number(2 + 2 * bool(read.number(FULL_BOX_BYTES) >> 24))
    properties = list(boxes(data, ipco.start, ipco.end)) if ipco else []
    for ipma in boxes(data, iprp.start, iprp.end):
        if ipma.kind == b"ipma":
            for index in _associated(data, ipma, primary):
                if 0 < index <= len(properties):
                    yield properties[index - 1]


def _associated(data: bytes, ipma: Box, item: int) -> Iterator[int]:
    """The numbers of an item's properties, which begin with 1."""
    read = Reader(data, ipma.start, ipma.end)
    form = read.number(FULL_BOX_BYTES)
    wide, index_bytes = (4 if form >> 24 else 2), (2 if form & 1 else 1)
    for _ in range(read.count(4, most=_MAX_ITEMS)):
        of = read.number(wide)
        indexes = [read.number(index_bytes) for _ in range(read.count(1, most=255))]
        if of == item:
            yield from (index & (0x7FFF if index_bytes == 2 else 0x7F) for index in indexes)


def _of_track(data: bytes) -> Iterator[Box]:
    """The boxes of the first track's first sample entry."""
    start, end = 0, len(data)
    for kind in _TRACK:
        box = _found(data, start, end, kind)
        if box is None:
            return
        start, end = box.start, box.end
    for entry in boxes(data, start + _ENTRIES_AT, end):
        yield from boxes(data, entry.start + _VISUAL_ENTRY_BYTES, entry.end)
        return


def _found(data: bytes, start: int, end: int, kind: bytes) -> Box | None:
    return next((box for box in boxes(data, start, end) if box.kind == kind), None)
