import base64
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelflare.imaging import Refused, inspect, job_of, render
from schema.addresses.formats import Format
from schema.errors import RejectionReason
from schema.library.images import Exif
from tests.photographs import hard_file, phone_jpeg, photograph
from tests.unit.imaging import pictures as p


def refusal_of(data: bytes, extension: str) -> RejectionReason:
    with pytest.raises(Refused) as refused:
        inspect(data, extension=extension)
    return refused.value.reason


def test_a_phone_photograph_is_described_as_it_is_displayed() -> None:
    facts = inspect(phone_jpeg(orientation=6), extension="jpg")

    assert facts.orientation == 6
    assert (facts.content_type, facts.width, facts.height) == ("image/jpeg", 3024, 4032)
    assert (facts.frames, facts.has_alpha) == (1, False)
    assert facts.exif == Exif(
        taken_at="2023-02-21T14:33:08+03:00",
        make="Apple",
        model="iPhone 13 Pro",
        lens="iPhone 13 Pro back dual wide camera 5.7mm f/1.5",
        exposure_seconds=0.00826446,
        f_number=1.5,
        iso=125,
        focal_length_mm=5.7,
    )
    assert len(base64.b64decode(facts.thumbhash)) <= 25
    assert 1 <= len(facts.colors) <= 6


@pytest.mark.parametrize(
    ("name", "extension", "size", "frames", "has_alpha"),
    [
        ("iss634.gif", "gif", (245, 245), 42, False),
        ("iss634.webp", "webp", (245, 245), 42, False),
        ("avif/star.avifs", "avif", (159, 159), 5, True),
        ("transparent.png", "png", (200, 150), 1, True),
        ("transparent.gif", "gif", (200, 150), 1, True),
        ("transparent.webp", "webp", (200, 150), 1, True),
        ("i_trns.png", "png", (64, 64), 1, True),
        ("1_trns.png", "png", (64, 64), 1, True),
        ("l_trns.png", "png", (64, 64), 1, True),
        ("rgb_trns.png", "png", (64, 64), 1, True),
        ("pil_sample_cmyk.jpg", "jpeg", (100, 100), 1, False),
        ("hopper_gray.jpg", "jpg", (128, 128), 1, False),
        ("frozenpond.mpo", "jpg", (640, 480), 1, False),
        ("apng/delay.png", "png", (128, 64), 4, False),  # and a picture that is no frame
    ],
)
def test_every_kind_of_file_is_described(
    name: str, extension: str, size: tuple[int, int], frames: int, has_alpha: bool
) -> None:
    facts = inspect(hard_file(name), extension=extension)
    assert ((facts.width, facts.height), facts.frames, facts.has_alpha) == (size, frames, has_alpha)


def test_an_alpha_channel_that_is_opaque_everywhere_is_no_alpha() -> None:
    opaque = p.saved(p.corners().convert("RGBA"), "PNG")
    assert not inspect(opaque, extension="png").has_alpha


def test_colors_are_the_most_frequent_ones_first() -> None:
    picture = Image.new("RGB", (100, 100), (200, 30, 30))
    picture.paste((20, 20, 220), (0, 0, 100, 30))
    assert inspect(p.saved(picture, "PNG"), extension="png").colors == ("#c81e1e", "#1414dc")


def test_colors_that_cannot_be_seen_are_not_counted() -> None:
    picture = Image.new("RGBA", (100, 100), (200, 30, 30, 0))
    picture.paste((20, 20, 220, 255), (0, 0, 100, 30))
    assert inspect(p.saved(picture, "PNG"), extension="png").colors == ("#1414dc",)
    assert inspect(p.saved(Image.new("RGBA", (9, 9)), "PNG"), extension="png").colors == ()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_placeholder_is_of_the_upright_picture(orientation: int) -> None:
    upright = inspect(p.saved(p.corners(), "PNG"), extension="png")
    stored = p.stored_turned(p.corners(), orientation)
    turned = inspect(p.saved(stored, "PNG", exif=p.exif_with_gps(orientation)), extension="png")
    assert (turned.width, turned.height, turned.thumbhash) == (upright.width, upright.height, upright.thumbhash)


def test_nothing_is_refused_as_empty() -> None:
    assert refusal_of(b"", "jpg") is RejectionReason.EMPTY


@pytest.mark.parametrize("data", [b"MZ" + bytes(200), b"<html/>", b"%PDF-1.7", b"BM" + bytes(60), b"\xff\xd8"])
def test_other_files_are_refused_by_their_first_bytes(data: bytes) -> None:
    assert refusal_of(data, "jpg") is RejectionReason.UNSUPPORTED_TYPE


def test_heic_is_not_taken_for_avif() -> None:
    assert refusal_of(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40), "avif") is RejectionReason.TYPE_MISMATCH


@pytest.mark.parametrize("extension", ["png", "gif", "webp", "avif", "exe", ""])
def test_bytes_of_another_type_than_the_name_says_are_refused(extension: str) -> None:
    assert refusal_of(photograph("rocket.jpg"), extension) is RejectionReason.TYPE_MISMATCH


def test_jpg_and_jpeg_are_the_same() -> None:
    assert inspect(photograph("rocket.jpg"), extension="jpeg") == inspect(photograph("rocket.jpg"), extension="JPG")


@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_file_is_refused_as_damaged(name: str, share: float) -> None:
    whole = p.saved(Image.open(io.BytesIO(photograph("chelsea.png"))), name)
    extension = {"JPEG": "jpg"}.get(name, name.lower())
    assert refusal_of(whole[: int(len(whole) * share)], extension) is RejectionReason.DAMAGED


@pytest.mark.parametrize("is_progressive", [False, True], ids=["baseline", "progressive"])
def test_a_jpeg_that_lacks_nothing_but_its_end_is_taken_and_rendered(is_progressive: bool) -> None:
    whole = p.saved(Image.open(io.BytesIO(photograph("rocket.jpg"))), "JPEG", progressive=is_progressive)
    assert whole.endswith(b"\xff\xd9")
    assert inspect(whole[:-2], extension="jpg") == inspect(whole, extension="jpg")
    order = [job_of("w512", Format.WEBP)]
    assert list(render(whole[:-2], order)) == list(render(whole, order))


@pytest.mark.parametrize("is_progressive", [False, True], ids=["baseline", "progressive"])
@pytest.mark.parametrize("lost", [40, 400, 4_000])
def test_a_jpeg_that_lacks_rows_is_refused(lost: int, is_progressive: bool) -> None:
    whole = p.saved(Image.open(io.BytesIO(photograph("rocket.jpg"))), "JPEG", progressive=is_progressive)
    assert refusal_of(whole[:-lost], "jpg") is RejectionReason.DAMAGED


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about broken EXIF
@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
@settings(max_examples=60, deadline=None)
@given(cut=st.integers(12, 3000), flips=st.lists(st.tuples(st.integers(0, 2999), st.integers(0, 255)), max_size=8))
def test_no_broken_file_ends_in_anything_but_facts_or_a_refusal(
    name: str, cut: int, flips: list[tuple[int, int]]
) -> None:
    broken = bytearray(p.saved(p.corners(40, 30), name, exif=p.exif_with_gps()))[:cut]
    for at, value in flips:
        broken[at % len(broken)] = value
    with suppress(Refused):
        inspect(bytes(broken), extension={"JPEG": "jpg"}.get(name, name.lower()))


def test_a_gif_that_ends_amid_its_second_frame_is_taken_or_refused_wherever_it_ends() -> None:
    whole = p.gif_of(2, 4, 4)
    control = whole.replace(b"\x2c", b"\x21\xf9\x04\0\0\0\0\0\x2c")
    for data in (whole, control, control.replace(b"\x21\xf9\x04", b"\x21\xf9\1", 2)):
        for cut in range(13, len(data)):
            with suppress(Refused):
                inspect(data[:cut], extension="gif")
