"""Bombs are refused by what their headers say: each of these would take seconds or gigabytes to decode."""

import struct
import time
import tracemalloc
import zlib
from typing import Any

import pytest
from PIL import Image

from pixelflare.imaging import Refused, inspect, job_of, render
from pixelflare.imaging.decode import decode
from pixelflare.imaging.decode.headers import check_size, check_structure, count_gif_frames, count_scans, jpeg_segments
from schema.addresses.formats import Format
from schema.errors import RejectionReason
from schema.limits import MAX_FRAMES, MAX_JPEG_SCANS
from tests.photographs import camera_jpeg, hard_file, photograph
from tests.unit.imaging import pictures as p


def refusal_of(data: bytes, extension: str) -> RejectionReason:
    with pytest.raises(Refused) as refused:
        inspect(data, extension=extension)
    return refused.value.reason


@pytest.mark.parametrize(
    ("size", "frames", "reason"),
    [
        ((16_384, 1), 1, RejectionReason.SIDE_TOO_LONG),
        ((1, 16_384), 1, RejectionReason.SIDE_TOO_LONG),
        ((8_001, 8_000), 1, RejectionReason.TOO_MANY_PIXELS),
        ((1, 1), 501, RejectionReason.TOO_MANY_FRAMES),
        ((1_000, 1_000), 257, RejectionReason.TOO_MANY_PIXELS),
        ((0, 5), 1, RejectionReason.DAMAGED),
    ],
)
def test_sizes_over_a_limit_are_refused(size: tuple[int, int], frames: int, reason: RejectionReason) -> None:
    with pytest.raises(Refused) as refused:
        check_size(*size, frames=frames)
    assert refused.value.reason is reason


@pytest.mark.parametrize(("size", "frames"), [((16_383, 3_906), 1), ((8_000, 8_000), 1), ((1_000, 512), 500)])
def test_sizes_at_a_limit_are_taken(size: tuple[int, int], frames: int) -> None:
    check_size(*size, frames=frames)


@pytest.mark.parametrize(
    ("width", "height", "reason"),
    [
        (16_400, 10, RejectionReason.SIDE_TOO_LONG),
        (50_000, 50_000, RejectionReason.SIDE_TOO_LONG),
        (16_000, 16_000, RejectionReason.TOO_MANY_PIXELS),
    ],
)
def test_a_png_bomb_is_refused_before_its_pixels_take_memory(width: int, height: int, reason: RejectionReason) -> None:
    bomb = p.huge_png(width, height)
    tracemalloc.start()
    try:
        assert refusal_of(bomb, "png") is reason
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_phone_s_108_megapixels_are_taken_as_jpeg_and_made_smaller() -> None:
    whole = p.saved(Image.new("L", (12_000, 9_000), 90), "JPEG")
    assert inspect(whole, extension="jpg").width == 12_000
    (made,) = render(whole, [job_of("w2048", Format.WEBP)])
    assert (made.width, made.height) == (2_048, 1_536)


def test_a_jpeg_of_more_pixels_is_refused() -> None:
    whole = bytearray(p.saved(Image.new("L", (64, 64)), "JPEG"))
    frame = whole.index(b"\xff\xc0")
    whole[frame + 5 : frame + 9] = struct.pack(">HH", 10_001, 12_000)
    assert refusal_of(bytes(whole), "jpg") is RejectionReason.TOO_MANY_PIXELS


def test_a_gif_with_a_huge_canvas_is_refused() -> None:
    assert refusal_of(p.gif_of(1, 65_535, 65_535), "gif") is RejectionReason.SIDE_TOO_LONG


def test_a_gif_whose_frame_reaches_beyond_the_canvas_is_held_to_the_same_limits() -> None:
    assert refusal_of(hard_file("decompression_bomb.gif"), "gif") is RejectionReason.TOO_MANY_PIXELS
    assert refusal_of(hard_file("decompression_bomb_extents.gif"), "gif") is RejectionReason.TOO_MANY_PIXELS


def test_a_gif_with_too_many_frames_is_refused_without_decoding_them() -> None:
    assert refusal_of(p.gif_of(MAX_FRAMES + 1, 4, 4), "gif") is RejectionReason.TOO_MANY_FRAMES
    assert refusal_of(p.gif_of(300, 1_000, 1_000), "gif") is RejectionReason.TOO_MANY_PIXELS


def test_as_many_gif_frames_as_are_allowed_are_taken() -> None:
    assert inspect(p.gif_of(MAX_FRAMES, 4, 4), extension="gif").frames == MAX_FRAMES


def test_an_animated_png_announcing_too_many_frames_is_refused() -> None:
    data = hard_file("apng/delay.png")
    at = data.index(b"acTL")
    announced = data[: at - 4] + p.png_chunk(b"acTL", struct.pack(">II", 10_000, 0)) + data[at + 16 :]
    assert refusal_of(announced, "png") is RejectionReason.TOO_MANY_FRAMES


def test_a_jpeg_with_a_scan_too_many_is_refused_and_one_at_the_limit_is_not_for_that() -> None:
    assert refusal_of(p.jpeg_with_scans(MAX_JPEG_SCANS + 1), "jpg") is RejectionReason.TOO_MANY_SCANS
    assert count_scans(p.jpeg_with_scans(MAX_JPEG_SCANS), stop_above=MAX_JPEG_SCANS) == MAX_JPEG_SCANS


def test_scans_behind_a_reserved_marker_amid_a_scan_are_counted() -> None:
    data = p.jpeg_with_scans(MAX_JPEG_SCANS + 1)
    second = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    hidden = data[:2] + b"\xff\xdd\0\4\0\1" + data[2:second] + b"\xff\x02\xff\xff" + data[second:]
    assert refusal_of(hidden, "jpg") is RejectionReason.TOO_MANY_SCANS


def test_a_jpeg_of_tiny_segments_is_refused_before_it_is_opened() -> None:
    data = photograph("rocket.jpg")
    with pytest.raises(Refused, match="segments"):
        inspect(data[:2] + b"\xff\xfe\0\2" * 10_001 + data[2:], extension="jpg")


def test_scan_markers_inside_of_a_segment_are_not_counted() -> None:
    comment = b"\xff\xda" * 200
    data = photograph("rocket.jpg")
    hidden = data[:2] + b"\xff\xfe" + struct.pack(">H", 2 + len(comment)) + comment + data[2:]
    assert count_scans(hidden, stop_above=MAX_JPEG_SCANS) == count_scans(data, stop_above=MAX_JPEG_SCANS) == 1


def test_the_segments_of_a_camera_jpeg_end_with_its_end() -> None:
    data = camera_jpeg(12)
    segments = jpeg_segments(data)
    assert (segments[-1].marker, segments[-1].end) == (0xD9, len(data))
    assert [segment.marker for segment in segments].count(0xDA) == 1


def test_text_that_unpacks_to_a_bomb_is_never_unpacked() -> None:
    tracemalloc.start()
    try:
        assert inspect(hard_file("png_decompression_dos.png"), extension="png").width == 1
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "chunk",
    [
        p.png_chunk(b"iCCP", b"huge\0\0" + zlib.compress(bytes(3_000_000))),
        p.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(bytes(3_000_000))),
    ],
    ids=["profile", "text"],
)
def test_a_png_with_more_metadata_than_is_read_is_taken_without_it(chunk: bytes) -> None:
    plain = p.saved(p.corners(), "PNG")
    heavy = plain[:33] + chunk + plain[33:]
    assert inspect(heavy, extension="png") == inspect(plain, extension="png")
    (rendered,) = render(heavy, [job_of("w128", Format.PNG)])
    assert p.mean_difference(p.opened(rendered.body), p.corners()) < 1


def test_a_gif_of_countless_pieces_is_refused_before_it_is_opened() -> None:
    start = p.gif_of(1, 4, 4)[:-1]
    for pieces in (b"\x21\xfe\0" * 20_001, b"\x21\xfe" + b"\1 " * 1_000_001 + b"\0", b"\7" * 1_000_001):
        assert refusal_of(start + pieces + b"\x3b", "gif") is RejectionReason.DAMAGED
    assert inspect(start + b"\x21\xfe" + (b"\xff" + b"a" * 255) * 1_000 + b"\0\x3b", extension="gif").frames == 1


def test_of_many_profiles_only_the_first_is_unpacked() -> None:
    plain = p.saved(p.corners(), "PNG", icc_profile=p.display_p3())
    at = plain.index(b"iCCP") - 4
    first = plain[at : at + 12 + int.from_bytes(plain[at : at + 4], "big")]
    huge = p.png_chunk(b"iCCP", b"huge\0\0" + zlib.compress(bytes(3_000_000)))
    many = plain[:at] + first + huge * 10_000 + plain[at + len(first) :]
    began = time.process_time()
    assert inspect(many, extension="png") == inspect(plain, extension="png")
    assert time.process_time() - began < 2


def test_frames_are_counted_as_they_are_decoded() -> None:
    assert count_gif_frames(hard_file("iss634.gif"), stop_above=1_000) == 42
    assert count_gif_frames(hard_file("iss634.gif"), stop_above=10) == 11
    assert count_gif_frames(b"GIF89a", stop_above=10) == 0


@pytest.mark.parametrize("extension", ["png", "webp"])
def test_a_file_of_countless_tiny_chunks_is_refused_before_it_is_opened(extension: str) -> None:
    whole = p.saved(p.corners(), extension.upper())
    empty = p.png_chunk(b"teSt", b"") if extension == "png" else b"teSt\0\0\0\0"
    few, many = (_with_chunks(whole, empty * number, extension) for number in (100, 20_001))

    assert check_structure(few, f"image/{extension}") is None
    assert refusal_of(many, extension) is RejectionReason.DAMAGED


def _with_chunks(whole: bytes, chunks: bytes, extension: str) -> bytes:
    """The picture with chunks that nobody knows behind its header (PNG) or at its end (WebP)."""
    if extension == "png":
        return whole[:33] + chunks + whole[33:]
    body = whole[8:] + chunks
    return whole[:4] + len(body).to_bytes(4, "little") + body


def test_an_installation_may_take_larger_jpegs() -> None:
    data = p.saved(p.corners(64, 64), "JPEG")
    with pytest.raises(Refused) as refused:
        inspect(data, max_jpeg_pixels=64 * 64 - 1)
    assert refused.value.reason is RejectionReason.TOO_MANY_PIXELS
    assert inspect(data, max_jpeg_pixels=64 * 64).width == 64


@pytest.mark.parametrize(
    ("mode", "settings", "components"),
    [("L", {}, 1), ("RGB", {"subsampling": "4:2:0"}, 1.5), ("RGB", {"subsampling": "4:4:4"}, 3), ("CMYK", {}, 4)],
)
def test_a_progressive_jpeg_is_held_to_what_its_coefficients_take(
    mode: str, settings: dict[str, Any], components: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = p.saved(p.corners(64, 64).convert(mode), "JPEG", progressive=True, **settings)
    taken = int(2 * 64 * 64 * components)
    monkeypatch.setattr(decode, "_MAX_COEFFICIENT_BYTES", taken)
    inspect(data)
    monkeypatch.setattr(decode, "_MAX_COEFFICIENT_BYTES", taken - 1)
    with pytest.raises(Refused, match="coefficients"):
        inspect(data)
    inspect(p.saved(p.corners(64, 64).convert(mode), "JPEG", **settings))
