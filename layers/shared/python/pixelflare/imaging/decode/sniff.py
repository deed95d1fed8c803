"""What kind of file the bytes are, by their first bytes; names and declared types prove nothing."""

import re
import struct

AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"\0\0\1\0", "image/x-icon"),
)
_BMP_HEADER_BYTES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
"""Of the information header behind the file header: every version there has been."""
_SVG = re.compile(rb"\A\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg)", re.IGNORECASE)


def sniff(data: bytes) -> str | None:
    """The content type of a JPEG, PNG, GIF, WebP, AVIF, HEIC, TIFF, BMP or icon; None for everything else."""
    for start, content_type in _STARTS:
        if data.startswith(start):
            return content_type
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"BM") and int.from_bytes(data[14:18], "little") in _BMP_HEADER_BYTES:
        return "image/bmp"
    brands = _brands(data)
    if AVIF_BRANDS & brands:
        return "image/avif"
    return "image/heic" if _HEIC_BRANDS & brands else None


def is_svg(data: bytes) -> bool:
    """Whether the bytes look like a drawing in XML."""
    start = data[:4096]
    return _SVG.match(start) is not None and b"<svg" in start.lower()


def _brands(data: bytes) -> set[bytes]:
    """The major and compatible brands of an ISO base media file (ISO/IEC 14496-12, 4.3); none when it isn't one."""
    if data[4:8] != b"ftyp":
        return set()
    size = struct.unpack_from(">I", data)[0]
    box = data[8 : min(size, 512)]
    return {box[at : at + 4] for at in range(0, len(box) - 3, 4) if at != 4}  # at 4 stands the minor version
