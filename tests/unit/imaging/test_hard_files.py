"""Every picture of Pillow's and pillow_heif's own tests ends in facts and variants, or in a documented refusal."""

import pytest

from pixelflare.imaging import Order, Refused, inspect, public_original, render
from pixelflare.imaging.sniff import sniff
from schema.errors import RejectionReason
from schema.formats import READABLE_TYPES_BY_EXTENSION, Format
from tests.photographs import PILLOW, PILLOW_HEIF, pictures_of
from tests.unit.imaging import pictures as p

EXTENSIONS = {kind: extension for extension, kind in READABLE_TYPES_BY_EXTENSION.items()}
MAX_BYTES = 150_000
"""Larger ones differ in their pixels only."""
HARMLESS = ("test_", "imagedraw", "imageops", "rotate_", "text_", "variation_")
"""What those tests compare drawn text and shapes with: plain PNGs, hundreds of them."""

REFUSED = {
    "broken.png",
    "broken_data_stream.png",
    "decompression_bomb.gif",
    "decompression_bomb_extents.gif",
    "truncated_end_chunk.png",
    "truncated_image.png",
    "truncated_jpeg.jpg",
    "ultrahdr.jpg",
    "zero_width.gif",
}
"""Besides the animated PNGs with errors in their sequence, which are in a folder of their own."""

REFUSED_TOO = {
    *("badbitcount.bmp", "badpalettesize.bmp", "badwidth.bmp", "l2rgb_read.bmp", "pal2.bmp", "pal8oversizepal.bmp"),
    *("reallybig.bmp", "rgb16-231.bmp", "rgb24jpeg.bmp", "rgb24png.bmp", "rgb32-111110.bmp", "rgb32bf.bmp"),
    *("rgba16-4444.bmp", "rgba32abf.bmp", "shortfile.bmp", "decompression_bomb.ico"),
    *("10ct_32bit_128.tiff", "12bit.cropped.tif", "16_bit_binary_pgm.tiff", "16bit.s.tif", "hopper.Lab.tif"),
    *("hopper_webp.tif", "lab-green.tif", "lab-red.tif", "lab.tif"),
    *("libtiff_segfault.tif", "oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif", "tiff_tiled_jpeg_oob_read.tif"),
    *("timeout-6646305047838720", "corrupted.heic", "corrupted.hif", "invalid_metadata_type.heic"),
}
"""Of the formats that are not the web's own: kinds of samples that nobody else shows either, and broken files."""


@pytest.mark.filterwarnings("ignore:Invalid APNG:UserWarning", "ignore:Image appears to be:UserWarning")
@pytest.mark.filterwarnings("ignore:.*:UserWarning:PIL")
def test_every_file_ends_in_variants_or_in_a_refusal() -> None:
    refused = {}
    for path in (*pictures_of(PILLOW), *pictures_of(PILLOW_HEIF)):
        data = path.read_bytes()
        kind = sniff(data)
        if kind is None or len(data) > MAX_BYTES or path.name.startswith(HARMLESS):
            continue
        try:
            facts = inspect(data, extension=EXTENSIONS[kind])
        except Refused as error:
            refused[path] = error.reason
            continue
        (rendered,) = render(data, [Order("w128", Format.WEBP)])
        assert p.opened(rendered.body).size == (rendered.width, rendered.height), path
        assert rendered.width == min(128, facts.width), path
        public = public_original(data, content_type=kind, strip_all=True)
        found = inspect(public.body, extension=EXTENSIONS[public.content_type])
        assert (found.width, found.height) == (facts.width, facts.height), path
        if public.content_type == kind:
            assert found.thumbhash == facts.thumbhash, path
    assert {path.name for path in refused if path.parent.name != "apng"} == REFUSED | REFUSED_TOO
    assert all(reason in RejectionReason for reason in refused.values())
