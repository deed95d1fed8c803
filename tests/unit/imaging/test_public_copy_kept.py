"""What a public copy keeps is a list: a mark in every other corner of a file is gone, and the pixels are as they were."""

import io
import struct
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image

from pixelflare.imaging.metadata import xmp
from tests.unit.imaging import pictures as p
from tests.unit.imaging.pictures import public_copy
from tests.unit.imaging.public_copies import XMP_START, plain_jpeg, with_segment

MARK = b"Berlin, Alexanderplatz"


def packet(namespace: bytes, name: bytes, *, prefix: bytes = b"p") -> bytes:
    return (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b"<rdf:Description xmlns:" + prefix + b'="' + namespace + b'">'
        b"<" + prefix + b":" + name + b">" + MARK + b"</" + prefix + b":" + name + b">"
        b"</rdf:Description></rdf:RDF></x:xmpmeta>"
    )


PHOTOSHOP, IPTC = b"http://ns.adobe.com/photoshop/1.0/", b"http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
CITY = packet(PHOTOSHOP, b"City")
ICC = b"ICC_PROFILE\0\x01\x01" + MARK * 10


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def marked_jpegs() -> Iterator[bytes]:
    plain = plain_jpeg()
    for marker in (*range(0xE0, 0xF0), 0xFE, 0xF0, 0xFD):
        yield with_segment(plain, marker, MARK)
    thumbnail = b"JFIF\0\1\1\0\0\1\0\1\1\x08" + MARK + b"  "
    for marker, payload in [
        (0xE0, b"JFXX\0\x13" + MARK),
        (0xE0, thumbnail),
        (0xE1, XMP_START + CITY),
        (0xE1, XMP_START + packet(IPTC, b"LocationCreated")),
        (0xE1, b"Exif\0\0" + MARK),
        (0xE2, ICC),
        (0xE2, b"MPF\0" + MARK),
        (0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x1b\x1c\x02\x5a\0\x16" + MARK),
        (0xEE, b"Adobe\0\x64\0\0\0\0\x01" + MARK),
    ]:
        yield with_segment(plain, marker, payload)
    yield plain + MARK
    yield plain + with_segment(plain, 0xE5, MARK)


def marked_pngs() -> Iterator[bytes]:
    plain = p.saved(p.corners(), "PNG")
    texts = [b"tEXt", b"zTXt", b"iTXt", b"sPLT", b"bKGD", b"hIST", b"caBX", b"vpAg", b"tIME", b"dSIG", b"ABCD", b"eXIf"]
    for kind in texts:
        yield plain[:33] + p.png_chunk(kind, b"Title\0" + MARK) + plain[33:]
    yield plain[:33] + p.png_chunk(b"iCCP", b"icc\0\0" + zlib.compress(MARK * 10)) + plain[33:]
    yield plain[:33] + p.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + CITY) + plain[33:]
    yield plain + MARK


def marked_gifs() -> Iterator[bytes]:
    plain = p.saved(p.corners(), "GIF")
    block = bytes([len(MARK)]) + MARK + b"\0"
    for start in (
        b"!\xfe",
        b"!\x01",
        b"!\xff\x0bNETSCAPE2.0",
        b"!\xff\x0bXMP DataXMP",
        b"!\xff\x0bICCRGBG1012",
        b"!\xf9",
        b"!\x77",
    ):
        yield plain[:-1] + start + block + b";"
    yield plain + MARK


def marked_webps() -> Iterator[bytes]:
    plain = p.saved(p.corners(), "WEBP", exif=p.exif_with_gps(), lossless=True)
    for kind in (b"XMP ", b"ICCP", b"EXIF", b"ABCD"):
        yield with_riff_chunk(plain, kind, MARK)
    yield with_riff_chunk(plain, b"XMP ", CITY)
    yield plain + MARK


def with_riff_chunk(data: bytes, kind: bytes, payload: bytes) -> bytes:
    body = data[8:] + kind + struct.pack("<I", len(payload)) + payload + bytes(len(payload) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def marked_avifs() -> Iterator[bytes]:
    plain = p.saved(p.corners(), "AVIF", exif=p.exif_with_gps())
    for kind in (b"free", b"skip", b"uuid", b"abcd", b"mdat", b"udta", b"meta"):
        yield plain + box(kind, MARK)
    yield plain + box(b"moov", box(b"udta", MARK) + box(b"trak", box(b"abcd", MARK)))
    yield p.saved(p.corners(), "AVIF", xmp=CITY)
    yield p.saved(p.corners(), "AVIF", icc_profile=p.display_p3()) + box(b"mdat", MARK)


MARKED = [
    pytest.param(kind, data, id=f"{kind}-{index}")
    for kind, files in (
        ("image/jpeg", marked_jpegs()),
        ("image/png", marked_pngs()),
        ("image/gif", marked_gifs()),
        ("image/webp", marked_webps()),
        ("image/avif", marked_avifs()),
    )
    for index, data in enumerate(files)
]


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGBA").tobytes()


PIXELS = {
    "image/jpeg": pixels(plain_jpeg()),
    "image/webp": pixels(p.saved(p.corners(), "WEBP", lossless=True)),
    **{f"image/{name.lower()}": pixels(p.saved(p.corners(), name)) for name in ("PNG", "GIF", "AVIF")},
}


@pytest.mark.parametrize("strip_all", [False, True])
@pytest.mark.parametrize(("kind", "data"), MARKED)
def test_a_mark_anywhere_but_in_what_is_kept_is_gone(kind: str, data: bytes, strip_all: bool) -> None:
    assert MARK in data or zlib.compress(MARK * 10) in data
    after = public_copy(data, content_type=kind, strip_all=strip_all)
    assert MARK not in after
    assert zlib.compress(MARK * 10) not in after
    assert pixels(after) == PIXELS[kind]
    assert public_copy(after, content_type=kind, strip_all=strip_all) == after


@pytest.mark.parametrize(
    ("namespace", "name", "is_kept"),
    [
        (b"http://purl.org/dc/elements/1.1/", b"creator", True),
        (b"http://purl.org/dc/elements/1.1/", b"rights", True),
        (b"http://ns.adobe.com/hdr-gain-map/1.0/", b"Version", True),
        (b"http://purl.org/dc/elements/1.1/", b"subject", False),
        (PHOTOSHOP, b"City", False),
        (IPTC, b"City", False),
        (b"http://ns.adobe.com/exif/1.0/", b"GPSLatitude", False),
    ],
)
def test_xmp_is_judged_by_its_namespaces_whatever_their_prefix(namespace: bytes, name: bytes, is_kept: bool) -> None:
    for prefix in (b"p", b"dc", b"hdrgm"):
        assert xmp.is_known(packet(namespace, name, prefix=prefix)) is is_kept


@pytest.mark.parametrize(
    "trick",
    [
        b"<!-- Berlin -->",
        b"<![CDATA[Berlin]]>",
        b"<City>Berlin</City>",
        b"&#66;",
        b'<x:a xmlns:x="http://ns.adobe.com/photoshop/1.0/"/>',
        b"<?Berlin?>",
        b"<x:a City='Berlin'/>",
    ],
)
def test_xmp_that_says_something_in_another_way_is_not_known(trick: bytes) -> None:
    known = packet(b"http://purl.org/dc/elements/1.1/", b"creator")
    assert xmp.is_known(known)
    assert not xmp.is_known(known.replace(b"</rdf:RDF>", trick + b"</rdf:RDF>"))


def test_the_gain_map_of_a_photograph_with_a_film_is_kept_without_the_film() -> None:
    """Ultra HDR 1.1: a Container of the picture, its map, and what a motion photo adds."""
    telling = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r GCamera:MotionPhoto="1" hdrgm:Version="1.0" exif:GPSLatitude="52"/>'
        b'<Container:Item Item:Semantic="GainMap" Item:Mime="image/jpeg" Item:Length="1234"/></x:xmpmeta>'
    ).ljust(900)
    second = plain_jpeg()
    first = with_segment(plain_jpeg(), 0xE1, XMP_START + telling)
    after = public_copy(first + second + b"\0\0\0\x18ftypmp42" + MARK, content_type="image/jpeg", strip_all=False)
    assert len(after) == len(first + second)
    assert b'Item:Length="1234"' in after
    assert b'hdrgm:Version="1.0"' in after
    assert not any(word in after for word in (b"GPSLatitude", b"MotionPhoto", b"ftyp"))
