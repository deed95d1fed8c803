"""Files with places in them, for tests of public copies."""

import struct

import pytest
from PIL import PngImagePlugin

from tests.unit.imaging import pictures as p

GPS = 0x8825
XMP_PLACE = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf exif:GPSLatitude="52,31.2N" exif:GPSLongitude="13,24E"/></x:xmpmeta>'
)
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


def plain_jpeg() -> bytes:
    return p.saved(p.corners(64, 48), "JPEG")
