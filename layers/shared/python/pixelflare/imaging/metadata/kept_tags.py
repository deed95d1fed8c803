"""The tags of an EXIF block that a public copy keeps (Exif 3.0, 4.6): how the picture was made and is shown, and whose it is.

All else goes: places, thumbnails, free texts, serial numbers, and makers' notes, whose formats nobody but the maker knows;
several hold cities and landmarks.
"""

import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from pixelflare.imaging.metadata import tiff
from pixelflare.imaging.metadata.words import tells_location

_INTEROPERABILITY = 0xA005
MAIN = frozenset(
    {0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0115, 0x011C, 0x010F, 0x0110, tiff.ORIENTATION, 0x011A, 0x011B, 0x0128}
    | {0x0131, 0x0132, 0x013B, 0x013E, 0x013F, 0x0211, 0x0212, 0x0213, 0x0214, 0x8298, tiff.EXIF_DIRECTORY}
)
SHOT = frozenset(
    {0x829A, 0x829D, 0x8822, 0x8827, *range(0x8830, 0x8836), 0x9000, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012}
    | {0x9101, 0x9102, *range(0x9201, 0x920B), 0x9214, 0x9290, 0x9291, 0x9292, *range(0xA000, 0xA004)}
    | {_INTEROPERABILITY, 0xA20E, 0xA20F, 0xA210, 0xA214, 0xA215, 0xA217, 0xA300, 0xA301, 0xA302}
    | {*range(0xA401, 0xA40B), 0xA40C, 0xA432, 0xA433, 0xA434, 0xA460, 0xA461, 0xA500}
)
_SPACE = frozenset({0x0001, 0x0002})
"""Of the interoperability directory: its index says Adobe RGB."""
_MULTI_PICTURE = frozenset({0xB000, 0xB001, 0xB002})
"""CIPA DC-007, 5.2.3: version, number and places of the pictures."""
_TEXT, _UNDEFINED = 2, 7
_MAX_TEXT, _MAX_UNDEFINED, _MAX_NUMBERS = 500, 64, 4_096
_POINTERS = frozenset({tiff.EXIF_DIRECTORY, _INTEROPERABILITY})


class _Kept(NamedTuple):
    """A directory, and those of its tags that stay."""

    directory: tiff.Directory
    tags: list[tiff.Tag]


def kept_block(block: bytes) -> bytes | None:
    """The block, equally long, with the kept tags where they were and nothing else; None when it can't be understood, or
    nothing is left."""
    order = tiff.byte_order(block)
    return _written(block, order, list(_directories(block, order))) if order else None


def kept_index(block: bytes) -> bytes | None:
    """The same for the index of a multi-picture file."""
    order = tiff.byte_order(block)
    main = tiff.first_directory(block, order) if order else None
    if order is None or main is None:
        return None
    return _written(block, order, [_Kept(main, _listed(block, main, _MULTI_PICTURE))])


def _directories(block: bytes, order: tiff.Order) -> Iterator[_Kept]:
    main = tiff.first_directory(block, order)
    if main is None:
        return
    shot = tiff.child(block, main, tiff.EXIF_DIRECTORY, order)
    space = tiff.child(block, shot, _INTEROPERABILITY, order) if shot else None
    yield _Kept(main, _listed(block, main, MAIN if shot else MAIN - _POINTERS))
    if shot is not None:
        yield _Kept(shot, _listed(block, shot, SHOT if space else SHOT - _POINTERS))
    if space is not None:
        yield _Kept(space, _listed(block, space, _SPACE))


def _listed(block: bytes, directory: tiff.Directory, codes: frozenset[int]) -> list[tiff.Tag]:
    tags = sorted(directory.tags.values(), key=lambda tag: tag.entry)
    return [tag for tag in tags if tag.code in codes and _is_plain(block, tag)]


def _is_plain(block: bytes, tag: tiff.Tag) -> bool:
    """Whether the value is as short as what the tag is for, and tells no place."""
    most = {_TEXT: _MAX_TEXT, _UNDEFINED: _MAX_UNDEFINED}.get(tag.kind, _MAX_NUMBERS)
    value = block[tag.start : tag.end]
    return len(value) <= most and not (tag.kind == _TEXT and tells_location(value))


def _written(block: bytes, order: tiff.Order, kept: list[_Kept]) -> bytes | None:
    tables = sorted([(0, 8), *((one.directory.start, one.directory.end) for one in kept)])
    values = [
        (tag.start, tag.end)
        for one in kept
        for tag in one.tags
        if not one.directory.start <= tag.start < one.directory.end
    ]
    if any(left[1] > right[0] for left, right in pairwise(tables)) or not any(one.tags for one in kept):
        return None
    if any(start < end and any(start < b and a < end for a, b in tables) for start, end in values):
        return None
    made = bytearray(len(block))
    made[:8] = block[:8]
    for start, end in values:
        made[start:end] = block[start:end]
    for directory, tags in kept:
        entries = b"".join(_entry(block, tag) for tag in tags)
        made[directory.start : directory.start + 2 + len(entries)] = struct.pack(order + "H", len(tags)) + entries
    return bytes(made)


def _entry(block: bytes, tag: tiff.Tag) -> bytes:
    """The twelve bytes; what stands behind a short value in its four is nobody's."""
    raw = block[tag.entry : tag.entry + 12]
    is_inline = tag.start == tag.entry + 8
    return raw[: 8 + tag.end - tag.start].ljust(12, b"\0") if is_inline else raw
