"""The TIFF structure that EXIF is kept in (Exif 2.32, 4.5): directories of tags, read with every offset checked."""

import struct
from collections.abc import Iterator
from typing import Literal, NamedTuple

ORIENTATION, EXIF_DIRECTORY, GPS_DIRECTORY = 0x0112, 0x8769, 0x8825

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_INTEGERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I"}
_RATIONALS = {5: "II", 10: "ii"}
_MAX_TAGS = 300
"""Of one directory; cameras write fewer than a hundred."""

_MAX_TEXT = 1_000

Order = Literal["<", ">"]


class Tag(NamedTuple):
    """A directory's entry: `entry` is the offset of its twelve bytes, `start` and `end` enclose its value's bytes."""

    code: int
    kind: int
    entry: int
    start: int
    end: int


class Directory(NamedTuple):
    """`start` and `end` enclose the directory's own bytes: the count, the entries, the link to the next."""

    start: int
    end: int
    tags: dict[int, Tag]


def byte_order(block: bytes | bytearray) -> Order | None:
    """How numbers are written in the block; None when it isn't TIFF at all."""
    orders: dict[bytes, Order] = {b"II*\0": "<", b"MM\0*": ">"}
    return orders.get(bytes(block[:4]))


def first_directory(block: bytes | bytearray, order: Order) -> Directory | None:
    return directory_at(block, _number(block, order, 4), order)


def directory_at(block: bytes | bytearray, offset: int, order: Order) -> Directory | None:
    """The directory at that offset; None when it doesn't lie within the block. Tags whose value doesn't are left out."""
    if not 8 <= offset <= len(block) - 2:
        return None
    count = struct.unpack_from(order + "H", block, offset)[0]
    end = offset + 2 + 12 * count
    if count > _MAX_TAGS or end > len(block):
        return None
    tags = {tag.code: tag for tag in _tags(block, offset + 2, count, order)}
    return Directory(offset, min(len(block), end + 4), tags)


def child(block: bytes | bytearray, directory: Directory, code: int, order: Order) -> Directory | None:
    """The directory that a tag of this one points to."""
    tag = directory.tags.get(code)
    if tag is None or tag.kind not in (4, 13) or tag.end - tag.start != 4:
        return None
    return directory_at(block, _number(block, order, tag.start), order)


def next_offset(block: bytes | bytearray, directory: Directory, order: Order) -> int:
    """Where the directory behind this one stands (a thumbnail's, for EXIF); 0 when there is none."""
    return _number(block, order, directory.end - 4)


def integer(block: bytes | bytearray, tag: Tag | None, order: Order) -> int | None:
    """The tag's (first) whole number."""
    if tag is None or tag.kind not in _INTEGERS or tag.end == tag.start:
        return None
    return int(struct.unpack_from(order + _INTEGERS[tag.kind], block, tag.start)[0])


def rational(block: bytes | bytearray, tag: Tag | None, order: Order) -> float | None:
    """The tag's (first) fraction; None when its denominator is 0."""
    if tag is None or tag.kind not in _RATIONALS or tag.end == tag.start:
        return None
    above, below = struct.unpack_from(order + _RATIONALS[tag.kind], block, tag.start)
    return above / below if below else None


def text(block: bytes | bytearray, tag: Tag | None) -> str | None:
    """The tag's text up to its first NUL."""
    if tag is None or tag.kind != 2:
        return None
    return (
        bytes(block[tag.start : min(tag.end, tag.start + _MAX_TEXT)]).split(b"\0")[0].decode("utf-8", "replace").strip()
        or None
    )


def _tags(block: bytes | bytearray, at: int, count: int, order: Order) -> Iterator[Tag]:
    for entry in range(at, at + 12 * count, 12):
        code, kind, values = struct.unpack_from(order + "HHI", block, entry)
        size = _SIZES.get(kind, 0) * values
        start = entry + 8 if size <= 4 else _number(block, order, entry + 8)
        if kind in _SIZES and start + size <= len(block):
            yield Tag(code, kind, entry, start, start + size)


def _number(block: bytes | bytearray, order: Order, at: int) -> int:
    return int(struct.unpack_from(order + "I", block, at)[0]) if 0 <= at <= len(block) - 4 else 0
