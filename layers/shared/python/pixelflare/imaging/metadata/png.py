"""Metadata of a PNG (PNG 3rd edition, 11.3): chunks on the list are kept, all others go; image data is copied."""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from pixelflare.imaging.metadata import xmp
from pixelflare.imaging.metadata.icc import is_profile
from pixelflare.imaging.metadata.location import (
    exif_without_location,
    only_orientation,
    orientation,
    tells_location,
)

_SIGNATURE_BYTES = 8
_MAX_PROFILE_BYTES = 1 << 20
"""What the decoder takes of a colour profile; those of screens have a few kilobytes."""
_SHOWN_RIGHT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI"}
    | {b"pHYs", b"acTL", b"fcTL", b"fdAT"}
)
"""The picture, how it is to be shown, its density, and what an animation takes; a profile is looked at besides."""
_ANIMATION = frozenset({b"acTL", b"fcTL", b"fdAT"})
_AUTHORS_TEXTS = frozenset({b"Author", b"Copyright", b"Software", b"Creation Time"})
_MAX_TEXT_BYTES = 1_000
_CODE_POINTS_BYTES = 4
_XMP = b"XML:com.adobe.xmp\0\0\0\0\0"


class _Chunk(NamedTuple):
    kind: bytes
    payload: bytes
    raw: bytes


def cleaned(data: bytes, *, strip_all: bool) -> bytes:
    """The PNG with what is kept of its metadata, or with orientation and colour profile alone."""
    chunks = [_Chunk(kind, data[start + 8 : end - 4], data[start:end]) for kind, start, end in _whole_spans(data)]
    kept = _essential(chunks) if strip_all else [kept for chunk in chunks if (kept := _kept(chunk))]
    return data[:_SIGNATURE_BYTES] + b"".join(chunk.raw for chunk in kept)


def for_the_decoder(data: bytes) -> bytes:
    """The PNG without what a decoder would unpack for nothing: compressed texts, profiles of over a megabyte, and all
    profiles but the first (there may be one, 11.3.2.3); and without ancillary chunks that are broken (13.1).

    Browsers show such pictures; Pillow would give up on them.
    """
    texts = [(start, end) for kind, start, end in _spans(data) if kind in (b"zTXt", b"iTXt")]
    profiles = [(start, end) for kind, start, end in _spans(data) if kind == b"iCCP"]
    too_large = [span for span in profiles[:1] if _is_too_large(data, *span)]
    broken = [(start, end) for kind, start, end in _spans(data) if _is_broken(data, kind, start, end)]
    idle = sorted({*texts, *profiles[1:], *too_large, *broken})
    if not idle:
        return data
    starts, ends = [0, *(end for _, end in idle)], [*(start for start, _ in idle), len(data)]
    return b"".join(data[start:end] for start, end in zip(starts, ends, strict=True))


def code_points(data: bytes) -> tuple[int, int] | None:
    """The primaries and the transfer function of `cICP` (11.3.2.6), which comes before all else."""
    for kind, start, end in _spans(data):
        if kind == b"IDAT":
            break
        if kind == b"cICP" and end - start == 12 + _CODE_POINTS_BYTES and not _is_broken(data, kind, start, end):
            return data[start + 8], data[start + 9]
    return None


def _is_broken(data: bytes, kind: bytes, start: int, end: int) -> bool:
    """Whether the checksum of a chunk that a picture can do without is wrong; an animation's are not such."""
    is_needed = not kind[0] & 0x20 or kind in _ANIMATION
    return not is_needed and zlib.crc32(data[start + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big")


def _is_too_large(data: bytes, start: int, end: int) -> bool:
    """Whether the profile in this chunk is more than the decoder takes, or broken."""
    compressed = data[start + 8 : end - 4].partition(b"\0")[2][1:]
    return _unpacked(compressed, _MAX_PROFILE_BYTES) is None


def _whole_spans(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The chunks up to and with IEND, without broken ones; what stands behind it belongs to nobody."""
    for kind, start, end in _spans(data):
        if not _is_broken(data, kind, start, end):
            yield kind, start, end
        if kind == b"IEND":
            return


def _spans(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's kind, and the offsets that enclose it."""
    at = _SIGNATURE_BYTES
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        yield kind, at, min(len(data), at + 12 + length)
        at += 12 + length


def _kept(chunk: _Chunk) -> _Chunk | None:
    """What is kept of a chunk: the list of what is on it."""
    if _is_shown(chunk):
        return chunk
    if chunk.kind == b"eXIf":
        exif = exif_without_location(chunk.payload)
        return _with_payload(chunk, exif) if exif else None
    return chunk if _is_authors_text(chunk) or _is_known_xmp(chunk) else None


def _is_shown(chunk: _Chunk) -> bool:
    if chunk.kind == b"iCCP":
        profile = _unpacked(chunk.payload.partition(b"\0")[2][1:], _MAX_PROFILE_BYTES)
        return profile is not None and is_profile(profile)
    return chunk.kind in _SHOWN_RIGHT


def _is_authors_text(chunk: _Chunk) -> bool:
    keyword, _, text = chunk.payload.partition(b"\0")
    is_short = chunk.kind == b"tEXt" and len(text) <= _MAX_TEXT_BYTES
    return is_short and keyword in _AUTHORS_TEXTS and not tells_location(text)


def _is_known_xmp(chunk: _Chunk) -> bool:
    is_plain = chunk.kind == b"iTXt" and chunk.payload.startswith(_XMP)
    return is_plain and xmp.is_known(chunk.payload[len(_XMP) :])


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
    kept = [chunk for chunk in chunks if _is_shown(chunk)]
    if turned != 1:
        kept.insert(1, _with_payload(_Chunk(b"eXIf", b"", b""), only_orientation(turned)))
    return kept


def _with_payload(chunk: _Chunk, payload: bytes) -> _Chunk:
    if payload == chunk.payload:
        return chunk
    checked = chunk.kind + payload
    raw = struct.pack(">I", len(payload)) + checked + struct.pack(">I", zlib.crc32(checked))
    return _Chunk(chunk.kind, payload, raw)
