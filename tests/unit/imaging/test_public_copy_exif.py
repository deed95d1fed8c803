"""What a public copy keeps of EXIF and XMP, and what of broken files."""

import struct
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelflare.imaging.metadata.location import (
    EXIF_PREFIX,
    exif_without_location,
    only_orientation,
    orientation,
)
from tests.unit.imaging import pictures as p
from tests.unit.imaging.pictures import public_copy
from tests.unit.imaging.public_copies import GPS, XMP_PLACE, XMP_START, kinds, plain_jpeg, with_segment


def test_exif_that_cannot_be_understood_goes_but_for_its_orientation() -> None:
    block = bytearray(p.exif_with_gps(6)[6:])
    order = ">" if block[:2] == b"MM" else "<"
    at = next(at for at in range(10, len(block), 12) if struct.unpack_from(order + "H", block, at)[0] == GPS)
    struct.pack_into(order + "H", block, at, 0x8769)
    struct.pack_into(order + "I", block, at + 8, 10)  # how it was shot is said to stand amid the main directory
    after = exif_without_location(bytes(block))
    assert orientation(after) == 6
    assert struct.pack(order + "II", 25, 2) not in after
    assert exif_without_location(b"neither II nor MM") == b""


def exif_block(entries: list[tuple[int, int, bytes]], thumbnail: bytes = b"") -> bytes:
    """A big-endian EXIF block of those tags (code, kind, value), and a thumbnail's directory when there is one."""
    at = 8 + 2 + 12 * len(entries) + 4
    table, values = struct.pack(">H", len(entries)), b""
    for code, kind, value in entries:
        table += struct.pack(">HHII", code, kind, len(value), at + len(values))
        values += value
    behind = at + len(values)
    if not thumbnail:
        return b"MM\0*" + struct.pack(">I", 8) + table + bytes(4) + values
    second = struct.pack(">HHHIIHHIII", 2, 0x0201, 4, 1, behind + 30, 0x0202, 4, 1, len(thumbnail), 0)
    return b"MM\0*" + struct.pack(">I", 8) + table + struct.pack(">I", behind) + values + second + thumbnail


@pytest.mark.parametrize(
    ("code", "kind", "value"),
    [
        (0x02BC, 1, XMP_PLACE),
        (0x010E, 2, b"In the garden\0"),
        (0x9C9B, 1, "In the garden".encode("utf-16-le")),
        (0x83BB, 7, b"\x1c\x02\x5a\0\x06Berlin"),
        (0x8649, 1, b"8BIM\x04\x22\0\0" + p.exif_with_gps()[6:]),
        (0x013B, 2, b"Somebody, latitude 52.52\0"),
        (0x8298, 2, b"Berlin" * 1_000),
        (0xC4A5, 7, b"PrintIM\0"),
        (0xEA1C, 7, b"Berlin" * 10),
    ],
)
def test_tags_that_are_not_on_the_list_are_blanked_where_they_stand(code: int, kind: int, value: bytes) -> None:
    before = exif_block([(0x010F, 2, b"Maker\0"), (code, kind, value)])
    after = exif_without_location(before)
    assert len(after) == len(before)
    assert b"Maker" in after
    assert value not in after


def test_makers_notes_and_thumbnails_go_with_whatever_is_in_them() -> None:
    shot = exif_block([(0x927C, 7, b"Panasonic\0Berlin, Alexanderplatz"), (0x829A, 5, struct.pack(">II", 1, 50))])
    whole = exif_block([(0x010F, 2, b"Maker\0")], p.saved(p.corners(16, 16), "JPEG"))
    for block in (shot, whole):
        after = exif_without_location(block)
        assert b"Berlin" not in after
        assert b"\xff\xd8" not in after
    assert b"Maker" in exif_without_location(whole)


def test_xmp_that_carries_a_whole_picture_goes() -> None:
    packet = XMP_START + b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf GImage:Data="/9j/4AAQ"/></x:xmpmeta>'
    data = with_segment(plain_jpeg(), 0xE1, packet)
    assert public_copy(data, content_type="image/jpeg", strip_all=False) == plain_jpeg()


@settings(max_examples=200)
@given(flips=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6), cut=st.integers(0, 400))
def test_no_broken_exif_raises_or_grows(flips: list[tuple[int, int]], cut: int) -> None:
    block = bytearray(p.exif_with_gps(6)[6:])[:cut]
    for at, value in flips:
        if at < len(block):
            block[at] = value
    cleaned = exif_without_location(bytes(block))
    assert len(cleaned) <= max(len(block), len(only_orientation(6)))
    assert 1 <= orientation(bytes(block)) <= 8
    assert exif_without_location(EXIF_PREFIX + cleaned) in (b"", EXIF_PREFIX + cleaned)


@kinds
@settings(max_examples=60, deadline=None)
@given(flips=st.lists(st.tuples(st.integers(12, 3_000), st.integers(0, 255)), max_size=6), cut=st.integers(12, 3_000))
def test_no_broken_file_makes_the_copy_fail(
    kind: str, make: Callable[[int], bytes], flips: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(make(6))[:cut]
    for at, value in flips:
        data[at % len(data)] = value
    for strip_all in (False, True):
        assert isinstance(public_copy(bytes(data), content_type=kind, strip_all=strip_all), bytes)
