"""How often an animated AVIF is played: its track's duration is that many times its edit (ISO/IEC 14496-12, 8.3.2, 8.6.6).

An edit that is not repeated is played once; a track without end is played for ever. Pillow reads and writes neither.
"""

import struct
from typing import NamedTuple

from pixelflare.imaging.metadata.boxes import FULL_BOX_BYTES, Box, boxes

_REPEATED = 1
_FIELDS = {b"mvhd": (12, 20), b"tkhd": (16, 24), b"elst": (4, 4)}
"""Bytes between version and flags and the duration, in versions 0 and 1."""


class _Duration(NamedTuple):
    """A duration, in units of the film, and the place where it is written."""

    at: int
    size: int
    value: int

    @property
    def is_endless(self) -> bool:
        return self.value == (1 << 8 * self.size) - 1


def plays_of(data: bytes) -> int:
    """How often the first track's pictures are played, 0 for ever."""
    track, edit = _duration(data, b"moov", b"trak", b"tkhd"), _duration(data, b"moov", b"trak", b"edts", b"elst")
    if track is None or edit is None or not edit.value or track.is_endless:
        return 0
    return -(-track.value // edit.value) if data[_flags_at(edit)] & _REPEATED else 1


def with_plays(data: bytes, plays: int) -> bytes:
    """The AVIF of one track, played so often; at least once."""
    edit = _duration(data, b"moov", b"trak", b"edts", b"elst")
    if edit is None:
        return data
    changed = bytearray(data)
    for told in (_duration(data, b"moov", b"mvhd"), _duration(data, b"moov", b"trak", b"tkhd")):
        if told is not None:
            whole = min(plays * edit.value, (1 << 8 * told.size) - 2)
            changed[told.at : told.at + told.size] = whole.to_bytes(told.size, "big")
    changed[_flags_at(edit)] = _REPEATED if plays > 1 else 0
    return bytes(changed)


def _flags_at(edit: _Duration) -> int:
    """Where the last byte of an edit list's flags stands."""
    return edit.at - _FIELDS[b"elst"][0] - 1


def _duration(data: bytes, *path: bytes) -> _Duration | None:
    box = _found(data, path)
    if box is None or box.end - box.start < FULL_BOX_BYTES:
        return None
    version = data[box.start]
    size = 8 if version else 4
    at = box.start + FULL_BOX_BYTES + _FIELDS[path[-1]][bool(version)]
    if at + size > box.end:
        return None
    (value,) = struct.unpack_from(">Q" if version else ">I", data, at)
    return _Duration(at, size, value)


def _found(data: bytes, path: tuple[bytes, ...]) -> Box | None:
    box = Box(b"", 0, len(data))
    for kind in path:
        inner = next((inner for inner in boxes(data, box.start, box.end) if inner.kind == kind), None)
        if inner is None:
            return None
        box = inner
    return box
