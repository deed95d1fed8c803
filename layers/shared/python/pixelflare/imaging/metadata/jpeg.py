"""Metadata of a JPEG: segments are kept, changed or left out; entropy-coded data is copied as it is."""

from typing import NamedTuple

from pixelflare.imaging.headers import Segment, jpeg_segments
from pixelflare.imaging.metadata.place import (
    EXIF_PREFIX,
    exif_without_place,
    is_suspect,
    only_orientation,
    orientation,
    tells_place,
)

_APP0, _APP1, _APP2, _APP6, _APP13, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xE6, 0xED, 0xEE, 0xEF, 0xFE
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9

_XMP, _EXTENDED_XMP = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_ICC, _MULTI_PICTURE = b"ICC_PROFILE\0", b"MPF\0"
_IPTC_PLACES = tuple(b"\x1c\x02" + bytes([dataset]) for dataset in (26, 27, 90, 92, 95, 100, 101))
"""IIM 4.2, record 2: content location code and name, city, sublocation, province, country code and name."""


class _Piece(NamedTuple):
    """A segment with its payload (behind the length), and the entropy-coded data that follows it."""

    marker: int
    payload: bytes
    raw: bytes
    data: bytes


def cleaned(data: bytes, *, strip_all: bool) -> bytes:
    """The JPEG without the place, or without all metadata but orientation and colour profile."""
    segments = jpeg_segments(data)
    if not segments:
        return data
    end = segments[-1].end if segments[-1].marker == _END_OF_IMAGE else len(data)
    pieces = _pieces(data[:end], segments)
    trailer = b"" if strip_all else _trailer(data[end:])
    kept = _essential(pieces) if strip_all else _without_place(pieces)
    if len(trailer) < len(data) - end:
        kept = [piece for piece in kept if not _is(piece, _APP2, _MULTI_PICTURE)]
    return b"".join((data[:2], *(piece.raw + piece.data for piece in kept), trailer))


def _pieces(data: bytes, segments: list[Segment]) -> list[_Piece]:
    nexts = [segment.start for segment in segments[1:]] + [len(data)]
    return [
        _Piece(s.marker, data[s.start + 4 : s.end], data[s.start : s.end], _following(data, s, until))
        for s, until in zip(segments, nexts, strict=True)
    ]


def _following(data: bytes, segment: Segment, until: int) -> bytes:
    """A scan's data; behind other segments only fill bytes belong, and garbage is left out."""
    between = data[segment.end : until]
    return between if segment.marker == _START_OF_SCAN or not between.strip(b"\xff") else b""


def _trailer(trailer: bytes) -> bytes:
    """What stands behind the end of the image: more pictures (MPF, gain maps) when they lose nothing but GPS in place,
    padding; anything else can't be judged and goes."""
    picture = trailer.lstrip(b"\0")
    kept = cleaned(picture, strip_all=False) if picture.startswith(b"\xff\xd8\xff") else b""
    return trailer[: -len(picture)] + kept if len(kept) == len(picture) and picture else trailer if not picture else b""


def _without_place(pieces: list[_Piece]) -> list[_Piece]:
    xmp = [piece for piece in pieces if _is(piece, _APP1, _XMP) or _is(piece, _APP1, _EXTENDED_XMP)]
    drop_xmp = tells_place(
        b"".join(piece.payload.removeprefix(_EXTENDED_XMP)[40 * _is_extended(piece) :] for piece in xmp)
    )
    kept = []
    for piece in pieces:
        if _is(piece, _APP1, EXIF_PREFIX):
            exif = exif_without_place(piece.payload)
            kept += [_with_payload(piece, exif)] if exif else []
        elif piece in xmp:
            kept += [] if drop_xmp else [piece]
        elif not _tells_place(piece):
            kept.append(piece)
    return kept


def _is_extended(piece: _Piece) -> bool:
    return piece.payload.startswith(_EXTENDED_XMP)


def _tells_place(piece: _Piece) -> bool:
    """Whether an application segment (other than EXIF and XMP) or a comment has to go."""
    if piece.marker == _COMMENT:
        return tells_place(piece.payload)
    if piece.marker == _APP13:
        return is_suspect(piece.payload) or any(dataset in piece.payload for dataset in _IPTC_PLACES)
    if piece.marker == _APP6 and piece.payload.startswith(b"GoPro"):
        return True  # telemetry, GPS among it
    known = piece.marker in (_APP0, _APP14) or _is(piece, _APP2, _ICC) or _is(piece, _APP2, _MULTI_PICTURE)
    return _APP0 <= piece.marker <= _APP15 and not known and is_suspect(piece.payload)


def _essential(pieces: list[_Piece]) -> list[_Piece]:
    """What the pixels need to be decoded and shown right; the orientation in an EXIF block of its own."""
    turned = next((orientation(p.payload) for p in pieces if _is(p, _APP1, EXIF_PREFIX)), 1)
    kept = [piece for piece in pieces if not _is_metadata(piece)]
    if turned != 1:
        at = 1 if kept and kept[0].marker == _APP0 else 0
        kept.insert(at, _with_payload(_Piece(_APP1, b"", b"", b""), EXIF_PREFIX + only_orientation(turned)))
    return kept


def _is_metadata(piece: _Piece) -> bool:
    if piece.marker == _COMMENT:
        return True
    essential = _is(piece, _APP0, b"JFIF\0") or _is(piece, _APP2, _ICC) or _is(piece, _APP14, b"Adobe")
    return _APP0 <= piece.marker <= _APP15 and not essential


def _is(piece: _Piece, marker: int, start: bytes) -> bool:
    return piece.marker == marker and piece.payload.startswith(start)


def _with_payload(piece: _Piece, payload: bytes) -> _Piece:
    if payload == piece.payload:
        return piece
    raw = bytes([0xFF, piece.marker]) + (len(payload) + 2).to_bytes(2, "big") + payload
    return piece._replace(payload=payload, raw=raw)
