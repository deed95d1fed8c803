"""Every picture of Pillow's and pillow_heif's own tests ends in facts and variants, or in a documented refusal."""

import pytest

from pixelflare.imaging import Order, Refused, inspect, public_copy, render
from pixelflare.imaging.sniff import sniff
from schema.errors import RejectionReason
from schema.formats import Format
from tests.photographs import PILLOW, PILLOW_HEIF, pictures_of
from tests.unit.imaging import pictures as p

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


@pytest.mark.filterwarnings("ignore:Invalid APNG:UserWarning", "ignore:Image appears to be:UserWarning")
def test_every_file_ends_in_variants_or_in_a_refusal() -> None:
    refused = {}
    for path in (*pictures_of(PILLOW), *pictures_of(PILLOW_HEIF)):
        data = path.read_bytes()
        kind = sniff(data)
        if kind is None or len(data) > MAX_BYTES or path.name.startswith(HARMLESS):
            continue
        try:
            facts = inspect(data, extension=kind.removeprefix("image/"))
        except Refused as error:
            refused[path] = error.reason
            continue
        (rendered,) = render(data, [Order("w128", Format.WEBP)])
        assert p.opened(rendered.body).size == (rendered.width, rendered.height), path
        assert rendered.width == min(128, facts.width), path
        public = public_copy(data, content_type=kind, strip_all=True)
        assert inspect(public, extension=kind.removeprefix("image/")).thumbhash == facts.thumbhash, path
    assert {path.name for path in refused if path.parent.name != "apng"} == REFUSED
    assert all(reason in RejectionReason for reason in refused.values())
