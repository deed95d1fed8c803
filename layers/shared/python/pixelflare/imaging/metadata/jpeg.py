"""Metadata of a JPEG: segments are kept, changed or left out; entropy-coded data is copied as it is."""

from typing import NamedTuple

from pixelflare.imaging.decode.headers import Segment, jpeg_segments
from pixelflare.imaging.metadata.location import (
    EXIF_PREFIX,
    exif_without_location,
    is_suspect,
    only_orientation,
    orientation,
    tells_location,
)

_APP0, _APP1, _APP2, _APP6, _APP13, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xE6, 0xED, 0xEE, 0xEF, 0xFE
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9

_XMP, _EXTENDED_XMP = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_ICC, _MULTI_PICTURE = b"ICC_PROFILE\0", b"MPF\0"
_IPTC_PLACES = tuple(b"\x1c\x02" + bytes([dataset]) for dataset in (26, 27, 90, 92, 95, 100, 101))
"""IIM 4.2, record 2: content location code and name, city, sublocation, province, country code and name."""

_MAX_MORE_PICTURES = 8
"""Phones write two or three: a preview, a gain map, a depth map."""
_MAX_EXIF_SEGMENTS = 4


class _Piece(NamedTuple):
    """A segment with its payload (behind the length), and the entropy-coded data that follows it."""

    marker: int
    payload: bytes
    raw: bytes
    data: bytes


def cleaned(data: bytes, *, strip_all: bool) -> bytes:
    """The JPEG without the place, or without all metadata but orientation and colour profile."""
    return _cleaned(data, strip_all=strip_all, more_pictures=0 if strip_all else _MAX_MORE_PICTURES)


def _cleaned(data: bytes, *, strip_all: bool, more_pictures: int) -> bytes:
    segments = jpeg_segments(data)
    if not segments:
        return data
    end = segments[-1].end if segments[-1].marker == _END_OF_IMAGE else len(data)
    pieces = _pieces(data[:end], segments)
    trailer = _trailer(data[end:], more_pictures=more_pictures)
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


def _trailer(trailer: bytes, *, more_pictures: int) -> bytes:
    """What stands behind the end of the image, equally long or not at all.

    More pictures (MPF, gain maps) stay when they lose nothing but GPS in place, padding stays; anything else can't be
    judged and goes.
    """
    picture = trailer.lstrip(b"\0")
    if not picture and more_pictures:
        return trailer
    if not picture.startswith(b"\xff\xd8\xff") or not more_pictures:
        return b""
    kept = _cleaned(picture, strip_all=False, more_pictures=more_pictures - 1)
    return bytes(len(trailer) - len(picture)) + kept if len(kept) == len(picture) else b""


def _without_place(pieces: list[_Piece]) -> list[_Piece]:
    drop_xmp = tells_location(b"".join(_xmp_text(piece) for piece in pieces))
    kept: list[_Piece] = []
    exif_segments = 0
    for piece in pieces:
        if _is(piece, _APP1, EXIF_PREFIX):
            exif_segments += 1
            exif = exif_without_location(piece.payload) if exif_segments <= _MAX_EXIF_SEGMENTS else b""
            kept += [_with_payload(piece, exif)] if exif else []
        elif not (drop_xmp if _xmp_text(piece) else _tells_place(piece)):
            kept.append(piece)
    return kept


def _xmp_text(piece: _Piece) -> bytes:
    """The piece's part of the XMP; extended XMP has an id, its length and the part's offset before it."""
    if _is(piece, _APP1, _EXTENDED_XMP):
        return piece.payload[len(_EXTENDED_XMP) + 40 :]
    return piece.payload if _is(piece, _APP1, _XMP) else b""


def _tells_place(piece: _Piece) -> bool:
    """Whether an application segment (other than EXIF and XMP) or a comment has to go."""
    if piece.marker == _COMMENT:
        return tells_location(piece.payload)
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
