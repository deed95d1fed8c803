"""Small sound files of every kind that is taken, with as much in them as their format has."""

import zlib
from collections.abc import Mapping
from functools import cache

from PIL import Image

from tests.photographs import hard_file, heif_file
from tests.unit.imaging import pictures as p

_PILLOWS = {
    "image/jpeg": ("exif_gps.jpg", "hopper_orientation_6.jpg", "iptc.jpg", "xmp_test.jpg"),
    "image/png": (
        "apng/delay.png",
        "i_trns.png",
        "xmp_tags_orientation_exiftool.png",
        "hopper_idat_after_image_end.png",
    ),
    "image/gif": ("transparent.gif", "multiple_comments.gif", "avif/star.gif", "dispose_prev.gif"),
    "image/webp": ("hopper_orientation_6.webp", "transparent.webp", "anim_frame1.webp"),
    "image/avif": ("avif/exif.avif", "avif/xmp_tags_orientation.avif", "avif/hopper.avif", "avif/star.avifs"),
    "image/tiff": ("child_ifd.tiff", "g4_orientation_6.tif", "multipage.tiff", "16bit.deflate.tif"),
    "image/bmp": ("bmp/g/pal4rle.bmp", "bmp/g/pal8os2.bmp", "bmp/g/pal8v5.bmp", "bmp/g/rgb16-565.bmp"),
    "image/x-icon": ("hopper.ico", "hopper_mask.ico", "python.ico"),
}
_HEIFS = ("heif/RGB_8__29x100.heif", "heif_special/transform_mismatch_thumbnail.heic")
_MAX_BYTES = 40_000
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>'


@cache
def seeds() -> Mapping[str, tuple[bytes, ...]]:
    """The files by their content type."""
    found = {kind: [hard_file(name) for name in names] for kind, names in _PILLOWS.items()}
    found["image/heic"] = [heif_file(name) for name in _HEIFS]
    for name in ("JPEG", "PNG", "WEBP", "AVIF", "GIF"):
        found[f"image/{name.lower()}"] += _ours(name)
    return {kind: tuple(data for data in files if len(data) <= _MAX_BYTES) for kind, files in found.items()}


def _ours(name: str) -> list[bytes]:
    """A still with all metadata that Pillow writes, and an animation."""
    more = {"exif": p.exif_with_gps(6), "icc_profile": p.srgb_profile(), "xmp": XMP} if name != "GIF" else {}
    still = p.saved(p.corners(48, 32), name, **{**more, "comment": b"52.5 13.4"} if name == "GIF" else more)
    frames = [Image.new("RGBA", (24, 16), (index * 60, 0, 0, 80 * index)) for index in range(4)]
    if name == "PNG":
        text = b"Comment\0\0" + zlib.compress(b"GPS 52.5 13.4")
        still = still[:33] + p.png_chunk(b"zTXt", text) + p.png_chunk(b"tEXt", b"Title\0sea") + still[33:]
    if name == "JPEG":
        return [still, p.saved(p.corners(48, 32), name, progressive=True, **more)]
    return [still, p.saved(frames[0], name, save_all=True, append_images=frames[1:], duration=70)]
