"""What the CDN gives out as the original: the same pixels' bytes, no place."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from pixelflare.imaging.decode.headers import jpeg_segments
from pixelflare.imaging.metadata.location import (
    tells_location,
)
from tests.photographs import camera_jpeg, hard_file, phone_jpeg
from tests.unit.imaging import pictures as p
from tests.unit.imaging.pictures import public_copy
from tests.unit.imaging.public_copies import (
    EXTENDED_START,
    GPS,
    XMP_PLACE,
    XMP_START,
    kinds,
    plain_jpeg,
    png,
    webp,
    with_segment,
)

XMP_PLAIN = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><x:d xmlns:d="http://purl.org/dc/elements/1.1/" d:creator="Pug"/></x:xmpmeta>'
)

MAKER_NOTE, HOST = 0x927C, 0x013C


def scans_of(data: bytes) -> bytes:
    """From the first frame header to the end: everything a JPEG's pixels come from but its tables before."""
    return data[next(segment.start for segment in jpeg_segments(data) if segment.marker == 0xDA) :]


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
        ("image/png", "icc_profile.png"),
        ("image/png", "apng/delay.png"),
        ("image/gif", "iss634.gif"),
        ("image/webp", "iss634.webp"),
        ("image/avif", "avif/exif.avif"),
        ("image/avif", "avif/xmp_tags_orientation.avif"),
    ],
)
def test_a_file_with_nothing_but_what_is_kept_comes_back_as_it_is(kind: str, name: str) -> None:
    assert public_copy(hard_file(name), content_type=kind, strip_all=False) == hard_file(name)


def test_a_camera_jpeg_without_metadata_stays_as_it_is_even_when_all_is_stripped() -> None:
    for strip_all in (False, True):
        assert public_copy(camera_jpeg(2), content_type="image/jpeg", strip_all=strip_all) == camera_jpeg(2)


def test_a_phone_photograph_keeps_how_it_was_shot() -> None:
    before, after = (
        phone_jpeg(orientation=6),
        public_copy(phone_jpeg(orientation=6), content_type="image/jpeg", strip_all=False),
    )
    assert scans_of(after) == scans_of(before)
    was, now = Image.open(io.BytesIO(before)).getexif(), Image.open(io.BytesIO(after)).getexif()
    assert set(was) - set(now) <= {GPS, HOST, 322, 323}
    shot = was.get_ifd(0x8769)
    assert now.get_ifd(0x8769) == {code: shot[code] for code in set(shot) - {MAKER_NOTE}}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("image/jpeg", "hopper.jpg"),
        ("image/jpeg", "pil_sample_cmyk.jpg"),
        ("image/jpeg", "frozenpond.mpo"),
        ("image/jpeg", "fujifilm.mpo"),
        ("image/png", "exif.png"),
        ("image/png", "itxt_chunks.png"),
        ("image/gif", "multiple_comments.gif"),
        ("image/webp", "flower2.webp"),
        ("image/avif", "avif/star.avifs"),
    ],
)
def test_a_copy_shows_every_frame_and_picture_as_before(kind: str, name: str) -> None:
    before, after = (
        Image.open(io.BytesIO(data))
        for data in (hard_file(name), public_copy(hard_file(name), content_type=kind, strip_all=False))
    )
    frames = getattr(before, "n_frames", 1)
    assert getattr(after, "n_frames", 1) == frames
    for frame in range(frames):
        before.seek(frame)
        after.seek(frame)
        assert after.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()


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
    after = public_copy(plain_jpeg() + bytes(16) + second, content_type="image/jpeg", strip_all=False)
    behind = p.opened(after[-len(second) :])
    assert len(after) == len(plain_jpeg()) + 16 + len(second)
    assert GPS not in behind.getexif()


def test_what_tells_a_place_behind_an_index_of_pictures_is_blanked_where_it_stands() -> None:
    """The index says how far behind itself the pictures begin."""
    second = with_segment(plain_jpeg(), 0xE1, XMP_START + XMP_PLACE)
    first = with_segment(with_segment(plain_jpeg(), 0xE1, XMP_START + XMP_PLACE), 0xE2, b"MPF\0" + index_of_pictures())
    film = b"\0\0\0\x18ftypmp42 52.52 13.40"
    after = public_copy(first + second + film, content_type="image/jpeg", strip_all=False)
    assert len(after) == len(first + second)
    assert after.index(b"MPF\0" + index_of_pictures()) == first.index(b"MPF\0")
    assert after[len(first) :].startswith(b"\xff\xd8")
    assert b"Latitude" not in after


def index_of_pictures() -> bytes:
    return b"MM\0*" + struct.pack(">IHHHII", 8, 1, 0xB001, 4, 1, 2) + bytes(4)


def test_an_index_that_is_none_goes() -> None:
    first = with_segment(plain_jpeg(), 0xE2, b"MPF\0" + b"Berlin, Alexanderplatz")
    after = public_copy(first + plain_jpeg(), content_type="image/jpeg", strip_all=False)
    assert b"Berlin" not in after


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


def test_webp_flags_say_which_metadata_is_left() -> None:
    after = public_copy(webp(6), content_type="image/webp", strip_all=False)
    assert after[20] & 0x0C == 0x08  # EXIF, no XMP
    assert public_copy(webp(1), content_type="image/webp", strip_all=True)[20] & 0x0C == 0
    assert struct.unpack_from("<I", after, 4)[0] == len(after) - 8


def test_an_animation_keeps_its_frames_and_its_loop() -> None:
    after = Image.open(io.BytesIO(public_copy(hard_file("iss634.gif"), content_type="image/gif", strip_all=True)))
    before = Image.open(io.BytesIO(hard_file("iss634.gif")))
    assert (after.n_frames, after.info.get("loop")) == (before.n_frames, before.info.get("loop"))  # type: ignore[attr-defined]
