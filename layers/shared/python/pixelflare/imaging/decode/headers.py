"""Limits that are checked on the file's own structure, before any pixel is decoded."""

import re
import struct
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from pixelflare.imaging.refusal import Refused
from schema.errors import RejectionReason
from schema.limits import MAX_FRAMES, MAX_JPEG_SCANS, MAX_PIXELS, MAX_SIDE_PIXELS, MAX_TOTAL_PIXELS

_MARKER = re.compile(rb"\xff+([^\x00\xff])")
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
END_OF_IMAGE = bytes((0xFF, _END_OF_IMAGE))
_STANDALONE = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})
_FIRST_WITH_LENGTH = 0xC0
_MAX_SEGMENTS = 10_000
"""Of a JPEG; decoders keep each in memory, and the largest profiles and depth maps take a few hundred."""
_MAX_CHUNKS = 20_000
"""Of a PNG or a WebP; 50 MB of pixels in the usual 8 KB are 6,400."""
_GIF_IMAGE, _GIF_EXTENSION, _GIF_TRAILER = 0x2C, 0x21, 0x3B
_MAX_GIF_EXTENSIONS = 20_000
"""Of a GIF; each frame has one, and programs that write comments and profiles a handful."""
_MAX_GIF_STEPS = 1_000_000
"""Blocks, sub-blocks and stray bytes of a GIF; 50 MB in sub-blocks of 255 bytes, which all encoders write, are 206,000."""


class Segment(NamedTuple):
    """A JPEG marker; `start` is its 0xFF, `end` the offset behind its parameters (not behind entropy-coded data)."""

    marker: int
    start: int
    end: int


class GifBlock(NamedTuple):
    """An image, an extension (with its label) or the trailer of a GIF, and the bytes it takes."""

    introducer: int
    label: int | None
    start: int
    end: int


def check_size(width: int, height: int, *, frames: int = 1, most: int = MAX_PIXELS) -> None:
    """Raises Refused when the sides, the pixels (`most`) or the frames are over the limits of schema.limits."""
    if width < 1 or height < 1:
        raise Refused(RejectionReason.DAMAGED, f"a picture of {width} x {height} pixels")
    if max(width, height) > MAX_SIDE_PIXELS:
        raise Refused(RejectionReason.SIDE_TOO_LONG, f"{width} x {height}: a side may have {MAX_SIDE_PIXELS} pixels")
    if width * height > most:
        raise Refused(RejectionReason.TOO_MANY_PIXELS, f"{width} x {height}: a picture may have {most} pixels")
    if frames > MAX_FRAMES:
        raise Refused(RejectionReason.TOO_MANY_FRAMES, f"more than {MAX_FRAMES} frames")
    if frames * width * height > MAX_TOTAL_PIXELS:
        raise Refused(RejectionReason.TOO_MANY_PIXELS, f"{frames} frames of {width} x {height}")


class _Chunked(NamedTuple):
    """How a file is cut into chunks: where the first starts, the length's format and place, what a chunk adds to it."""

    start: int
    length: str
    length_at: int
    overhead: int
    is_padded: bool


_CHUNKED = {
    "image/png": _Chunked(start=8, length=">I", length_at=0, overhead=12, is_padded=False),
    "image/webp": _Chunked(start=12, length="<I", length_at=4, overhead=8, is_padded=True),
}


def check_structure(data: bytes, content_type: str) -> None:
    """Raises Refused when the file asks for more work than its size shows: scans of a JPEG, frames of a GIF, pieces."""
    if content_type == "image/jpeg" and sum(1 for _ in islice(_walk_jpeg(data), _MAX_SEGMENTS + 1)) > _MAX_SEGMENTS:
        raise Refused(RejectionReason.DAMAGED, f"more than {_MAX_SEGMENTS} segments")
    if content_type == "image/jpeg" and count_scans(data, stop_above=MAX_JPEG_SCANS) > MAX_JPEG_SCANS:
        raise Refused(RejectionReason.TOO_MANY_SCANS, f"more than {MAX_JPEG_SCANS} scans")
    if content_type in _CHUNKED and _count_chunks(data, content_type) > _MAX_CHUNKS:
        raise Refused(RejectionReason.DAMAGED, f"more than {_MAX_CHUNKS} chunks")
    if content_type == "image/gif":
        width, height = struct.unpack_from("<HH", data.ljust(10, b"\0"), 6)
        check_size(width, height, frames=max(1, count_gif_frames(data, stop_above=MAX_FRAMES)))


def _count_chunks(data: bytes, content_type: str) -> int:
    """How many chunks a PNG or a WebP has by their stated lengths; counting stops one above the limit."""
    form = _CHUNKED[content_type]
    at, chunks = form.start, 0
    while at + 8 <= len(data) and chunks <= _MAX_CHUNKS:
        (length,) = struct.unpack_from(form.length, data, at + form.length_at)
        at += form.overhead + length + (length & 1 if form.is_padded else 0)
        chunks += 1
    return chunks


def jpeg_segments(data: bytes) -> list[Segment]:
    """The markers of a JPEG (ITU-T T.81, B.1.1), up to and with its end of image; restart markers are left out.

    Garbage between segments is skipped as decoders skip it.
    """
    return list(_walk_jpeg(data))


def has_end(data: bytes) -> bool:
    """Whether a JPEG has its end of image; browsers and cameras' own programs show those that lack nothing else."""
    return data.endswith(END_OF_IMAGE) or any(segment.marker == _END_OF_IMAGE for segment in _walk_jpeg(data))


def count_scans(data: bytes, *, stop_above: int) -> int:
    """How many scans a JPEG has; counting stops one above `stop_above`."""
    scans = 0
    for segment in _walk_jpeg(data):
        scans += segment.marker == _START_OF_SCAN
        if scans > stop_above:
            break
    return scans


def _walk_jpeg(data: bytes) -> Iterator[Segment]:
    at, in_scans = 0, False
    while found := _MARKER.search(data, at):
        marker, start, at = found[1][0], found.end() - 2, found.end()
        if marker in _STANDALONE or (in_scans and marker < _FIRST_WITH_LENGTH):
            continue  # amid a scan, decoders that look for a restart step over reserved markers and no further
        if marker != _END_OF_IMAGE:
            length = int.from_bytes(data[at : at + 2], "big")
            at = min(len(data), at + max(2, length))
        in_scans = in_scans or marker == _START_OF_SCAN
        yield Segment(marker, start, at)
        if marker == _END_OF_IMAGE:
            return


def count_gif_frames(data: bytes, *, stop_above: int) -> int:
    """How many images a GIF holds, without decoding; counting stops one above `stop_above`."""
    frames = 0
    for block in gif_blocks(data):
        frames += block.introducer == _GIF_IMAGE
        if frames > stop_above:
            break
    return frames


def gif_blocks(data: bytes) -> Iterator[GifBlock]:
    """A GIF's images and extensions (GIF89a, sections 19-27) up to and with its trailer; stray bytes are left out.

    Raises Refused (damaged) when there are more pieces than any encoder writes: decoders take each of them in turn.
    """
    at, steps, extensions = 13 + _colour_table_bytes(data, 10), 0, 0
    while at < len(data):
        introducer, start, label, steps = data[at], at, None, steps + 1
        if introducer == _GIF_IMAGE:
            at, steps = _behind_sub_blocks(data, at + 11 + _colour_table_bytes(data, at + 9), steps)
        elif introducer == _GIF_EXTENSION:
            label, extensions = data[at + 1] if at + 1 < len(data) else None, extensions + 1
            at, steps = _behind_sub_blocks(data, at + 2, steps)
        else:
            at += 1
        if steps > _MAX_GIF_STEPS or extensions > _MAX_GIF_EXTENSIONS:
            raise Refused(RejectionReason.DAMAGED, "more pieces than any encoder writes")
        if introducer in (_GIF_IMAGE, _GIF_EXTENSION, _GIF_TRAILER):
            yield GifBlock(introducer, label, start, at)
        if introducer == _GIF_TRAILER:
            return


def _behind_sub_blocks(data: bytes, at: int, steps: int) -> tuple[int, int]:
    """The offset behind the sub-blocks, and the steps with those taken here; stops one above the limit."""
    while at < len(data) and data[at] and steps <= _MAX_GIF_STEPS:
        at += 1 + data[at]
        steps += 1
    return min(len(data), at + 1), steps


def _colour_table_bytes(data: bytes, flags_at: int) -> int:
    flags = data[flags_at] if flags_at < len(data) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
