"""The boxes of an ISO base media file (ISO/IEC 14496-12), and where its items' bytes stand (8.11)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

_IN_FILE, _IN_ITEM_DATA = 0, 1
FULL_BOX_BYTES = 4
"""Version and flags, before a full box's content."""
_MAX_ITEMS, _MAX_EXTENTS = 4_096, 64


class Box(NamedTuple):
    """start and end enclose the content; the header before it has 8 bytes, or 16 where its size is a 64-bit number."""

    kind: bytes
    start: int
    end: int
    header: int = 8

    @property
    def kind_at(self) -> int:
        return self.start - self.header + 4


class Extent(NamedTuple):
    start: int
    end: int


def boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets; start and end of each enclose its content."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        header = 8
        if size == 1 and start + 16 <= end:
            size, header = struct.unpack_from(">Q", data, start + 8)[0], 16
        stop = end if size == 0 else start + size
        if stop > end or stop < start + header:
            return
        yield Box(bytes(kind), start + header, stop, header)
        start = stop


def item_kinds(data: bytes | bytearray, iinf: Box | None) -> dict[int, bytes]:
    """The type of each item (ItemInfoEntry, versions 2 and 3)."""
    if iinf is None or iinf.end - iinf.start < 8:
        return {}
    kinds = {}
    for box in boxes(data, iinf.start + (6 if data[iinf.start] == 0 else 8), iinf.end):
        form = {2: ">H2x4s", 3: ">I2x4s"}.get(data[box.start] if box.start < box.end else 0)
        if box.kind == b"infe" and form and box.start + FULL_BOX_BYTES + struct.calcsize(form) <= box.end:
            item, kind = struct.unpack_from(form, data, box.start + FULL_BOX_BYTES)
            kinds[item] = kind
    return kinds


class Reader:
    """Reads big-endian numbers one behind the other; beyond the end they are 0."""

    def __init__(self, data: bytes | bytearray, start: int, end: int) -> None:
        self._data, self._at, self._end = data, start, end

    @property
    def left(self) -> int:
        return max(0, self._end - self._at)

    def number(self, size: int) -> int:
        self._at += size
        return int.from_bytes(self._data[self._at - size : min(self._at, self._end)], "big")

    def count(self, size: int, *, most: int) -> int:
        """A number of things to come, each of a byte at least: no more than the bytes that are left."""
        return min(most, self.number(size), self.left)


def item_places(data: bytes | bytearray, iloc: Box | None, idat: Box | None) -> dict[int, list[Extent]]:
    """Where each item's bytes stand in the file (ItemLocationBox, versions 0 to 2)."""
    if iloc is None or iloc.end - iloc.start < 8:
        return {}
    read = Reader(data, iloc.start + 4, iloc.end)
    version, sizes = data[iloc.start], read.number(2)
    wide = 4 if version == 2 else 2
    places: dict[int, list[Extent]] = {}
    for _ in range(read.count(wide, most=_MAX_ITEMS)):
        if not read.left:
            break
        item, method = read.number(wide), read.number(2) & 15 if version else _IN_FILE
        read.number(2)
        first = read.number(sizes >> 4 & 15)
        base = first + idat.start if method == _IN_ITEM_DATA and idat else first
        count = read.count(2, most=_MAX_EXTENTS)
        extents = [_extent(read, sizes, base, len(data), indexed=version > 0) for _ in range(count)]
        places[item] = extents if method in (_IN_FILE, _IN_ITEM_DATA) else []
    return places


def _extent(read: Reader, sizes: int, base: int, limit: int, *, indexed: bool) -> Extent:
    if indexed:
        read.number(sizes & 15)
    start = min(limit, base + read.number(sizes >> 12 & 15))
    length = read.number(sizes >> 8 & 15)
    return Extent(start, min(limit, start + length) if length else limit)
