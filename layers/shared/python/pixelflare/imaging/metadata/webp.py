"""Metadata of a WebP (RFC 9649): chunks of the extended format; the bitstreams are copied."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from pixelflare.imaging.metadata.location import (
    exif_without_location,
    is_suspect,
    only_orientation,
    orientation,
    tells_location,
)

_HEADER_BYTES = 12
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04
_PICTURE = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})


class _Chunk(NamedTuple):
    kind: bytes
    payload: bytes


def cleaned(data: bytes, *, strip_all: bool) -> bytes:
    """The WebP without the place, or without all metadata but orientation and colour profile."""
    chunks = list(_chunks(data))
    kept = _essential(chunks) if strip_all else [kept for chunk in chunks for kept in _without_place(chunk)]
    if kept == chunks:
        return data[: max(_HEADER_BYTES, 8 + struct.unpack_from("<I", data, 4)[0])]
    body = b"".join(_written(chunk) for chunk in _flagged(kept))
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """The chunks within the RIFF's own length; what stands behind it belongs to nobody."""
    at, end = _HEADER_BYTES, min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        yield _Chunk(kind, data[at + 8 : min(end, at + 8 + length)])
        at += 8 + length + length % 2


def _without_place(chunk: _Chunk) -> Iterator[_Chunk]:
    if chunk.kind == b"EXIF":
        exif = exif_without_location(chunk.payload)
        yield from [_Chunk(b"EXIF", exif)] if exif else []
    elif chunk.kind in _PICTURE or not _is_telling(chunk):
        yield chunk


def _is_telling(chunk: _Chunk) -> bool:
    return tells_location(chunk.payload) if chunk.kind == b"XMP " else is_suspect(chunk.payload)


def _essential(chunks: list[_Chunk]) -> list[_Chunk]:
    turned = next((orientation(chunk.payload) for chunk in chunks if chunk.kind == b"EXIF"), 1)
    kept = [chunk for chunk in chunks if chunk.kind in _PICTURE]
    return kept if turned == 1 else [*kept, _Chunk(b"EXIF", only_orientation(turned))]


def _flagged(chunks: list[_Chunk]) -> Iterator[_Chunk]:
    """The chunks, with the extended header saying which metadata there is."""
    kinds = {chunk.kind for chunk in chunks}
    for chunk in chunks:
        if chunk.kind == b"VP8X" and chunk.payload:
            flags = chunk.payload[0] & ~(_EXIF_FLAG | _XMP_FLAG)
            flags |= _EXIF_FLAG * (b"EXIF" in kinds) | _XMP_FLAG * (b"XMP " in kinds)
            yield _Chunk(b"VP8X", bytes([flags]) + chunk.payload[1:])
        else:
            yield chunk


def _written(chunk: _Chunk) -> bytes:
    return chunk.kind + struct.pack("<I", len(chunk.payload)) + chunk.payload + bytes(len(chunk.payload) % 2)
