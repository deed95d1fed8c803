import io
import subprocess
import sys
from itertools import islice

import pytest
from PIL import Image

from pixelflare.imaging import Effort, Refused, Rendered, RenderJob, job_of, render
from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS
from schema.limits import MAX_SIDE_PIXELS
from tests.photographs import camera_jpeg, hard_file, phone_jpeg, photograph
from tests.unit.imaging import pictures as p

LADDER = [job_of(name, Format.WEBP) for name in PRESETS]


def one(data: bytes, preset: str = "w256", format: Format = Format.PNG) -> Image.Image:  # noqa: A002
    (rendered,) = render(data, [job_of(preset, format)])
    return p.opened(rendered.body)


def by_order(results: list[Rendered]) -> dict[RenderJob, Rendered]:
    return {result.order: result for result in results}


@pytest.mark.parametrize("format", list(Format))
def test_every_preset_is_made_in_every_format(format: Format) -> None:  # noqa: A002
    results = list(render(camera_jpeg(2), [job_of(name, format) for name in PRESETS]))
    assert {result.order.name for result in results} == set(PRESETS)
    for result in results:
        picture = Image.open(io.BytesIO(result.body))
        assert picture.get_format_mimetype() == format.content_type
        assert picture.size == (result.width, result.height)


@pytest.mark.parametrize("size", [(MAX_SIDE_PIXELS, 24), (24, MAX_SIDE_PIXELS)], ids=["wide", "tall"])
@pytest.mark.parametrize("format", [Format.WEBP, Format.AVIF, Format.JPEG])
def test_the_longest_side_that_is_taken_can_be_written(format: Format, size: tuple[int, int]) -> None:  # noqa: A002
    source = p.saved(Image.new("L", size, 90), "PNG")
    results = list(render(source, [job_of(name, format) for name in ("w128", "w2048")]))
    sizes = {(result.width, result.height) for result in results}
    assert {Image.open(io.BytesIO(result.body)).size for result in results} == sizes
    assert size in sizes or max(size) != size[1]


def test_the_largest_comes_first_and_nothing_is_made_before_it_is_asked_for() -> None:
    results = render(camera_jpeg(12), LADDER)
    assert [result.order.name for result in islice(results, 2)] == ["w2048", "w1536"]


def test_orders_of_equal_pixels_share_one_body() -> None:
    results = by_order(list(render(photograph("rocket.jpg"), LADDER)))
    bodies = [results[job_of(name, Format.WEBP)].body for name in ("w1024", "w1536", "w2048")]
    assert bodies[0] is bodies[1] is bodies[2]
    assert p.opened(bodies[0]).size == (640, 427)


def test_a_small_source_keeps_the_ratio_of_a_preset_at_its_own_size() -> None:
    results = by_order(list(render(p.saved(p.corners(150, 90), "PNG"), LADDER)))
    og, thumb = results[job_of("og-image", Format.WEBP)], results[job_of("thumb", Format.WEBP)]
    assert (og.width, og.height) == (150, 79)
    assert (thumb.width, thumb.height) == (90, 90)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_every_orientation_comes_out_upright(name: str, orientation: int) -> None:
    stored = p.stored_turned(p.corners(), orientation)
    result = one(p.saved(stored, name, exif=p.exif_with_gps(orientation), quality=95))
    assert result.size == (120, 80)
    for found, meant in zip(p.corner_colors(result), p.CORNERS, strict=True):
        assert p.near(found, meant, by=12)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_orientations_written_by_others_come_out_like_the_plain_file(orientation: int) -> None:
    meant = one(hard_file("hopper.jpg"))
    for extension in ("jpg", "webp"):
        result = one(hard_file(f"hopper_orientation_{orientation}.{extension}"))
        assert result.size == meant.size
        assert p.mean_difference(result, meant) < 12
        assert p.mean_difference(result.rotate(180), meant) > 30


def test_mirrored_and_rotated_avif_comes_out_like_the_plain_file() -> None:
    meant = one(hard_file("avif/rot0mir0.avif"))
    for turned in ("rot1mir0", "rot2mir1", "rot3mir1"):
        result = one(hard_file(f"avif/{turned}.avif"))
        assert result.size != (0, 0)
        assert sorted(result.size) == sorted(meant.size)


def test_metadata_does_not_reach_a_variant() -> None:
    for kind in Format:
        for data in (phone_jpeg(), hard_file("xmp_test.jpg"), hard_file("icc_profile.png")):
            result = one(data, format=kind)
            assert not set(result.info) & {"exif", "icc_profile", "xmp", "photoshop", "comment", "XML:com.adobe.xmp"}


def test_colours_of_a_profile_become_srgb() -> None:
    wide = Image.new("RGB", (64, 64), (200, 100, 50))
    result = one(p.saved(wide, "PNG", icc_profile=p.display_p3()))
    assert p.near(p.corner_colors(result)[0], (216, 93, 24), by=1)  # by the primaries' matrices, worked out by hand


def test_colours_of_a_profile_become_srgb_beside_alpha() -> None:
    wide = Image.new("RGBA", (64, 64), (200, 100, 50, 128))
    result = one(p.saved(wide, "PNG", icc_profile=p.display_p3()))
    assert p.near(p.corner_colors(result)[0], (216, 93, 24), by=1)
    assert result.getchannel("A").getextrema() == (128, 128)


def test_a_profile_of_another_kind_of_picture_is_passed_over() -> None:
    grey = Image.new("L", (64, 64), 100)
    assert p.corner_colors(one(p.saved(grey, "PNG", icc_profile=p.display_p3())))[0] == (100, 100, 100)


def test_grey_with_alpha_keeps_both() -> None:
    result = one(p.saved(Image.new("LA", (64, 64), (100, 128)), "PNG", icc_profile=p.display_p3()))
    assert p.corner_colors(result)[0] == (100, 100, 100)
    assert result.getchannel("A").getextrema() == (128, 128)


def test_a_picture_tagged_srgb_keeps_its_colours() -> None:
    plain = Image.new("RGB", (64, 64), (200, 100, 50))
    assert p.corner_colors(one(p.saved(plain, "PNG", icc_profile=p.srgb_profile())))[0] == (200, 100, 50)


def test_a_broken_profile_is_passed_over() -> None:
    plain = Image.new("RGB", (64, 64), (200, 100, 50))
    assert p.corner_colors(one(p.saved(plain, "PNG", icc_profile=b"no profile at all")))[0] == (200, 100, 50)


def test_text_chunks_named_like_pillows_own_keys_do_no_harm() -> None:
    plain = p.saved(Image.new("RGB", (64, 64), (200, 100, 50)), "PNG")
    texts = b"".join(p.png_chunk(b"tEXt", name + b"\0x") for name in (b"transparency", b"icc_profile", b"exif"))
    assert p.corner_colors(one(plain[:33] + texts + plain[33:]))[0] == (200, 100, 50)


def test_cmyk_becomes_rgb() -> None:
    result = one(hard_file("pil_sample_cmyk.jpg"), format=Format.JPEG)
    expected = p.opened(hard_file("pil_sample_rgb.jpg"))
    for found, meant in zip(p.corner_colors(result), p.corner_colors(expected), strict=True):
        assert p.near(found, meant, by=40)


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    words = Image.new("I;16", (40, 40), 32_768)
    assert p.corner_colors(one(p.saved(words, "PNG")))[0] == (128, 128, 128)


@pytest.mark.parametrize("format", [Format.WEBP, Format.AVIF, Format.PNG])
def test_alpha_is_kept_where_the_format_has_it(format: Format) -> None:  # noqa: A002
    result = one(hard_file("transparent.png"), format=format)
    assert result.mode == "RGBA"
    assert result.getchannel("A").getextrema()[0] == 0


def test_alpha_is_laid_on_white_where_the_format_has_none() -> None:
    clear = p.saved(Image.new("RGBA", (40, 40), (200, 0, 0, 0)), "PNG")
    assert p.near(p.corner_colors(one(clear, format=Format.JPEG))[0], (255, 255, 255), by=1)


def test_transparent_edges_take_no_colour_from_what_cannot_be_seen() -> None:
    picture = Image.new("RGBA", (400, 400), (0, 255, 0, 0))
    picture.paste((200, 0, 0, 255), (100, 100, 301, 301))
    result = one(p.saved(picture, "PNG"), preset="w128")
    seen = [result.getpixel((x, 64)) for x in range(128)]
    assert all(pixel[1] < 10 for pixel in seen if isinstance(pixel, tuple) and pixel[3] > 20)


@pytest.mark.parametrize("name", ["i_trns.png", "1_trns.png", "l_trns.png", "rgb_trns.png", "tRNS_null_1x1.png"])
def test_a_transparent_colour_becomes_alpha(name: str) -> None:
    assert one(hard_file(name)).getchannel("A").getextrema()[0] == 0


def test_of_an_animation_the_first_frame_is_taken() -> None:
    for name in ("iss634.gif", "iss634.webp"):
        assert one(hard_file(name), format=Format.WEBP).size == (245, 245)


def test_what_is_written_twice_at_once_keeps_its_own_quality_each_time() -> None:
    variants = ["w1024", "w=1024,q=20", "w=1024,q=95", "w=1024,q=50", "w=512", "w=512,q=30"]
    orders = [job_of(variant, format_) for variant in variants for format_ in (Format.WEBP, Format.AVIF, Format.JPEG)]
    assert list(render(camera_jpeg(2), orders, threads=3)) == list(render(camera_jpeg(2), orders))


def test_threads_change_the_time_not_the_bytes() -> None:
    orders = [job_of(name, kind) for name in PRESETS for kind in (Format.WEBP, Format.JPEG)]
    assert list(render(camera_jpeg(2), orders, threads=2)) == list(render(camera_jpeg(2), orders))


def test_quick_effort_makes_the_same_pixels_of_other_bytes() -> None:
    (stored,) = render(camera_jpeg(2), [job_of("w512", Format.WEBP)])
    (quick,) = render(camera_jpeg(2), [job_of("w512", Format.WEBP)], effort=Effort.QUICK)
    assert (quick.width, quick.height) == (stored.width, stored.height)
    assert len(quick.body) > len(stored.body)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(Refused):
        list(render(b"no picture", LADDER))


def test_importing_the_package_loads_no_image_library() -> None:
    check = "import sys, pixelflare.imaging; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], env={"PYTHONPATH": ":".join(sys.path)}).returncode == 0
