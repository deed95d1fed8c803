"""What the CDN gives out as the original: the same pixels' bytes, no place."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from pixelflare.imaging.decode.headers import jpeg_segments
from pixelflare.imaging.metadata.location import (
    EXIF_PREFIX,
    exif_without_location,
    only_orientation,
    orientation,
    tells_location,
)
from tests.photographs import camera_jpeg, hard_file, phone_jpeg
from tests.unit.imaging import pictures as p
from tests.unit.imaging.pictures import public_copy

GPS = 0x8825
XMP_PLACE = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf exif:GPSLatitude="52,31.2N" exif:GPSLongitude="13,24E"/></x:xmpmeta>'
)
XMP_PLAIN = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf dc:title="Pug"/></x:xmpmeta>'
XMP_START, EXTENDED_START = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"


def jpeg(orientation: int = 1) -> bytes:
    stored = p.corners(64, 48)
    return p.saved(stored, "JPEG", exif=p.exif_with_gps(orientation), icc_profile=p.display_p3(), comment=b"A pug")


def png(orientation: int = 1) -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Title", "A pug")
    return p.saved(
        p.corners(), "PNG", exif=p.exif_with_gps(orientation), icc_profile=p.display_p3(), pnginfo=texts, dpi=(72, 72)
    )


def webp(orientation: int = 1) -> bytes:
    exif = p.exif_with_gps(orientation)
    return p.saved(p.corners(), "WEBP", exif=exif, icc_profile=p.display_p3(), xmp=XMP_PLACE, lossless=True)


def avif(orientation: int = 1) -> bytes:
    return p.saved(p.corners(), "AVIF", exif=p.exif_with_gps(orientation), icc_profile=p.display_p3(), xmp=XMP_PLACE)


MAKERS = {"image/jpeg": jpeg, "image/png": png, "image/webp": webp, "image/avif": avif}
kinds = pytest.mark.parametrize(("kind", "make"), MAKERS.items(), ids=list(MAKERS))


def with_segment(data: bytes, marker: int, payload: bytes) -> bytes:
    return data[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload + data[2:]


def scans_of(data: bytes) -> bytes:
    """From the first frame header to the end: everything a JPEG's pixels come from but its tables before."""
    return data[next(segment.start for segment in jpeg_segments(data) if segment.marker == 0xDA) :]


def plain_jpeg() -> bytes:
    return p.saved(p.corners(64, 48), "JPEG")


@kinds
def test_gps_goes_and_everything_else_stays(kind: str, make: Callable[[int], bytes]) -> None:
    before, after = p.opened(make(6)), p.opened(public_copy(make(6), content_type=kind, strip_all=False))
    exif = after.getexif()
    assert before.getexif().get_ifd(GPS)
    assert GPS not in exif
    assert (exif[0x010F], exif[p.ORIENTATION]) == ("Maker", 6)
    assert after.info["icc_profile"] == before.info["icc_profile"]
    assert after.tobytes() == before.tobytes()


@kinds
def test_the_coordinates_are_not_left_anywhere_in_the_bytes(kind: str, make: Callable[[int], bytes]) -> None:
    seconds = (struct.pack(">II", 25, 2), struct.pack("<II", 25, 2))  # 12.5 as EXIF's fraction
    before = make(1)
    after = public_copy(before, content_type=kind, strip_all=False)
    assert any(mark in before for mark in seconds)
    assert not any(mark in after for mark in seconds)
    assert b"GPSLatitude" not in after


@kinds
def test_stripping_all_keeps_orientation_and_profile_alone(kind: str, make: Callable[[int], bytes]) -> None:
    before, after = p.opened(make(6)), p.opened(public_copy(make(6), content_type=kind, strip_all=True))
    assert set(after.getexif()) == {p.ORIENTATION}
    assert after.getexif()[p.ORIENTATION] == 6
    assert after.info["icc_profile"] == before.info["icc_profile"]
    assert not {"comment", "Title"} & set(after.info)
    assert not (after.info.get("xmp") or b"").strip().removeprefix(b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
    assert after.tobytes() == before.tobytes()


@kinds
def test_an_upright_picture_needs_no_exif_at_all(kind: str, make: Callable[[int], bytes]) -> None:
    after = p.opened(public_copy(make(1), content_type=kind, strip_all=True))
    assert not after.getexif()


@kinds
def test_a_second_copy_of_the_copy_is_the_same(kind: str, make: Callable[[int], bytes]) -> None:
    for strip_all in (False, True):
        once = public_copy(make(3), content_type=kind, strip_all=strip_all)
        assert public_copy(once, content_type=kind, strip_all=strip_all) == once


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("image/jpeg", "hopper.jpg"),
        ("image/jpeg", "xmp_no_prefix.jpg"),
        ("image/jpeg", "pil_sample_cmyk.jpg"),
        ("image/jpeg", "frozenpond.mpo"),
        ("image/jpeg", "fujifilm.mpo"),
        ("image/png", "exif.png"),
        ("image/png", "itxt_chunks.png"),
        ("image/png", "apng/delay.png"),
        ("image/gif", "iss634.gif"),
        ("image/gif", "multiple_comments.gif"),
        ("image/webp", "iss634.webp"),
        ("image/webp", "flower2.webp"),
        ("image/avif", "avif/star.avifs"),
        ("image/avif", "avif/exif.avif"),
        ("image/avif", "avif/xmp_tags_orientation.avif"),
    ],
)
def test_a_file_without_a_place_comes_back_as_it_is(kind: str, name: str) -> None:
    assert public_copy(hard_file(name), content_type=kind, strip_all=False) == hard_file(name)


def test_a_camera_jpeg_without_metadata_stays_as_it_is_even_when_all_is_stripped() -> None:
    assert public_copy(camera_jpeg(2), content_type="image/jpeg", strip_all=True) == camera_jpeg(2)


def test_a_phone_photograph_loses_nothing_but_its_place() -> None:
    before, after = (
        phone_jpeg(orientation=6),
        public_copy(phone_jpeg(orientation=6), content_type="image/jpeg", strip_all=False),
    )
    assert scans_of(after) == scans_of(before)
    was, now = Image.open(io.BytesIO(before)).getexif(), Image.open(io.BytesIO(after)).getexif()
    assert dict(was.get_ifd(0x8769)) == dict(now.get_ifd(0x8769))
    assert set(was) - set(now) == {GPS}


@pytest.mark.parametrize("name", ["exif_gps.jpg", "empty_gps_ifd.jpg", "exif_gps_typeerror.jpg"])
def test_odd_gps_directories_go_too(name: str) -> None:
    after = public_copy(hard_file(name), content_type="image/jpeg", strip_all=False)
    assert GPS not in p.opened(after).getexif()
    assert p.opened(after).tobytes() == p.opened(hard_file(name)).tobytes()


def test_xmp_with_a_place_goes_whole_and_other_xmp_stays() -> None:
    assert (
        public_copy(with_segment(plain_jpeg(), 0xE1, XMP_START + XMP_PLACE), content_type="image/jpeg", strip_all=False)
        == plain_jpeg()
    )
    kept = with_segment(plain_jpeg(), 0xE1, XMP_START + XMP_PLAIN)
    assert public_copy(kept, content_type="image/jpeg", strip_all=False) == kept


def test_a_place_word_cut_in_two_by_extended_xmp_is_found() -> None:
    head = EXTENDED_START + b"0" * 32 + bytes(8)
    parts = [head + XMP_PLACE[:60], head + XMP_PLACE[60:]]
    data = with_segment(with_segment(plain_jpeg(), 0xE1, parts[1]), 0xE1, parts[0])
    assert not tells_location(parts[0]) or XMP_PLACE[:60].count(b"GPS") == 1
    assert public_copy(data, content_type="image/jpeg", strip_all=False) == plain_jpeg()


@pytest.mark.parametrize(
    ("marker", "payload"),
    [
        (0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0b\x1c\x02\x5a\0\x06Berlin\0"),
        (0xED, b"Photoshop 3.0\x008BIM\x04\x22\0\0\0\0\0\x80" + p.exif_with_gps()[6:]),
        (0xE6, b"GoPro\0DEVC\0"),
        (0xEB, b"JP\0\x01jumb c2pa exif:GPSLatitude 52,31.2N"),
        (0xE3, b"Meta\0\0" + p.exif_with_gps()[6:]),
        (0xFE, b"GPS 52.52 13.40"),
    ],
    ids=["iptc city", "photoshop exif", "gopro", "jumbf", "meta", "comment"],
)
def test_other_segments_that_tell_a_place_go(marker: int, payload: bytes) -> None:
    data = with_segment(plain_jpeg(), marker, payload)
    assert public_copy(data, content_type="image/jpeg", strip_all=False) == plain_jpeg()


def test_a_second_picture_behind_the_first_loses_its_place_where_it_stands() -> None:
    second = p.saved(p.corners(32, 32), "JPEG", exif=p.exif_with_gps())
    after = public_copy(jpeg() + bytes(16) + second, content_type="image/jpeg", strip_all=False)
    behind = p.opened(after[-len(second) :])
    assert len(after) == len(jpeg()) + 16 + len(second)
    assert GPS not in behind.getexif()


def test_a_second_picture_that_cannot_be_kept_in_place_goes_with_its_index() -> None:
    second = with_segment(plain_jpeg(), 0xE1, XMP_START + XMP_PLACE)
    first = with_segment(plain_jpeg(), 0xE2, b"MPF\0" + bytes(30))
    assert public_copy(first + second, content_type="image/jpeg", strip_all=False) == plain_jpeg()


def test_thousands_of_pictures_behind_a_picture_are_not_followed() -> None:
    data = plain_jpeg() + b"\xff\xd8\xff\xfe\x00\x02\xff\xd9" * 5_000
    assert public_copy(data, content_type="image/jpeg", strip_all=False) == plain_jpeg()


@pytest.mark.parametrize(
    ("kind", "name"), [("image/jpeg", "JPEG"), ("image/png", "PNG"), ("image/webp", "WEBP"), ("image/gif", "GIF")]
)
def test_what_stands_behind_a_picture_goes(kind: str, name: str) -> None:
    picture = p.saved(p.corners(), name)
    assert public_copy(picture + b"ftypmp42 film with a place", content_type=kind, strip_all=False) == picture


def test_png_texts_are_judged_one_by_one_even_compressed() -> None:
    start, rest = png()[:33], png()[33:]
    title = p.png_chunk(b"tEXt", b"Author\0Somebody")
    telling = [
        p.png_chunk(b"tEXt", b"Comment\0GPS 52.52"),
        p.png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"GPSLatitude 52")),
        p.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP_PLACE),
        p.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP_PLACE)),
        p.png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(3_000_000))),
        p.png_chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"\nexif\n  10\n00")),
        p.png_chunk(b"caBX", b"jumb GPSLatitude"),
    ]
    clean = public_copy(start + title + rest, content_type="image/png", strip_all=False)
    assert b"Somebody" in clean
    assert public_copy(start + title + b"".join(telling) + rest, content_type="image/png", strip_all=False) == clean


def test_compressed_texts_are_looked_through_within_a_total_and_go_beyond_it() -> None:
    plain = p.saved(p.corners(), "PNG")
    text = p.png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 1_000_000))
    few, many = (plain[:33] + text * number + plain[33:] for number in (8, 1_000))
    assert public_copy(few, content_type="image/png", strip_all=False) == few
    assert public_copy(many, content_type="image/png", strip_all=False).count(b"zTXt") == 8


def test_webp_flags_say_which_metadata_is_left() -> None:
    after = public_copy(webp(6), content_type="image/webp", strip_all=False)
    assert after[20] & 0x0C == 0x08  # EXIF, no XMP
    assert public_copy(webp(1), content_type="image/webp", strip_all=True)[20] & 0x0C == 0
    assert struct.unpack_from("<I", after, 4)[0] == len(after) - 8


def test_gif_comments_and_xmp_go_when_they_tell_a_place_or_when_all_goes() -> None:
    plain = p.saved(p.corners(), "GIF", comment=b"A pug")
    telling = p.saved(p.corners(), "GIF", comment=b"GPS 52.52 13.40")
    bare = p.saved(p.corners(), "GIF")
    assert public_copy(plain, content_type="image/gif", strip_all=False) == plain
    for copy in (
        public_copy(plain, content_type="image/gif", strip_all=True),
        public_copy(telling, content_type="image/gif", strip_all=False),
    ):
        assert "comment" not in p.opened(copy).info
        assert p.opened(copy).tobytes() == p.opened(bare).tobytes()


def test_an_animation_keeps_its_frames_and_its_loop() -> None:
    after = Image.open(io.BytesIO(public_copy(hard_file("iss634.gif"), content_type="image/gif", strip_all=True)))
    before = Image.open(io.BytesIO(hard_file("iss634.gif")))
    assert (after.n_frames, after.info.get("loop")) == (before.n_frames, before.info.get("loop"))  # type: ignore[attr-defined]


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
