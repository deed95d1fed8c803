"""What is read besides the web's own formats, and what is given out as their original."""

import io
import os
import struct
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from pixelflare.imaging import PublicOriginal, Refused, inspect, job_of, public_original, render
from pixelflare.imaging.decode import heic
from pixelflare.imaging.decode.sniff import sniff
from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION, READABLE_TYPES_BY_EXTENSION, Format
from schema.errors import RejectionReason
from schema.limits import MAX_JPEG_SCANS
from tests.photographs import hard_file, heif_file, photograph
from tests.unit.imaging import pictures as p

KINDS = {"image/heic": "heic", "image/tiff": "tif", "image/bmp": "bmp", "image/x-icon": "ico"}


def original(data: bytes) -> PublicOriginal:
    return public_original(data, content_type=sniff(data) or "", strip_all=False)


def rendered(data: bytes, preset: str = "w256") -> Image.Image:
    (one,) = render(data, [job_of(preset, Format.PNG)])
    return p.opened(one.body)


def refusal_of(data: bytes, extension: str) -> RejectionReason:
    with pytest.raises(Refused) as refused:
        inspect(data, extension=extension)
    return refused.value.reason


@pytest.mark.parametrize("name", ["BMP", "TIFF", "ICO"])
def test_what_windows_and_scanners_write_is_read(name: str) -> None:
    options = {"sizes": [(120, 80)]} if name == "ICO" else {}
    data = p.saved(p.corners(), name, **options)
    facts = inspect(data, extension=name.lower())
    assert (facts.width, facts.height, facts.frames) == (120, 80, 1)
    for found, meant in zip(p.corner_colors(rendered(data)), p.CORNERS, strict=True):
        assert p.near(found, meant, by=2)


def test_a_phones_heic_is_read_upright_in_srgb_with_its_exif() -> None:
    data = heif_file("heif_other/pug.heic")
    facts = inspect(data, extension="heic")
    assert (facts.content_type, facts.width, facts.height) == ("image/heic", 4032, 3024)
    assert (facts.exif.model, facts.exif.iso) == ("iPhone 13 Pro", 125)
    body, content_type = original(data)
    assert content_type == "image/jpeg"
    picture = p.opened(body)
    assert picture.size == (4032, 3024)
    assert not set(picture.info) & {"exif", "icc_profile", "xmp"}


def test_a_turned_heic_comes_out_like_the_other_way_of_holding_it() -> None:
    data = heif_file("heif_other/arrow.heic")
    facts = inspect(data, extension="heif")
    assert facts.width < facts.height
    assert rendered(data).height > rendered(data).width


def test_a_heic_that_crashes_its_decoder_is_damaged() -> None:
    assert refusal_of(heif_file("heif_special/invalid_metadata_type.heic"), "heic") is RejectionReason.DAMAGED
    assert refusal_of(heif_file("heif_corrupted/corrupted.heic"), "heic") is RejectionReason.DAMAGED


def test_a_heic_that_keeps_its_decoder_busy_is_damaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("import time\ntime.sleep(100)")
    monkeypatch.setattr(heic, "_PROGRAM", endless)
    monkeypatch.setattr(heic, "_MAX_SECONDS", 0.5)
    start = time.monotonic()
    assert refusal_of(heif_file("heif_other/pug.heic"), "heic") is RejectionReason.DAMAGED
    assert time.monotonic() - start < 10


def test_a_heic_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    start = time.monotonic()
    assert refusal_of(heif_file("heif_special/200MP.heic"), "heic") is RejectionReason.TOO_MANY_PIXELS
    assert time.monotonic() - start < 5


def test_no_decoder_is_left_running() -> None:
    before = _children()
    for name in ("heif_other/pug.heic", "heif_special/200MP.heic", "heif_corrupted/corrupted.heic"):
        with suppress(Refused):
            inspect(heif_file(name), extension="heic")
    assert _children() == before


def _children() -> int:
    """Of this process: others may be running tests that decode."""
    ours = ["pgrep", "-P", str(os.getpid()), "-f", "-c", "imaging/heic_process.py"]
    listed = subprocess.run(ours, capture_output=True, text=True)
    return int(listed.stdout or 0)


def test_the_first_page_of_a_tiff_is_the_picture() -> None:
    assert inspect(hard_file("multipage.tiff"), extension="tiff").frames == 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_of_a_tiff_comes_out_upright(orientation: int) -> None:
    whole = p.opened(hard_file("g4_orientation_1.tif")).convert("L")
    data = hard_file(f"g4_orientation_{orientation}.tif")
    facts = inspect(data, extension="tif")
    assert (facts.width, facts.height) == whole.size
    assert p.mean_difference(p.opened(original(data).body), whole) < 1


@pytest.mark.parametrize("name", ["16bit.cropped.tif", "16bit.MM.cropped.tif"])
def test_sixteen_bits_of_a_tiff_are_scaled_not_clipped(name: str) -> None:
    data = hard_file(name)
    words = p.opened(data)
    meant = words.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    assert p.mean_difference(p.opened(original(data).body), meant) < 1


@pytest.mark.parametrize(
    "name", ["tiff_strip_cmyk_jpeg.tif", "tiff_tiled_ycbcr_jpeg_2x2_sampling.tif", "hopper_lzw.tif"]
)
def test_a_tiffs_colours_and_compressions_are_read(name: str) -> None:
    data = hard_file(name)
    meant = ImageOps.exif_transpose(p.opened(data)).convert("RGB")
    assert p.mean_difference(p.opened(original(data).body), meant) < 9


@pytest.mark.parametrize("name", ["12bit.cropped.tif", "10ct_32bit_128.tiff", "lab.tif"])
def test_samples_whose_range_is_not_known_are_refused_as_such(name: str) -> None:
    assert refusal_of(hard_file(name), "tif") is RejectionReason.UNSUPPORTED_TYPE


def test_jpegs_within_a_tiff_are_held_to_the_limit_of_scans() -> None:
    tiff = p.saved(Image.new("RGB", (64, 64)), "TIFF", compression="jpeg")
    at = len(tiff) + len(tiff) % 2
    part = p.jpeg_with_scans(MAX_JPEG_SCANS + 50)
    changed = bytearray(tiff.ljust(at, b"\0") + part)
    directory = struct.unpack_from("<I", tiff, 4)[0]
    entries = struct.unpack_from("<H", tiff, directory)[0]
    for entry in range(directory + 2, directory + 2 + 12 * entries, 12):
        tag = struct.unpack_from("<H", tiff, entry)[0]
        if tag in (273, 279):
            struct.pack_into("<HHII", changed, entry, tag, 4, 1, at if tag == 273 else len(part))
    assert refusal_of(bytes(changed), "tif") is RejectionReason.TOO_MANY_SCANS


def test_a_large_run_length_bitmap_is_refused_before_it_is_unpacked() -> None:
    head = bytearray(p.saved(Image.new("P", (4_000, 4_000)), "BMP")[:1078])
    struct.pack_into("<I", head, 30, 1)
    assert refusal_of(bytes(head) + b"\1\1" * 3_000_000, "bmp") is RejectionReason.TOO_MANY_PIXELS


def test_an_icon_with_a_bomb_in_it_is_refused() -> None:
    bomb = p.huge_png(16_000, 16_000)
    entry = struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(bomb), 22)
    assert refusal_of(b"\0\0\1\0\1\0" + entry + bomb, "ico") is RejectionReason.TOO_MANY_PIXELS
    assert refusal_of(hard_file("decompression_bomb.ico"), "ico") is RejectionReason.SIDE_TOO_LONG
    assert refusal_of(b"\0\0\1\0\0\0" + bytes(20), "ico") is RejectionReason.DAMAGED


def test_the_largest_picture_of_an_icon_is_taken_with_its_transparency() -> None:
    facts = inspect(hard_file("hopper_256x256.ico"), extension="ico")
    assert (facts.width, facts.height) == (256, 256)
    body, content_type = original(hard_file("python.ico"))
    assert content_type == "image/png"
    assert p.opened(body).mode == "RGBA"


def test_a_scan_of_text_is_given_out_exactly_and_a_photograph_as_jpeg() -> None:
    page = p.saved(p.opened(hard_file("pport_g4.tif")), "TIFF", compression="group4")
    body, content_type = original(page)
    assert content_type == "image/png"
    assert p.mean_difference(p.opened(body), p.opened(page)) == 0
    photo = p.saved(Image.open(io.BytesIO(photograph("coffee.png"))), "TIFF")
    assert original(photo).content_type == "image/jpeg"


def test_what_browsers_show_is_given_out_as_it_is() -> None:
    data = photograph("retina.jpg")
    assert original(data) == PublicOriginal(data, "image/jpeg")


@pytest.mark.parametrize(
    "data",
    [b"<svg/>", b'\n<?xml version="1.0"?><svg xmlns="x">', b"\xef\xbb\xbf<!-- a --><SVG>", b"<!DOCTYPE svg><svg>"],
)
def test_an_svg_is_refused_for_what_it_is(data: bytes) -> None:
    assert refusal_of(data, "svg") is RejectionReason.VECTOR_GRAPHIC
    assert refusal_of(b"<?xml version='1.0'?><html>", "svg") is RejectionReason.UNSUPPORTED_TYPE


def test_everything_that_may_be_uploaded_can_be_read() -> None:
    assert CONTENT_TYPES_BY_EXTENSION.items() <= READABLE_TYPES_BY_EXTENSION.items()


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about broken tags
@pytest.mark.parametrize("name", ["BMP", "TIFF", "ICO"])
def test_a_cut_or_changed_file_ends_in_facts_or_a_refusal(name: str) -> None:
    whole = p.saved(p.corners(40, 30), name)
    for at in range(12, len(whole), max(1, len(whole) // 150)):
        for broken in (whole[:at], whole[:at] + b"\xff" + whole[at + 1 :], whole[:at] + bytes(4) + whole[at + 4 :]):
            with suppress(Refused):
                inspect(broken, extension=name.lower())
