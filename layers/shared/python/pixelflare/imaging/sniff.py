"""What kind of file the bytes are, by their first bytes; names and declared types prove nothing."""

import struct

AVIF_BRANDS = frozenset({b"avif", b"avis"})


def sniff(data: bytes) -> str | None:
    """The content type of a JPEG, PNG, GIF, WebP or AVIF; None for everything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/avif" if AVIF_BRANDS & _brands(data) else None


def _brands(data: bytes) -> set[bytes]:
    """The major and compatible brands of an ISO base media file (ISO/IEC 14496-12, 4.3); none when it isn't one."""
    if data[4:8] != b"ftyp":
        return set()
    size = struct.unpack_from(">I", data)[0]
    box = data[8 : min(size, 512)]
    return {box[at : at + 4] for at in range(0, len(box) - 3, 4) if at != 4}  # at 4 stands the minor version
