"""Every picture of four packages' own tests ends in what another engine sees, in all variants, or in a documented refusal."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from pixelflare.imaging import Refused, inspect, job_of, public_original, render
from pixelflare.imaging.decode.sniff import sniff
from schema.addresses.formats import READABLE_TYPES_BY_EXTENSION, Format
from schema.addresses.presets import PRESETS
from schema.env.cpu import ONE_CPU_MB
from schema.errors import RejectionReason
from tests.golden.vips import NotDecoded, on_white, reference
from tests.photographs import IMAGESIZE, PIEXIF, PILLOW, PILLOW_HEIF, pictures_of
from tests.unit.imaging import pictures as p

SOURCES = (PILLOW, PILLOW_HEIF, PIEXIF, IMAGESIZE)
SHARDS = 8
MAX_CPU_SECONDS = 10
MOST_DIFFERENT = 4.0
"""Levels of 255, on the mean: other filters and other roundings stay below 2, a wrong profile or turn is over 10."""
DRAWN = ("test_", "imagedraw", "imageops", "rotate_", "text_", "variation_")
"""What Pillow's tests compare drawn text and shapes with: plain PNGs, hundreds of them."""
EXTENSIONS = {kind: extension for extension, kind in READABLE_TYPES_BY_EXTENSION.items()}
PEAK = Path("/proc/self/clear_refs")
"""What 5 is written to on Linux, to forget a process's greatest memory."""
LADDER = [job_of(name, Format.WEBP) for name in PRESETS]

OTHERWISE = {
    "pil_sample_cmyk.jpg": "CMYK without a profile: libvips takes one of its own, we what browsers do",
    "tiff_strip_cmyk_16l_jpeg.tif": "the same",
    "tiff_strip_cmyk_jpeg.tif": "the same",
    "tiff_tiled_cmyk_jpeg.tif": "the same",
    "8bit.s.tif": "signed samples, which libvips folds",
    "pil123p.png": "samples of light by gAMA, which libvips passes over",
    "pil123rgba.png": "samples of light by gAMA, which libvips passes over",
    "hopper_lzma.tif": "libvips, as its wheel is built, makes it black",
    "separate_planar_extra_samples.tiff": "a second sample whose meaning is not stated",
}
"""Seen by a person, and right as they are."""

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
    *("badbitcount.bmp", "badpalettesize.bmp", "badwidth.bmp", "l2rgb_read.bmp", "pal2.bmp", "pal8oversizepal.bmp"),
    *("reallybig.bmp", "rgb16-231.bmp", "rgb24jpeg.bmp", "rgb24png.bmp", "rgb32-111110.bmp", "rgb32bf.bmp"),
    *("rgba16-4444.bmp", "rgba32abf.bmp", "shortfile.bmp", "decompression_bomb.ico"),
    *("10ct_32bit_128.tiff", "12bit.cropped.tif", "16_bit_binary_pgm.tiff", "16bit.s.tif", "hopper.Lab.tif"),
    *("hopper_webp.tif", "lab-green.tif", "lab-red.tif", "lab.tif"),
    *("libtiff_segfault.tif", "oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif", "tiff_tiled_jpeg_oob_read.tif"),
    *("hopper_unknown_pixel_mode.tif", "tiff_overflow_rows_per_strip.tif", "200MP.heic"),
    *("timeout-6646305047838720", "corrupted.heic", "corrupted.hif", "invalid_metadata_type.heic"),
}
"""Broken files, bombs, and kinds of samples that nobody else shows either. Besides the animated PNGs with errors in their
sequence, which are in a folder of their own, and what is no picture of a format that is taken."""


def _pictures() -> Iterator[Path]:
    for source in SOURCES:
        yield from (path for path in pictures_of(source) if source is not PILLOW or not path.name.startswith(DRAWN))


@dataclass
class Seen:
    """What has come of the files of a shard."""

    compared: int = 0
    refused: dict[Path, RejectionReason] = field(default_factory=dict)
    different: dict[str, float] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    large: dict[str, int] = field(default_factory=dict)

    def look(self, path: Path, kind: str) -> None:
        data = path.read_bytes()
        before, start = _start_of_peak(), time.process_time()
        try:
            ours = _everything_made(data, kind, path)
        except Refused as error:
            self.refused[path] = error.reason
            return
        finally:
            if (took := time.process_time() - start) > MAX_CPU_SECONDS:
                self.slow[path.name] = took
            if (peak := _peak_mb() - before) > ONE_CPU_MB // 2:
                self.large[path.name] = peak
        try:
            difference = _difference(ours, data)
        except NotDecoded:
            return
        self.compared += 1
        if difference > MOST_DIFFERENT and path.name not in OTHERWISE:
            self.different[path.name] = difference


def _difference(ours: Image.Image, data: bytes) -> float:
    """From what libvips makes; of text and lines, where ours are resized as light adds up, from what it makes so too."""
    difference = p.mean_difference(ours, reference(data, ours.size))
    if difference <= MOST_DIFFERENT:
        return difference
    return min(difference, p.mean_difference(ours, reference(data, ours.size, linear=True)))


def _everything_made(data: bytes, kind: str, path: Path) -> Image.Image:
    """A picture at 256 wide, when the facts, the public copy and the ladder are as they should."""
    facts = inspect(data, extension=EXTENSIONS[kind])
    made = {result.order.name: result for result in render(data, [*LADDER, job_of("w=256", Format.PNG)])}
    assert set(made) == {*PRESETS, "w=256"}
    small = made["w128"]
    assert p.opened(small.body).size == (small.width, small.height), path
    assert small.width == min(128, facts.width), path
    public = public_original(data, content_type=kind, strip_all=True)
    found = inspect(public.body, extension=EXTENSIONS[public.content_type])
    assert (found.width, found.height) == (facts.width, facts.height), path
    if public.content_type == kind:
        assert found.thumbhash == facts.thumbhash, path
    return on_white(made["w=256"].body)


def _start_of_peak() -> int:
    """Resident megabytes of this process now; the most of them is counted anew from here."""
    if PEAK.exists():
        PEAK.write_text("5")
    return _peak_mb()


def _peak_mb() -> int:
    """0 where the system keeps no such count."""
    if not PEAK.exists():
        return 0
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about what is broken in the files
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_file_looks_as_another_engine_sees_it_or_is_refused(shard: int) -> None:
    seen, names = Seen(), set()
    for path in list(_pictures())[shard::SHARDS]:
        if kind := sniff(path.read_bytes()):
            names.add(path.name)
            seen.look(path, kind)
    assert seen.different == {}
    assert seen.slow == {}
    assert seen.large == {}
    assert {path.name for path in seen.refused if path.parent.name != "apng"} == REFUSED & names
    assert all(reason in RejectionReason for reason in seen.refused.values())
    assert seen.compared >= 50


def test_what_is_no_picture_of_a_format_that_is_taken_is_refused() -> None:
    refused = 0
    for path in _pictures():
        if sniff(data := path.read_bytes()) is None:
            for extension in {"jpg", path.suffix[1:].lower()} & READABLE_TYPES_BY_EXTENSION.keys():
                with pytest.raises(Refused):
                    inspect(data, extension=extension)
            refused += 1
    assert refused >= 100


def test_every_refused_file_is_there() -> None:
    assert {path.name for path in _pictures()} >= REFUSED | set(OTHERWISE)
