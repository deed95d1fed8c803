"""Metadata of a WebP (RFC 9649): chunks on the list are kept, all others go; the bitstreams are copied."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from pixelflare.imaging.metadata import xmp
from pixelflare.imaging.metadata.icc import is_profile
from pixelflare.imaging.metadata.location import exif_without_location, only_orientation, orientation

_HEADER_BYTES = 12
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04
_STREAMS = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_PICTURE = _STREAMS | {b"VP8X", b"ANIM", b"ANMF"}
_FRAME_HEADER_BYTES = 16
_PROFILE_FLAG = 0x20


class _Chunk(NamedTuple):
    kind: bytes
    payload: bytes


def cleaned(data: bytes, *, strip_all: bool) -> bytes:
    """The WebP with what is kept of its metadata, or with orientation and colour profile alone."""
    chunks = list(_chunks(data))
    kept = _essential(chunks) if strip_all else [kept for chunk in chunks if (kept := _kept(chunk))]
    if kept == chunks:
        return data[: max(_HEADER_BYTES, 8 + struct.unpack_from("<I", data, 4)[0])]
    body = b"".join(_written(chunk) for chunk in _flagged(kept))
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """The chunks within the RIFF's own length; what stands behind it belongs to nobody."""
    yield from _chunks_between(data, _HEADER_BYTES, min(len(data), 8 + struct.unpack_from("<I", data, 4)[0]))


def _chunks_between(data: bytes, at: int, end: int) -> Iterator[_Chunk]:
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        yield _Chunk(kind, data[at + 8 : min(end, at + 8 + length)])
        at += 8 + length + length % 2


def _kept(chunk: _Chunk) -> _Chunk | None:
    """What is kept of a chunk: the list of what is on it."""
    if chunk.kind == b"EXIF":
        exif = exif_without_location(chunk.payload)
        return _Chunk(b"EXIF", exif) if exif else None
    if chunk.kind == b"XMP ":
        return chunk if xmp.is_known(chunk.payload) else None
    return _shown(chunk)


def _shown(chunk: _Chunk) -> _Chunk | None:
    """The picture, a frame with nothing but its picture, or the profile."""
    if chunk.kind == b"ANMF":
        inner = _chunks_between(chunk.payload, _FRAME_HEADER_BYTES, len(chunk.payload))
        kept = b"".join(_written(one) for one in inner if one.kind in _STREAMS)
        return _Chunk(b"ANMF", chunk.payload[:_FRAME_HEADER_BYTES] + kept)
    is_kept = is_profile(chunk.payload) if chunk.kind == b"ICCP" else chunk.kind in _PICTURE
    return chunk if is_kept else None


def _essential(chunks: list[_Chunk]) -> list[_Chunk]:
    turned = next((orientation(chunk.payload) for chunk in chunks if chunk.kind == b"EXIF"), 1)
    kept = [shown for chunk in chunks if (shown := _shown(chunk))]
    return kept if turned == 1 else [*kept, _Chunk(b"EXIF", only_orientation(turned))]


def _flagged(chunks: list[_Chunk]) -> Iterator[_Chunk]:
    """The chunks, with the extended header saying which metadata there is."""
    kinds = {chunk.kind for chunk in chunks}
    for chunk in chunks:
        if chunk.kind == b"VP8X" and chunk.payload:
            flags = chunk.payload[0] & ~(_EXIF_FLAG | _XMP_FLAG | _PROFILE_FLAG)
            flags |= _EXIF_FLAG * (b"EXIF" in kinds) | _XMP_FLAG * (b"XMP " in kinds)
            flags |= _PROFILE_FLAG * (b"ICCP" in kinds)
            yield _Chunk(b"VP8X", bytes([flags]) + chunk.payload[1:])
        else:
            yield chunk


def _written(chunk: _Chunk) -> bytes:
    return chunk.kind + struct.pack("<I", len(chunk.payload)) + chunk.payload + bytes(len(chunk.payload) % 2)
