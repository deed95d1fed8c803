"""Metadata of a PNG (PNG 3rd edition, 11.3): ancillary chunks are kept, changed or left out; image data is copied."""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from pixelflare.imaging.metadata.location import (
    exif_without_location,
    is_suspect,
    only_orientation,
    orientation,
    tells_location,
)

_SIGNATURE_BYTES = 8
_MAX_TEXT_BYTES = 1 << 20
_MAX_TEXTS_BYTES = 8 << 20
"""Of all compressed texts of a file together; what is beyond it isn't looked through, and so isn't kept."""
_MAX_PROFILE_BYTES = 1 << 20
"""What the decoder takes of a colour profile; those of screens have a few kilobytes."""
_SHOWN_RIGHT = frozenset(
    {b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI"}
    | {b"bKGD", b"pHYs", b"sPLT", b"hIST", b"acTL", b"fcTL", b"fdAT"}
)
"""Ancillary chunks that say how the pixels are to be shown, and those of an animation."""
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})


class _Chunk(NamedTuple):
    kind: bytes
    payload: bytes
    raw: bytes


def cleaned(data: bytes, *, strip_all: bool) -> bytes:
    """The PNG without the place, or without all metadata but orientation and colour profile."""
    chunks = list(_chunks(data))
    budget = _Budget(_MAX_TEXTS_BYTES)
    kept = _essential(chunks) if strip_all else [kept for chunk in chunks for kept in _without_place(chunk, budget)]
    return data[:_SIGNATURE_BYTES] + b"".join(chunk.raw for chunk in kept)


def for_the_decoder(data: bytes) -> bytes:
    """The PNG without what a decoder would unpack for nothing: compressed texts, profiles of over a megabyte, and all
    profiles but the first (there may be one, 11.3.2.3).

    Browsers show such pictures; Pillow would give up on them.
    """
    texts = [(start, end) for kind, start, end in _spans(data) if kind in (b"zTXt", b"iTXt")]
    profiles = [(start, end) for kind, start, end in _spans(data) if kind == b"iCCP"]
    too_large = [span for span in profiles[:1] if _is_too_large(data, *span)]
    idle = sorted([*texts, *profiles[1:], *too_large])
    if not idle:
        return data
    starts, ends = [0, *(end for _, end in idle)], [*(start for start, _ in idle), len(data)]
    return b"".join(data[start:end] for start, end in zip(starts, ends, strict=True))


def _is_too_large(data: bytes, start: int, end: int) -> bool:
    """Whether the profile in this chunk is more than the decoder takes, or broken."""
    compressed = data[start + 8 : end - 4].partition(b"\0")[2][1:]
    return _unpacked(compressed, _MAX_PROFILE_BYTES) is None


class _Budget:
    """Bytes that may still be unpacked."""

    def __init__(self, left: int) -> None:
        self.left = left


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """The chunks up to and with IEND; what stands behind it belongs to nobody."""
    for kind, start, end in _spans(data):
        yield _Chunk(kind, data[start + 8 : end - 4], data[start:end])
        if kind == b"IEND":
            return


def _spans(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's kind, and the offsets that enclose it."""
    at = _SIGNATURE_BYTES
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        yield kind, at, min(len(data), at + 12 + length)
        at += 12 + length


def _without_place(chunk: _Chunk, budget: _Budget) -> Iterator[_Chunk]:
    if chunk.kind == b"eXIf":
        exif = exif_without_location(chunk.payload)
        yield from [_with_payload(chunk, exif)] if exif else []
    elif chunk.kind in _TEXTS:
        if not _text_tells_place(chunk, budget):
            yield chunk
    elif _is_critical(chunk) or chunk.kind in _SHOWN_RIGHT or not is_suspect(chunk.payload):
        yield chunk


def _text_tells_place(chunk: _Chunk, budget: _Budget) -> bool:
    """A text that is a profile in hexadecimal (ImageMagick's way to keep EXIF, IPTC and XMP) is never kept."""
    keyword, _, text = chunk.payload.partition(b"\0")
    if keyword.lower().startswith(b"raw profile type"):
        return True
    compressed = text[1:] if chunk.kind == b"zTXt" else _compressed_part(text) if chunk.kind == b"iTXt" else None
    if compressed is not None:
        unpacked = _unpacked(compressed, min(_MAX_TEXT_BYTES, budget.left))
        budget.left -= _MAX_TEXT_BYTES if unpacked is None else len(unpacked)
        return unpacked is None or tells_location(unpacked)
    return tells_location(chunk.payload)


def _compressed_part(text: bytes) -> bytes | None:
    """The compressed text of an iTXt chunk behind its flag, method, language and translated keyword; None when plain."""
    return text[2:].split(b"\0", 2)[-1] if text[:1] == b"\1" else None


def _unpacked(compressed: bytes, most: int) -> bytes | None:
    """The content; None when it is broken, or longer than that many bytes."""
    if most <= 0:
        return None
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(compressed, most)
    except zlib.error:
        return None
    return text if unpacker.eof else None


def _essential(chunks: list[_Chunk]) -> list[_Chunk]:
    turned = next((orientation(chunk.payload) for chunk in chunks if chunk.kind == b"eXIf"), 1)
    kept = [chunk for chunk in chunks if _is_critical(chunk) or chunk.kind in _SHOWN_RIGHT]
    if turned != 1:
        kept.insert(1, _with_payload(_Chunk(b"eXIf", b"", b""), only_orientation(turned)))
    return kept


def _is_critical(chunk: _Chunk) -> bool:
    return not chunk.kind[0] & 0x20


def _with_payload(chunk: _Chunk, payload: bytes) -> _Chunk:
    if payload == chunk.payload:
        return chunk
    checked = chunk.kind + payload
    raw = struct.pack(">I", len(payload)) + checked + struct.pack(">I", zlib.crc32(checked))
    return _Chunk(chunk.kind, payload, raw)
