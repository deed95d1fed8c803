"""The types of files that people send in place of pictures, so that a refusal can name them."""

from pixelflare.imaging.decode.sniff import is_svg, sniff

_STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"\xff\x0a", "image/jxl"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/j2c"),
    (b"II\xbc\x01", "image/jxr"),
    (b"qoif", "image/qoi"),
    (b"DDS ", "image/vnd-ms.dds"),
    (b"\x76\x2f\x31\x01", "image/x-exr"),
    (b"gimp xcf", "image/x-xcf"),
    (b"FUJIFILMCCD-RAW", "image/x-fuji-raf"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"%!PS", "application/postscript"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-elf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "application/ogg"),
)
"""TIFF appears as BigTIFF only: pixelflare.imaging.decode.sniff knows the other."""
_BRANDS = {b"qt  ": "video/quicktime", b"crx ": "image/x-canon-cr3", b"M4A ": "audio/mp4"}
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
_NO_TEXT = bytes(set(range(32)) - {9, 10, 12, 13})


def type_of(data: bytes) -> str | None:
    """See pixelflare.imaging.type_of."""
    if not data:
        return None
    if is_svg(data):
        return "image/svg+xml"
    known = sniff(data) or next((type_ for start, type_ in _STARTS if data.startswith(start)), None)
    if known is None and data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video/mp4")
    return known or _text_type(data[:512])


def _text_type(start: bytes) -> str | None:
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML):
        return "text/html"
    return "text/plain" if start.translate(None, _NO_TEXT) == start and _is_utf8(start) else None


def _is_utf8(start: bytes) -> bool:
    """Whether this is text, which may end within a character."""
    try:
        start.decode()
    except UnicodeDecodeError as broken:
        return len(start) - broken.start < 4 and broken.reason == "unexpected end of data"
    return True
