"""Every picture of Pillow's and pillow_heif's own tests through the whole ladder: what libvips sees, or a refusal."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pixelflare.imaging import Order, Refused, inspect, render
from pixelflare.imaging.sniff import sniff
from schema.formats import READABLE_TYPES_BY_EXTENSION, Format
from schema.presets import PRESETS
from tests.golden.vips import NotDecoded, on_white, reference
from tests.photographs import PILLOW, PILLOW_HEIF, pictures_of
from tests.unit.imaging import pictures as p

SHARDS = 6
MAX_BYTES = 1_500_000
"""Larger ones differ in their pixels only."""
MAX_CPU_SECONDS = 10
MOST_DIFFERENT = 4.0
"""Levels of 255, on the mean: other filters and other roundings stay below 2, a wrong profile or turn is over 10."""
DRAWN = ("test_", "imagedraw", "imageops", "rotate_", "text_", "variation_")
"""What those tests compare drawn text and shapes with: plain PNGs, hundreds of them."""
EXTENSIONS = {kind: extension for extension, kind in READABLE_TYPES_BY_EXTENSION.items()}
LADDER = [Order(name, Format.WEBP) for name in PRESETS]

OTHERWISE = {
    "pil_sample_cmyk.jpg": "CMYK without a profile: libvips takes one of its own, we what browsers do",
    "tiff_strip_cmyk_16l_jpeg.tif": "the same",
    "tiff_strip_cmyk_jpeg.tif": "the same",
    "tiff_tiled_cmyk_jpeg.tif": "the same",
    "8bit.s.tif": "signed samples, which libvips folds",
    "hopper_lzma.tif": "libvips, as its wheel is built, makes it black",
    "separate_planar_extra_samples.tiff": "a second sample whose meaning is not stated",
}
"""Seen by a person, and right as they are."""


def _pictures() -> Iterator[tuple[Path, str]]:
    for path in (*pictures_of(PILLOW), *pictures_of(PILLOW_HEIF)):
        if not path.name.startswith(DRAWN) and path.stat().st_size <= MAX_BYTES and (kind := sniff(path.read_bytes())):
            yield path, kind


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about what is broken in the files
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_file_looks_as_another_engine_sees_it_or_is_refused(shard: int) -> None:
    different, slow, compared = {}, {}, 0
    for path, kind in list(_pictures())[shard::SHARDS]:
        data, start = path.read_bytes(), time.process_time()
        try:
            inspect(data, extension=EXTENSIONS[kind])
            results = {result.order.preset: result for result in render(data, [*LADDER, Order("w=256", Format.PNG)])}
        except Refused:
            continue
        finally:
            if time.process_time() - start > MAX_CPU_SECONDS:
                slow[path.name] = time.process_time() - start
        assert set(results) == {*PRESETS, "w=256"}
        ours = on_white(results["w=256"].body)
        try:
            theirs = reference(data, ours.size)
        except NotDecoded:
            continue
        compared += 1
        if (difference := p.mean_difference(ours, theirs)) > MOST_DIFFERENT and path.name not in OTHERWISE:
            different[path.name] = difference
    assert different == {}
    assert slow == {}
    assert compared >= 60
