"""Metadata of an AVIF: boxes and items on the list are kept, all others are blanked where they stand, so that no offset moves."""

import struct
from collections.abc import Iterable

from pixelflare.imaging.metadata import xmp
from pixelflare.imaging.metadata.boxes import FULL_BOX_BYTES, Box, Extent, boxes, item_kinds, item_places
from pixelflare.imaging.metadata.icc import is_profile
from pixelflare.imaging.metadata.location import exif_without_location

_EMPTY_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
_EMPTY_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
_FILE = frozenset({b"ftyp", b"meta", b"moov", b"mdat"})
_PROPERTIES = frozenset(
    {
        b"ispe",
        b"pixi",
        b"av1C",
        b"irot",
        b"imir",
        b"colr",
        b"pasp",
        b"clap",
        b"auxC",
        b"a1op",
        b"a1lx",
        b"lsel",
        b"clli",
    }
    | {b"mdcv", b"cclv", b"amve"}
)
_KEPT: dict[bytes, frozenset[bytes]] = {
    b"meta": frozenset({b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp", b"iref", b"idat", b"dinf", b"grpl"}),
    b"iprp": frozenset({b"ipco", b"ipma"}),
    b"ipco": _PROPERTIES,
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"meta"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia", b"tref", b"meta"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"nmhd", b"dinf", b"stbl"}),
    b"stbl": frozenset(
        {b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stco", b"co64", b"stss", b"sgpd", b"sbgp"}
    ),
}
"""What is kept in each box that holds others."""
_PICTURES = frozenset({b"av01", b"grid", b"iovl", b"iden", b"tmap"})
_PROFILES = (b"prof", b"rICC")
_HEADER_OFFSET_BYTES = 4
"""An Exif item starts with the number of bytes before its TIFF header (ISO/IEC 23008-12, A.2.1)."""
_MAX_DEPTH = 8
_MAX_METAS = 4
"""Boxes of items besides the file's own: a film's and its tracks'. What is beyond them is blanked unread."""


def cleaned(data: bytes, *, strip_all: bool) -> bytes:
    """The AVIF, equally long, with what is kept of its metadata; orientation is no metadata here (irot, imir)."""
    changed = _Changed(data, strip_all=strip_all)
    changed.clean_boxes(0, len(data), _FILE, depth=0)
    changed.clean_media()
    return bytes(changed.data)


class _Changed:
    """The bytes, and what was found in them that the pixels are made of."""

    def __init__(self, data: bytes, *, strip_all: bool) -> None:
        self.data = bytearray(data)
        self._strip_all = strip_all
        self._metas = 0
        self._room = [box for box in boxes(data, 0, len(data)) if box.kind == b"mdat"]
        """Where items may stand: what lies elsewhere is the file's structure."""
        self._pictures: list[Extent] = []
        self._chunks: list[int] = []
        self._media: list[Box] = []

    def clean_boxes(self, start: int, end: int, listed: frozenset[bytes], *, depth: int) -> None:
        """Decoders read the items of the file's first box of them, but programs that look for metadata read them all."""
        reached = start
        for box in boxes(self.data, start, end):
            reached = box.end
            self._metas += box.kind == b"meta"
            if box.kind not in listed or depth >= _MAX_DEPTH or self._metas > 1 + _MAX_METAS or self._is_no_colour(box):
                self._blank(box)
                continue
            if box.kind == b"mdat":
                self._media.append(box)
            elif box.kind in (b"stco", b"co64"):
                self._chunks += self._offsets(box)
            elif box.kind == b"meta":
                self._clean_items(box)
            if box.kind in _KEPT:
                inner = box.start + FULL_BOX_BYTES * (box.kind == b"meta")
                self.clean_boxes(inner, box.end, _KEPT[box.kind], depth=depth + 1)
        self._blank_rest(reached, end)

    def clean_media(self) -> None:
        """Blanks what no picture is made of in the boxes of media; a film's stays whole where its frames are.

        Nothing is blanked where no picture was found: then the file is laid out in a way that is not understood here.
        """
        for box in self._media if self._pictures or self._chunks else ():
            if not any(box.start <= chunk < box.end for chunk in self._chunks):
                for start, end in _gaps(box, self._pictures):
                    self.data[start:end] = bytes(end - start)

    def _is_no_colour(self, box: Box) -> bool:
        content = bytes(self.data[box.start : box.end]) if box.kind == b"colr" else b""
        return content[:4] in _PROFILES and not is_profile(content[4:])

    def _blank(self, box: Box) -> None:
        self.data[box.kind_at : box.kind_at + 4] = b"free"
        self.data[box.start : box.end] = bytes(box.end - box.start)

    def _blank_rest(self, start: int, end: int) -> None:
        """What stands behind the last box and is none."""
        self.data[start:end] = bytes(end - start)
        if end - start >= 8:
            struct.pack_into(">I4s", self.data, start, end - start, b"free")

    def _offsets(self, box: Box) -> Iterable[int]:
        """Where a track's chunks stand (8.7.5)."""
        form, size = (">I", 4) if box.kind == b"stco" else (">Q", 8)
        at = box.start + FULL_BOX_BYTES + 4
        return [offset for (offset,) in struct.iter_unpack(form, self.data[at : at + (box.end - at) // size * size])]

    def _clean_items(self, meta: Box) -> None:
        inner = {box.kind: box for box in boxes(self.data, meta.start + FULL_BOX_BYTES, meta.end)}
        kinds = item_kinds(self.data, inner.get(b"iinf"))
        places = item_places(self.data, inner.get(b"iloc"), inner.get(b"idat"))
        budget = len(self.data)  # items of a sound file do not share bytes
        for item, kind in kinds.items():
            extents = places.get(item, [])
            if kind in _PICTURES:
                self._pictures += extents
                continue
            budget -= sum(extent.end - extent.start for extent in extents)
            if budget < 0:
                return
            known = _inside(extents, [*self._room, *(box for box in [inner.get(b"idat")] if box)])
            payload = b"".join(bytes(self.data[extent.start : extent.end]) for extent in extents)
            if known == extents:
                self._write(extents, self._kept_item(kind, payload))
            else:
                self._write(known, bytes(len(payload)))
            if kind in (b"Exif", b"mime"):
                self._pictures += extents

    def _kept_item(self, kind: bytes, payload: bytes) -> bytes:
        if kind == b"Exif":
            return _exif(payload, strip_all=self._strip_all)
        if kind == b"mime" and (self._strip_all or not xmp.is_known(payload.strip(b" \0"))):
            return _fitted(_EMPTY_XMP, len(payload), b" ")
        return payload if kind == b"mime" else bytes(len(payload))

    def _write(self, extents: list[Extent], payload: bytes) -> None:
        for extent in extents:
            length = extent.end - extent.start
            self.data[extent.start : extent.end], payload = payload[:length], payload[length:]


def _gaps(box: Box, used: list[Extent]) -> Iterable[tuple[int, int]]:
    """The parts of the box that none of these cover."""
    at = box.start
    for start, end in sorted(used):
        if start > at:
            yield at, min(start, box.end)
        at = max(at, end)
        if at >= box.end:
            return
    yield at, box.end


def _inside(extents: list[Extent], room: list[Box]) -> list[Extent]:
    """The parts of the extents that lie in one of these boxes. In a sound file that is all of them."""
    parts = [Extent(max(start, box.start), min(end, box.end)) for start, end in extents for box in room]
    return [part for part in parts if part.start < part.end]


def _exif(payload: bytes, *, strip_all: bool) -> bytes:
    """The Exif item's payload, equally long."""
    at = _HEADER_OFFSET_BYTES + int.from_bytes(payload[:_HEADER_OFFSET_BYTES], "big")
    block = exif_without_location(payload[at:])
    if strip_all or len(block) != len(payload) - at:
        return _fitted(_EMPTY_EXIF, len(payload), b"\0")
    return bytes(_HEADER_OFFSET_BYTES) + block if at == _HEADER_OFFSET_BYTES else _prefixed(payload[:at]) + block


def _prefixed(head: bytes) -> bytes:
    """The offset, and nothing of what it jumps over but the usual name."""
    between = head[_HEADER_OFFSET_BYTES:]
    return head[:_HEADER_OFFSET_BYTES] + (between if between == b"Exif\0\0" else bytes(len(between)))


def _fitted(content: bytes, length: int, padding: bytes) -> bytes:
    return (content if len(content) <= length else b"").ljust(length, padding)
