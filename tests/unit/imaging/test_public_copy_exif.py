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
    struct.pack_into(order + "I", block, at + 8, 10)  # the GPS directory is said to stand amid the main one
    assert exif_without_location(bytes(block)) == only_orientation(6)
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
        (0x010E, 2, b"GPS 52.52 13.40\0"),
        (0x9286, 7, b"ASCII\0\0\0Latitude 52.52"),
        (0x9C9B, 1, "Latitude 52.52".encode("utf-16-le")),
        (0x83BB, 7, b"\x1c\x02\x5a\0\x06Berlin"),
        (0x8649, 1, b"8BIM\x04\x22\0\0" + p.exif_with_gps()[6:]),
    ],
)
def test_values_within_exif_that_tell_a_place_are_blanked_and_others_stay(code: int, kind: int, value: bytes) -> None:
    before = exif_block([(0x010F, 2, b"Maker\0"), (code, kind, value)])
    assert exif_without_location(before) == before.replace(value, bytes(len(value)))
    plain = exif_block([(0x010F, 2, b"Maker\0"), (code, kind, b"A pug in a basket")])
    assert exif_without_location(plain) == plain


def test_a_thumbnail_with_exif_of_its_own_goes_and_a_plain_one_stays() -> None:
    telling = p.saved(p.corners(16, 16), "JPEG", exif=p.exif_with_gps())
    after = exif_without_location(exif_block([(0x010F, 2, b"Maker\0")], telling))
    assert b"Maker" in after
    assert b"\xff\xd8" not in after
    assert struct.pack(">II", 25, 2) not in after
    assert struct.pack("<II", 25, 2) not in after
    plain = exif_block([(0x010F, 2, b"Maker\0")], p.saved(p.corners(16, 16), "JPEG"))
    assert exif_without_location(plain) == plain


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
