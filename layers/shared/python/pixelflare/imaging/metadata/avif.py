"""Metadata of an AVIF: items of its meta boxes (ISO/IEC 14496-12, 8.11), blanked where they stand so that no offset moves."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from pixelflare.imaging.metadata.location import exif_without_location, is_suspect, tells_location

_EMPTY_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
_EMPTY_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
_CONTAINERS = frozenset({b"moov", b"trak", b"meta"})
_HEADER_OFFSET_BYTES = 4
"""An Exif item starts with the number of bytes before its TIFF header (ISO/IEC 23008-12, A.2.1)."""
_IN_FILE, _IN_ITEM_DATA = 0, 1
_FULL_BOX_BYTES = 4
"""Version and flags, before a full box's content."""
_MAX_DEPTH, _MAX_ITEMS, _MAX_EXTENTS = 8, 4_096, 64
_MAX_METAS = 4
"""Boxes of items besides the file's own: a film's and its tracks'. What is beyond them is blanked unread."""


class _Box(NamedTuple):
    kind: bytes
    start: int
    end: int


class _Extent(NamedTuple):
    start: int
    end: int


def cleaned(data: bytes, *, strip_all: bool) -> bytes:
    """The AVIF, equally long, without the place, or without all metadata; orientation is no metadata here (irot, imir)."""
    changed = bytearray(data)
    _clean_boxes(changed, 0, len(changed), strip_all=strip_all, depth=0, metas=0)
    return bytes(changed)


def _clean_boxes(data: bytearray, start: int, end: int, *, strip_all: bool, depth: int, metas: int) -> int:
    """Cleans the boxes between two offsets; `metas` is how many boxes of more items came before, the answer how many now.

    Decoders read the items of the file's first meta box, but programs that look for metadata read them all.
    """
    is_first = depth == 0
    for box in _boxes(data, start, end):
        is_meta = box.kind == b"meta"
        metas += is_meta and not is_first
        is_read = box.kind in _CONTAINERS and (metas <= _MAX_METAS or (is_meta and is_first))
        is_first = is_first and not is_meta
        if is_meta and is_read:
            _clean_items(data, box, strip_all=strip_all)
        if is_read and depth < _MAX_DEPTH:
            inner = box.start + _FULL_BOX_BYTES * (box.kind == b"meta")
            metas = _clean_boxes(data, inner, box.end, strip_all=strip_all, depth=depth + 1, metas=metas)
        elif _is_loose_metadata(data, box, strip_all=strip_all):
            data[box.start - 4 : box.start] = b"free"
            data[box.start : box.end] = bytes(box.end - box.start)
    return metas


def _is_loose_metadata(data: bytearray, box: _Box, *, strip_all: bool) -> bool:
    """User data and value lists (a film's place is kept there) go always, and boxes of items that are too many;
    other extensions (XMP among them) when they tell a place."""
    if box.kind == b"uuid":
        return strip_all or is_suspect(bytes(data[box.start : box.end]))
    return box.kind in (b"udta", b"ilst", b"meta")


def _boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[_Box]:
    """The boxes between two offsets; start and end of each enclose its content."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        header = 8
        if size == 1 and start + 16 <= end:
            size, header = struct.unpack_from(">Q", data, start + 8)[0], 16
        stop = end if size == 0 else start + size
        if stop > end or stop < start + header:
            return
        yield _Box(bytes(kind), start + header, stop)
        start = stop


def _clean_items(data: bytearray, meta: _Box, *, strip_all: bool) -> None:
    inner = {box.kind: box for box in _boxes(data, meta.start + _FULL_BOX_BYTES, meta.end)}
    kinds = _item_kinds(data, inner.get(b"iinf"))
    places = _item_places(data, inner.get(b"iloc"), inner.get(b"idat"))
    budget = len(data)  # items of a sound file do not share bytes
    for item in (item for item, kind in kinds.items() if kind in (b"Exif", b"mime")):
        extents = places.get(item, [])
        budget -= sum(extent.end - extent.start for extent in extents)
        if budget < 0:
            return
        payload = b"".join(bytes(data[extent.start : extent.end]) for extent in extents)
        if kinds[item] == b"Exif":
            _write(data, extents, _exif(payload, strip_all=strip_all))
        elif strip_all or tells_location(payload):
            _write(data, extents, _fitted(_EMPTY_XMP, len(payload), b" "))


def _exif(payload: bytes, *, strip_all: bool) -> bytes:
    """The Exif item's payload, equally long."""
    at = _HEADER_OFFSET_BYTES + int.from_bytes(payload[:_HEADER_OFFSET_BYTES], "big")
    block = exif_without_location(payload[at:])
    if strip_all or len(block) != len(payload) - at:
        return _fitted(_EMPTY_EXIF, len(payload), b"\0")
    return payload[:at] + block


def _fitted(content: bytes, length: int, padding: bytes) -> bytes:
    return (content if len(content) <= length else b"").ljust(length, padding)


def _write(data: bytearray, extents: list[_Extent], payload: bytes) -> None:
    for extent in extents:
        length = extent.end - extent.start
        data[extent.start : extent.end], payload = payload[:length], payload[length:]


def _item_kinds(data: bytes | bytearray, iinf: _Box | None) -> dict[int, bytes]:
    """The type of each item (ItemInfoEntry, versions 2 and 3)."""
    if iinf is None or iinf.end - iinf.start < 8:
        return {}
    kinds = {}
    for box in _boxes(data, iinf.start + (6 if data[iinf.start] == 0 else 8), iinf.end):
        form = {2: ">H2x4s", 3: ">I2x4s"}.get(data[box.start] if box.start < box.end else 0)
        if box.kind == b"infe" and form and box.start + _FULL_BOX_BYTES + struct.calcsize(form) <= box.end:
            item, kind = struct.unpack_from(form, data, box.start + _FULL_BOX_BYTES)
            kinds[item] = kind
    return kinds


class _Reader:
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


def _item_places(data: bytes | bytearray, iloc: _Box | None, idat: _Box | None) -> dict[int, list[_Extent]]:
    """Where each item's bytes stand in the file (ItemLocationBox, versions 0 to 2)."""
    if iloc is None or iloc.end - iloc.start < 8:
        return {}
    read = _Reader(data, iloc.start + 4, iloc.end)
    version, sizes = data[iloc.start], read.number(2)
    wide = 4 if version == 2 else 2
    places: dict[int, list[_Extent]] = {}
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


def _extent(read: _Reader, sizes: int, base: int, limit: int, *, indexed: bool) -> _Extent:
    if indexed:
        read.number(sizes & 15)
    start = min(limit, base + read.number(sizes >> 12 & 15))
    length = read.number(sizes >> 8 & 15)
    return _Extent(start, min(limit, start + length))
