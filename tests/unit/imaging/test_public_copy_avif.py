"""The public copy of an AVIF: boxes and items, in every layout that writers use."""

import struct
from collections.abc import Callable

import pytest

from pixelflare.imaging.metadata import boxes as box_reader
from pixelflare.imaging.metadata.location import exif_without_location
from tests.unit.imaging import pictures as p
from tests.unit.imaging.pictures import public_copy

XMP_PLACE = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf exif:GPSLatitude="52,31.2N"/></x:xmpmeta>'


def avif() -> bytes:
    return p.saved(p.corners(), "AVIF", exif=p.exif_with_gps(), xmp=XMP_PLACE)


def test_avif_keeps_its_length_so_that_no_offset_moves() -> None:
    for strip_all in (False, True):
        assert len(public_copy(avif(), content_type="image/avif", strip_all=strip_all)) == len(avif())


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + kind + body


def bare_avif(*, entry_version: int, location_version: int, in_item_data: bool) -> bytes:
    """An AVIF's container with one Exif item in two extents, as other writers than Pillow's lay it out; no picture."""
    exif = bytes(4) + p.exif_with_gps()[6:]
    number = ">H" if entry_version == 2 else ">I"
    entry = box(b"infe", bytes([entry_version, 0, 0, 0]), struct.pack(number, 1), bytes(2), b"Exif\0")
    infos = box(b"iinf", bytes(4), struct.pack(">H", 1), entry)

    def meta(at: int) -> bytes:
        wide = ">I" if location_version == 2 else ">H"
        extents = struct.pack(">IIII", at, 40, at + 40, len(exif) - 40)
        method = struct.pack(">H", int(in_item_data)) if location_version else b""
        item = struct.pack(wide, 1) + method + bytes(2) + struct.pack(">H", 2) + extents
        head = bytes([location_version, 0, 0, 0, 0x44, 0x00]) + struct.pack(wide, 1)
        item_data = box(b"idat", exif) if in_item_data else b""
        return box(b"meta", bytes(4), infos, box(b"iloc", head, item), item_data)

    start = box(b"ftyp", b"avif", bytes(4), b"avifmif1")
    at = 0 if in_item_data else len(start) + len(meta(0)) + 8
    return start + meta(at) + (b"" if in_item_data else box(b"mdat", exif))


@pytest.mark.parametrize("entry_version", [2, 3])
@pytest.mark.parametrize(
    ("location_version", "in_item_data"), [(0, False), (1, False), (1, True), (2, False), (2, True)]
)
def test_exif_is_found_in_every_layout_of_an_avif(
    entry_version: int, location_version: int, in_item_data: bool
) -> None:
    data = bare_avif(entry_version=entry_version, location_version=location_version, in_item_data=in_item_data)
    block = p.exif_with_gps()[6:]
    assert block in data
    assert public_copy(data, content_type="image/avif", strip_all=False) == data.replace(
        block, exif_without_location(block)
    )
    assert b"Maker" not in public_copy(data, content_type="image/avif", strip_all=True)


def test_a_films_user_data_and_loose_xmp_are_blanked_in_an_avif() -> None:
    xmp_id = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
    location = box(b"moov", box(b"trak", bytes(0)), box(b"udta", b"\xa9xyz+52.5200+013.4050/")) + box(
        b"uuid", xmp_id + XMP_PLACE
    )
    after = public_copy(avif() + location, content_type="image/avif", strip_all=False)
    assert len(after) == len(avif() + location)
    assert b"+52.5200" not in after
    assert b"GPSLatitude" not in after


def test_boxes_nested_without_end_are_not_followed_in_an_avif() -> None:
    nested = b""
    for _ in range(3_000):
        nested = box(b"moov", nested)
    data = avif() + nested
    assert len(public_copy(data, content_type="image/avif", strip_all=False)) == len(data)


@pytest.mark.parametrize(
    "wrap", [lambda meta: meta, lambda meta: box(b"moov", box(b"trak", meta))], ids=["file", "film"]
)
def test_exif_in_a_second_box_of_items_is_blanked_too(wrap: Callable[[bytes], bytes]) -> None:
    whole = bare_avif(entry_version=2, location_version=1, in_item_data=True)
    start, meta = whole[:24], whole[24:]
    block = p.exif_with_gps()[6:]
    after = public_copy(start + meta + wrap(meta), content_type="image/avif", strip_all=False)
    assert after == (start + meta + wrap(meta)).replace(block, exif_without_location(block))
    assert b"Maker" not in public_copy(start + meta + wrap(meta), content_type="image/avif", strip_all=True)


def test_a_films_list_of_values_goes_from_an_avif() -> None:
    values = box(b"moov", box(b"meta", bytes(4), box(b"ilst", b"+52.5200+013.4050/")))
    assert b"+52.5200" not in public_copy(avif() + values, content_type="image/avif", strip_all=False)


def test_no_more_is_read_than_a_box_holds_and_of_few_boxes_only(monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    number = box_reader.Reader.number
    monkeypatch.setattr(box_reader.Reader, "number", lambda self, size: reads.append(size) or number(self, size))
    meta = box(b"meta", bytes(4), box(b"iloc", bytes(4), b"\x44\0\xff\xff"))
    public_copy(box(b"ftyp", b"avif", bytes(4), b"avif") + meta * 1_000, content_type="image/avif", strip_all=False)
    assert len(reads) < 50


def test_large_box_that_is_blanked_keeps_its_size() -> None:
    """Where the size is a 64-bit number, it stands between the kind and the content."""
    place = b"+52.5200+013.4050/"
    large = struct.pack(">I4sQ", 1, b"uuid", 16 + len(place)) + place
    after = public_copy(avif() + large, content_type="image/avif", strip_all=False)
    assert after.endswith(struct.pack(">I4sQ", 1, b"free", 16 + len(place)) + bytes(len(place)))


@pytest.mark.parametrize("strip_all", [False, True])
@pytest.mark.parametrize("moved", range(-30, 60, 5))
def test_item_that_stands_in_the_files_structure_leaves_it_as_it_is(moved: int, strip_all: bool) -> None:
    sound = bare_avif(entry_version=2, location_version=1, in_item_data=False)
    media = sound.index(b"mdat") - 4
    whole = bytearray(sound[:media] + box(b"free", bytes(40)) * 3)
    listed = whole.index(struct.pack(">II", media + 8, 40))
    struct.pack_into(">I4xI", whole, listed, media + moved, media + moved + 40)
    once = public_copy(bytes(whole), content_type="image/avif", strip_all=strip_all)
    assert [(each.kind, each.start, each.end) for each in box_reader.boxes(once, 0, len(once))] == [
        (each.kind, each.start, each.end) for each in box_reader.boxes(whole, 0, len(whole))
    ]
    assert public_copy(once, content_type="image/avif", strip_all=strip_all) == once
