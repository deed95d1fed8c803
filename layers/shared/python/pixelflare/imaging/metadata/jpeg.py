"""Metadata of a JPEG: segments on the list are kept, all others go; entropy-coded data is copied as it is.

Where an index of more pictures (MPF, CIPA DC-007) points behind a segment, what goes is blanked where it stands: as a
comment of zeros, so that nothing moves.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pixelflare.imaging.decode.headers import Segment, jpeg_segments
from pixelflare.imaging.metadata import xmp
from pixelflare.imaging.metadata.icc import is_profile
from pixelflare.imaging.metadata.kept_tags import kept_index
from pixelflare.imaging.metadata.location import EXIF_PREFIX, exif_without_location, only_orientation, orientation

_APP0, _APP1, _APP2, _APP14, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_CODING = frozenset({*range(0xC0, 0xD0), *range(0xD8, 0xE0)})
"""Frames, scans and tables (ITU-T T.81, B.1)."""

_XMP, _ICC, _MULTI_PICTURE = b"http://ns.adobe.com/xap/1.0/\0", b"ICC_PROFILE\0", b"MPF\0"
_ICC_HEADER_BYTES = 14
_GAIN_MAP = b"urn:iso:std:iso:ts:21496:-1\0"
_MAX_GAIN_MAP_BYTES = 256
_JFIF, _JFIF_BYTES = b"JFIF\0", 14
_ADOBE, _ADOBE_BYTES = b"Adobe", 12
_MAX_MORE_PICTURES = 8
"""Phones write two or three: a preview, a gain map, a depth map."""
_HEADER_BYTES = 4
"""Marker and length."""


class _Piece(NamedTuple):
    """A segment with its payload (behind the length), and the entropy-coded data that follows it."""

    marker: int
    payload: bytes
    raw: bytes
    data: bytes


def cleaned(data: bytes, *, strip_all: bool) -> bytes:
    """The JPEG with what is kept of its metadata, or with orientation and colour profile alone."""
    segments = jpeg_segments(data)
    if not segments:
        return data
    end = _end_of(data, segments)
    pieces = _pieces(data[:end], segments)
    trailer = b"" if strip_all else _more_pictures(data[end:])
    kept = [(piece, _kept(piece, pieces, strip_all=strip_all, has_more=bool(trailer))) for piece in pieces]
    if trailer and any(_is(piece, _APP2, _MULTI_PICTURE) for piece in pieces):
        kept = _unmoved(kept)
    return b"".join((data[:2], *(_joined(piece) for _, piece in kept if piece), trailer))


def _end_of(data: bytes, segments: Sequence[Segment]) -> int:
    return segments[-1].end if segments[-1].marker == _END_OF_IMAGE else len(data)


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


def _joined(piece: _Piece) -> bytes:
    return piece.raw + piece.data


def _more_pictures(trailer: bytes) -> bytes:
    """The pictures behind the first (previews, gain maps), each equally long; none at all when one of them can't be kept.

    A film behind the last one goes.
    """
    kept = b""
    for _ in range(_MAX_MORE_PICTURES):
        picture = trailer.lstrip(b"\0")
        if not picture.startswith(b"\xff\xd8\xff"):
            return kept
        segments = jpeg_segments(picture)
        end = _end_of(picture, segments)
        pieces = _pieces(picture[:end], segments)
        whole = [(piece, _kept(piece, pieces, strip_all=False, has_more=False)) for piece in pieces]
        made = picture[:2] + b"".join(_joined(piece) for _, piece in _unmoved(whole, is_everywhere=True) if piece)
        if len(made) != end:
            return b""
        kept += bytes(len(trailer) - len(picture)) + made
        trailer = picture[end:]
    return b""


def _unmoved(
    kept: list[tuple[_Piece, _Piece | None]], *, is_everywhere: bool = False
) -> list[tuple[_Piece, _Piece | None]]:
    """The pieces, with those behind the index of pictures as long as they were."""
    made, is_pinned = [], is_everywhere
    for before, after in kept:
        made.append((before, _as_long(before, after) if is_pinned else after))
        is_pinned = is_pinned or _is(before, _APP2, _MULTI_PICTURE)
    return made


def _as_long(before: _Piece, after: _Piece | None) -> _Piece:
    """What is left of the piece, filled up with a comment of zeros."""
    left = after.raw if after else b""
    room = len(before.raw) - len(left)
    if 0 < room < _HEADER_BYTES:
        left, room = b"", len(before.raw)
    return before._replace(raw=left + (_segment(_COMMENT, bytes(room - _HEADER_BYTES)) if room else b""))


def _kept(piece: _Piece, pieces: Sequence[_Piece], *, strip_all: bool, has_more: bool) -> _Piece | None:
    """What is kept of a segment: the list of what is on it."""
    if piece.marker in _CODING:
        return piece
    keep = _KEPT.get(piece.marker)
    payload = keep(piece, pieces) if keep else b""
    if not payload and piece.marker == _APP2 and not strip_all:
        payload = _gain_map_part(piece, has_more=has_more)
    if strip_all and piece.marker == _APP1:
        turned = orientation(piece.payload) if piece is _first_exif(pieces) else 1
        payload = EXIF_PREFIX + only_orientation(turned) if turned != 1 else b""
    return _with_payload(piece, payload) if payload else None


def _exif_or_xmp(piece: _Piece, pieces: Sequence[_Piece]) -> bytes:
    if piece is _first_exif(pieces):
        return exif_without_location(piece.payload)
    if not piece.payload.startswith(_XMP):
        return b""
    packet = piece.payload[len(_XMP) :]
    kept = packet if xmp.is_known(packet) else xmp.gain_map_only(packet)
    return _XMP + kept.ljust(len(packet)) if kept and len(kept) <= len(packet) else b""


def _first_exif(pieces: Sequence[_Piece]) -> _Piece | None:
    return next((piece for piece in pieces if _is(piece, _APP1, EXIF_PREFIX)), None)


def _profile(piece: _Piece, pieces: Sequence[_Piece]) -> bytes:
    """The segment where all of them together are a profile."""
    if not piece.payload.startswith(_ICC):
        return b""
    parts = sorted(one.payload for one in pieces if _is(one, _APP2, _ICC))
    whole = b"".join(part[_ICC_HEADER_BYTES:] for part in parts)
    return piece.payload if is_profile(whole) else b""


def _gain_map_part(piece: _Piece, *, has_more: bool) -> bytes:
    """The index of the pictures that are kept, and a gain map's own data (ISO 21496-1)."""
    if piece.payload.startswith(_MULTI_PICTURE) and has_more:
        index = kept_index(piece.payload[len(_MULTI_PICTURE) :])
        return _MULTI_PICTURE + index if index else b""
    is_gain_map = piece.payload.startswith(_GAIN_MAP) and len(piece.payload) <= _MAX_GAIN_MAP_BYTES
    return piece.payload if is_gain_map else b""


def _density(piece: _Piece, _: Sequence[_Piece]) -> bytes:
    """JFIF's header without its thumbnail."""
    if not piece.payload.startswith(_JFIF) or len(piece.payload) < _JFIF_BYTES:
        return b""
    return piece.payload[: _JFIF_BYTES - 2] + b"\0\0"


def _transform(piece: _Piece, _: Sequence[_Piece]) -> bytes:
    """Adobe's word on how the channels are to be understood."""
    is_whole = piece.payload.startswith(_ADOBE) and len(piece.payload) >= _ADOBE_BYTES
    return piece.payload[:_ADOBE_BYTES] if is_whole else b""


_KEPT: dict[int, Callable[[_Piece, Sequence[_Piece]], bytes]] = {
    _APP0: _density,
    _APP1: _exif_or_xmp,
    _APP2: _profile,
    _APP14: _transform,
}


def _is(piece: _Piece, marker: int, start: bytes) -> bool:
    return piece.marker == marker and piece.payload.startswith(start)


def _with_payload(piece: _Piece, payload: bytes) -> _Piece:
    return piece if payload == piece.payload else piece._replace(payload=payload, raw=_segment(piece.marker, payload))


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2, "big") + payload
