"""What in metadata tells where a picture was taken, and how an EXIF block loses it.

Where a block can be changed in place, only the place goes. Where it can't be understood, the whole block goes and the
orientation stays: better to lose a camera's name than to tell a stranger where somebody lives.
"""

import re
import struct
from collections.abc import Iterable, Iterator
from itertools import islice

from pixelflare.imaging.metadata import tiff

EXIF_PREFIX = b"Exif\0\0"

_PLACE_WORDS = re.compile(
    rb"GPS|Gps|gps(?![a-z])"
    rb"|GImage:Data|ns\.google\.com/photos/1\.0/image/"  # a whole JPEG in base 64, with EXIF of its own
    rb"|(?i:latitude|longitude|geotag|geo:lat|iso6709|[:<]location|locationcreated|locationshown|sublocation"
    rb"|photoshop:(?:city|state|country)|countrycode|provincestate)"
)
_TIFF_START = re.compile(rb"II\*\0|MM\0\*")
_TEXTS = frozenset({0x010E, 0x9286, *range(0x9C9B, 0x9CA0)})
"""Description, the user's comment, and the title, comment, author, keywords and subject that Windows writes."""
_PACKETS = frozenset({0x02BC, 0x83BB, 0x8649})
"""XMP, IPTC and Photoshop's resources: metadata of other kinds within EXIF."""
_THUMBNAIL, _THUMBNAIL_BYTES = 0x0201, 0x0202
_IPTC_PLACE = re.compile(rb"\x1c\x02[\x1a\x1b\x5a\x5c\x5f\x64\x65]")
_MAX_GPS_DIRECTORIES = 4
"""One is the rule, three are possible (main, thumbnail, shot); a file with more is playing games."""
_MAX_EMBEDDED = 8
"""EXIF blocks within a block of another kind that are looked at; real files have one."""

Span = tuple[int, int]


def tells_location(packet: bytes) -> bool:
    """Whether text (XMP, comments; 8 or 16 bits a character) names a place or GPS values."""
    return _PLACE_WORDS.search(packet.replace(b"\0", b"")) is not None


def is_suspect(payload: bytes) -> bool:
    """Whether a block of a kind that isn't known here may tell a place: by its words, or by EXIF that is in it."""
    starts = [found.start() for found in islice(_TIFF_START.finditer(payload), _MAX_EMBEDDED + 1)]
    if len(starts) > _MAX_EMBEDDED or tells_location(payload):
        return True
    return any(exif_without_location(payload[start:]) != payload[start:] for start in starts)


def orientation(block: bytes | bytearray) -> int:
    """1 to 8 of an EXIF block (Exif 2.32, tag 274), with or without its prefix; 1 when there is none that counts."""
    block = block.removeprefix(EXIF_PREFIX)
    order = tiff.byte_order(block)
    directory = tiff.first_directory(block, order) if order else None
    if order is None or directory is None:
        return 1
    value = tiff.integer(block, directory.tags.get(tiff.ORIENTATION), order)
    return value if value is not None and 1 <= value <= 8 else 1


def only_orientation(value: int) -> bytes:
    """The smallest EXIF block with that orientation; nothing at all for 1, which is what no block means."""
    return b"" if value == 1 else b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, tiff.ORIENTATION, 3, 1, value, 0, 0)


def exif_without_location(block: bytes) -> bytes:
    """The EXIF block without GPS: the same bytes when there was none, the same length when it could be cut out.

    Empty when nothing of it can be kept.
    """
    if block.startswith(EXIF_PREFIX):
        kept = exif_without_location(block.removeprefix(EXIF_PREFIX))
        return EXIF_PREFIX + kept if kept else b""
    order = tiff.byte_order(block)
    if order is None or tiff.first_directory(block, order) is None:
        return b""
    changed = bytearray(block)
    if _cut_gps(changed, order) and _blank_telling_values(changed, order) and _cut_thumbnail(changed, order):
        return bytes(changed)
    return only_orientation(orientation(block))


def _cut_gps(block: bytearray, order: tiff.Order) -> bool:
    """Blanks the GPS directories with their values and takes out the tags that point to them; False when it can't."""
    for _ in range(_MAX_GPS_DIRECTORIES):
        holder = next((d for d in _directories(block, order) if tiff.GPS_DIRECTORY in d.tags), None)
        if holder is None:
            return True
        gps = tiff.child(block, holder, tiff.GPS_DIRECTORY, order)
        blanks = [] if gps is None else [(gps.start, gps.end), *((tag.start, tag.end) for tag in gps.tags.values())]
        if (
            not blanks
            or sum(end - start for start, end in blanks) > len(block)
            or _overlap(blanks, _in_use(block, order))
        ):
            return False
        for start, end in blanks:
            block[start:end] = bytes(end - start)
        _take_out(block, holder, holder.tags[tiff.GPS_DIRECTORY], order)
    return False


def _blank_telling_values(block: bytearray, order: tiff.Order) -> bool:
    """Blanks texts and packets that tell a place where they stand; False when other things stand there too."""
    blanks = {
        (tag.start, tag.end)
        for directory in _directories(block, order)
        for tag in directory.tags.values()
        if _is_telling(tag.code, bytes(block[tag.start : tag.end]))
    }
    if _overlap(blanks, (span for span in _in_use(block, order) if span not in blanks)):
        return False
    for start, end in blanks:
        block[start:end] = bytes(end - start)
    return True


def _is_telling(code: int, value: bytes) -> bool:
    if code in _PACKETS:
        return _is_telling_packet(value)
    return code in _TEXTS and tells_location(value)


def _is_telling_packet(value: bytes) -> bool:
    return tells_location(value) or bool(_TIFF_START.search(value) or _IPTC_PLACE.search(value))


def _cut_thumbnail(block: bytearray, order: tiff.Order) -> bool:
    """Takes out thumbnails that carry metadata of their own; False when other things stand where one does."""
    for directory in list(_directories(block, order)):
        start = tiff.integer(block, directory.tags.get(_THUMBNAIL), order)
        if start is None:
            continue
        length = tiff.integer(block, directory.tags.get(_THUMBNAIL_BYTES), order)
        span = max(0, start), len(block) if length is None else min(len(block), max(0, start) + max(0, length))
        thumbnail = bytes(block[slice(*span)])
        if not (_is_telling_packet(thumbnail) or b"\xff\xe1" in thumbnail):
            continue
        if _overlap([span], _in_use(block, order)):
            return False
        block[slice(*span)] = bytes(len(thumbnail))
        _take_out(block, directory, directory.tags[_THUMBNAIL], order)
    return True


def _overlap(some: Iterable[Span], others: Iterable[Span]) -> bool:
    """Whether any of some touches any of the others."""
    spans = [(*span, True) for span in some] + [(*span, False) for span in others]
    reached = {True: 0, False: 0}
    for start, end, is_some in sorted(spans):
        if start < end and start < reached[not is_some]:
            return True
        reached[is_some] = max(reached[is_some], end)
    return False


def _take_out(block: bytearray, directory: tiff.Directory, tag: tiff.Tag, order: tiff.Order) -> None:
    """Closes the gap of one entry within the directory's own bytes, so that nothing else moves."""
    count = struct.unpack_from(order + "H", block, directory.start)[0]
    behind = bytes(block[tag.entry + 12 : directory.end])
    struct.pack_into(order + "H", block, directory.start, count - 1)
    block[tag.entry : directory.end] = behind + bytes(12)


def _directories(block: bytes | bytearray, order: tiff.Order) -> Iterator[tiff.Directory]:
    """The main directory, the thumbnail's, and those for how the picture was shot."""
    main = tiff.first_directory(block, order)
    if main is None:
        return
    yield main
    thumbnail = tiff.directory_at(block, tiff.next_offset(block, main, order), order)
    for directory in (main, thumbnail):
        if directory is not None:
            shot = tiff.child(block, directory, tiff.EXIF_DIRECTORY, order)
            yield from (found for found in (directory, shot) if found is not None and found is not main)


def _in_use(block: bytes | bytearray, order: tiff.Order) -> Iterator[Span]:
    """The bytes that must stay: the header, and all directories and values but the GPS ones."""
    yield 0, 8
    for directory in _directories(block, order):
        yield directory.start, directory.end
        yield from ((tag.start, tag.end) for tag in directory.tags.values())
