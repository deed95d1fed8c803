"""What options make of pictures, by the front door."""

import base64
import io
import itertools

import pytest
from PIL import Image, ImageChops, ImageOps

from pixelflare.imaging import Effort, Refused, Rendered, Subject, job_of, render
from pixelflare.imaging.effects.bands import bands_of, joined
from pixelflare.imaging.effects.steps import ResizeMode, reduced
from pixelflare.imaging.encode.likeness import ENOUGH, likeness
from pixelflare.imaging.geometry.turns import WHOLE
from schema.addresses.formats import Format
from tests.photographs import camera_jpeg, phone_jpeg, photograph
from tests.unit.imaging import pictures as p

RED, GREEN, BLUE, YELLOW = p.CORNERS


def rendered(data: bytes, segment: str, format: Format = Format.PNG, **options: object) -> Rendered:  # noqa: A002
    (one,) = render(data, [job_of(segment, format)], **options)  # type: ignore[arg-type]
    return one


def made(data: bytes, segment: str, format: Format = Format.PNG, **options: object) -> Image.Image:  # noqa: A002
    return p.opened(rendered(data, segment, format, **options).body)


def corners(mode: str = "RGB") -> bytes:
    return p.saved(p.corners(120, 80).convert(mode), "PNG")


@pytest.mark.parametrize(("rotate", "flip"), list(itertools.product((0, 90, 180, 270), ("", "h", "v", "hv"))))
def test_turns_and_flips_are_those_of_an_editor(rotate: int, flip: str) -> None:
    meant = p.corners(120, 80).rotate(-rotate, expand=True)
    meant = ImageOps.mirror(meant) if "h" in flip else meant
    meant = ImageOps.flip(meant) if "v" in flip else meant
    result = made(corners(), f"rotate={rotate}" + (f",flip={flip}" if flip else ""))
    assert result.size == meant.size
    assert p.mean_difference(result, meant) == 0


@pytest.mark.parametrize("orientation", [1, 6])
def test_options_are_meant_in_the_picture_as_it_is_held(orientation: int) -> None:
    data = p.saved(p.stored_turned(p.corners(), orientation), "PNG", exif=p.exif_with_gps(orientation))
    result = made(data, "w=40,h=80,fit=cover,g=left")
    assert result.size == (40, 80)
    assert p.near(p.corner_colors(result)[0], RED, by=2)
    assert p.near(p.corner_colors(result)[3], BLUE, by=2)


def test_a_picture_without_options_is_shown_whole() -> None:
    assert p.mean_difference(made(corners(), "g=center"), p.corners()) == 0


def test_enlarging_happens_only_when_it_is_asked_for() -> None:
    assert made(corners(), "w=240").size == (120, 80)
    assert made(corners(), "w=240,fit=contain,enlarge=1").size == (240, 160)


def test_padding_puts_the_picture_on_its_ground() -> None:
    result = made(corners(), "w=100,h=100,fit=pad,bg=112233,g=bottom")
    assert result.size == (100, 100)
    assert result.getpixel((50, 5)) == (0x11, 0x22, 0x33)
    assert p.near(tuple(result.getpixel((5, 95))), BLUE, by=2)  # type: ignore[arg-type]
    clear = made(corners(), "w=100,h=100,fit=pad,bg=transparent")
    assert clear.mode == "RGBA"
    assert clear.getpixel((50, 2)) == (0, 0, 0, 0)


def test_border_and_padding_lie_within_the_asked_size() -> None:
    result = made(corners(), "w=60,pad=5,border=3-0000ff,bg=ffff00")
    assert result.size == (60, round(44 / 120 * 80) + 16)
    assert [result.getpixel((x, 20)) for x in (0, 2, 3, 7)] == [(0, 0, 255), (0, 0, 255), (255, 255, 0), (255, 255, 0)]
    assert p.near(tuple(result.getpixel((9, 10))), RED, by=2)  # type: ignore[arg-type]


def test_a_background_lies_behind_what_is_transparent() -> None:
    clear = p.saved(Image.new("RGBA", (20, 20), (200, 0, 0, 128)), "PNG")
    assert p.near(tuple(made(clear, "bg=0000ff").getpixel((5, 5))), (100, 0, 127), by=1)  # type: ignore[arg-type]
    assert made(clear, "w=10").mode == "RGBA"


def test_edges_of_one_colour_are_trimmed_away() -> None:
    ground = Image.new("RGB", (200, 200), (250, 250, 250))
    ground.paste(p.corners(120, 80), (30, 60))
    result = made(p.saved(ground, "PNG"), "trim=10")
    assert result.size == (120, 80)
    assert p.mean_difference(result, p.corners(120, 80)) < 1
    assert made(p.saved(ground, "PNG"), "trim=10,w=60").size == (60, 40)
    assert made(p.saved(Image.new("RGB", (50, 50)), "PNG"), "trim=10").size == (50, 50)


def test_trimming_is_done_in_the_picture_as_it_is_held() -> None:
    ground = Image.new("RGB", (200, 100), (250, 250, 250))
    ground.paste(p.corners(120, 40), (0 + 20, 50))
    data = p.saved(p.stored_turned(ground, 6), "PNG", exif=p.exif_with_gps(6))
    assert p.mean_difference(made(data, "trim=10"), p.corners(120, 40)) < 1


def test_tone_changes_what_it_says_and_nothing_else() -> None:
    grey = p.saved(Image.new("RGBA", (20, 20), (100, 120, 140, 77)), "PNG")
    assert made(grey, "br=1.5").getpixel((3, 3)) == (150, 180, 210, 77)
    assert made(grey, "co=2").getpixel((3, 3)) == (72, 112, 153, 77)
    assert made(grey, "gamma=2").getpixel((3, 3)) == (160, 175, 189, 77)
    assert made(grey, "gray=1").convert("RGBA").getpixel((3, 3)) == (116, 116, 116, 77)
    red, green, blue, alpha = made(grey, "sat=0").getpixel((3, 3))  # type: ignore[misc]
    assert red == green == blue
    assert alpha == 77


def test_blur_softens_and_sharpening_hardens() -> None:
    data = photograph("coffee.png")
    plain, soft, hard = (made(data, f"w=200{rest}") for rest in ("", ",blur=5", ",sharpen=5"))
    assert _edges(soft) < 0.5 * _edges(plain) < 0.5 * _edges(hard)
    assert soft.size == hard.size == plain.size


def test_blur_takes_no_colour_from_what_cannot_be_seen() -> None:
    picture = Image.new("RGBA", (100, 100), (0, 255, 0, 0))
    picture.paste((200, 0, 0, 255), (30, 30, 70, 70))
    result = made(p.saved(picture, "PNG"), "blur=4")
    assert all(pixel[1] < 10 for pixel in result.get_flattened_data() if pixel[3] > 20)  # type: ignore[index]


def _edges(picture: Image.Image) -> float:
    grey = picture.convert("L")
    return p.mean_difference(grey, grey.transform(grey.size, Image.Transform.AFFINE, (1, 0, 1, 0, 1, 0)))


def test_a_watermark_stands_in_its_corner_at_its_size_and_opacity() -> None:
    mark = p.saved(Image.new("RGB", (40, 20), (0, 0, 0)), "PNG")
    white = p.saved(Image.new("RGB", (400, 300), (255, 255, 255)), "PNG")
    result = made(white, "wm=logo,wms=20,wmo=50,wmg=top-left", watermark=mark)
    assert p.near(tuple(result.getpixel((20, 20))), (128, 128, 128), by=2)  # type: ignore[arg-type]
    box = result.convert("L").point([255 if value < 200 else 0 for value in range(256)]).getbbox()
    assert box == (6, 6, 86, 46)
    assert p.mean_difference(made(white, "wm=logo"), p.opened(white)) == 0  # its owner has no such mark any more


def test_a_watermark_may_be_a_text() -> None:
    text = base64.urlsafe_b64encode("© Alice".encode()).decode().rstrip("=")
    grey = p.saved(Image.new("RGB", (400, 300), (90, 90, 90)), "PNG")
    result = made(grey, f"wmt={text},wmg=bottom")
    box = result.convert("L").point([255 if value > 200 else 0 for value in range(256)]).getbbox()
    assert box is not None
    assert box[1] > 200
    assert 80 <= box[2] - box[0] <= 100


def test_a_watermark_that_is_no_picture_is_refused() -> None:
    with pytest.raises(Refused):
        rendered(corners(), "wm=logo", watermark=b"no picture")


def test_auto_gravity_keeps_what_catches_the_eye() -> None:
    ground = Image.new("RGB", (900, 300), (200, 200, 205))
    ground.paste(Image.open(io.BytesIO(photograph("astronaut.png"))).convert("RGB").resize((200, 200)), (650, 50))
    data = p.saved(ground, "PNG")
    found = made(data, "w=300,h=300,fit=cover,g=auto")
    middle = made(data, "w=300,h=300,fit=cover")
    assert _edges(found) > 3 * _edges(middle)
    told = made(data, "w=300,h=300,fit=cover,g=auto", subject=Subject(focus=(0.1, 0.5)))
    assert _edges(told) < 1


def test_quality_is_heard_and_looks_alike_in_every_format() -> None:
    data = photograph("coffee.png")
    plain = made(data, "w=400")
    for kind in (Format.WEBP, Format.AVIF, Format.JPEG):
        low, usual, high = (rendered(data, f"w=400{q}", kind).body for q in (",q=30", "", ",q=95"))
        assert len(low) < len(usual) < len(high)
        assert rendered(data, "w=400,q=80", kind).body == usual
        assert likeness(plain, p.opened(low)) < likeness(plain, p.opened(usual)) < likeness(plain, p.opened(high))


@pytest.mark.parametrize("kind", [Format.WEBP, Format.AVIF, Format.JPEG])
def test_automatic_quality_is_just_good_enough(kind: Format) -> None:
    for name in ("astronaut.png", "coffee.png", "rocket.jpg"):
        plain, found = made(photograph(name), "w=400"), made(photograph(name), "w=400,q=auto", kind)
        assert ENOUGH <= likeness(plain, found) < ENOUGH + 0.015


def test_likeness_is_the_structural_similarity() -> None:
    import numpy as np
    from skimage.metrics import structural_similarity

    plain = made(photograph("coffee.png"), "w=400")
    for quality in (20, 50, 90):
        other = p.opened(p.saved(plain.convert("RGB"), "JPEG", quality=quality))
        meant = structural_similarity(np.asarray(plain.convert("L")), np.asarray(other.convert("L")), data_range=255)
        assert likeness(plain, other) == pytest.approx(meant, abs=0.02)
    assert likeness(plain, plain) == pytest.approx(1)


def test_more_effort_makes_fewer_bytes_of_the_same_pixels() -> None:
    data = camera_jpeg(2)
    for kind in (Format.WEBP, Format.AVIF):
        best = rendered(data, "w=512", kind, effort=Effort.BEST).body
        assert len(best) < len(rendered(data, "w=512", kind).body)
        assert rendered(data, "w=512,compression=best", kind).body == best


def test_a_baseline_jpeg_comes_in_one_scan() -> None:
    def count(segment: str) -> int:
        return rendered(photograph("rocket.jpg"), segment, Format.JPEG).body.count(b"\xff\xda")

    assert count("w=200,f=baseline-jpeg") == 1 < count("w=200")


@pytest.mark.parametrize("kind", [Format.JPEG, Format.WEBP, Format.AVIF, Format.PNG])
def test_metadata_is_kept_as_asked_and_never_the_place(kind: Format) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B], exif[0x8298] = 6, "Maker", "Alice", "(c) 2026 Alice"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.5)})
    data = p.saved(p.corners(), "JPEG", exif=exif.tobytes())
    none, some, whole = (made(data, f"w=50{meta}", kind).getexif() for meta in ("", ",meta=copyright", ",meta=keep"))
    assert dict(none) == {}
    assert dict(some) == {0x013B: "Alice", 0x8298: "(c) 2026 Alice"}
    assert (whole[0x010F], whole[0x8298], whole.get(0x0112, 1)) == ("Maker", "(c) 2026 Alice", 1)
    assert not whole.get_ifd(0x8825)


def test_presets_and_options_are_filled_together() -> None:
    orders = [job_of(name, Format.WEBP) for name in ("w512", "w=512", "w=200,rotate=90", "thumb", "w=300,gray=1")]
    results = {result.order: result for result in render(phone_jpeg(), orders)}
    assert set(results) == set(orders)
    assert results[orders[0]].body is results[orders[1]].body
    assert (results[orders[2]].width, results[orders[2]].height) == (200, 267)


def test_what_is_neither_a_preset_nor_options_is_an_error() -> None:
    with pytest.raises(ValueError, match="no option"):
        rendered(corners(), "w511")


@pytest.mark.parametrize("size", [(1_800, 1_201), (2_000, 1_500), (1_001, 777)])
def test_a_resize_in_bands_is_the_same_as_in_one(size: tuple[int, int]) -> None:
    picture = p.opened(camera_jpeg(2)).resize((2_048, 1_536))
    for is_photograph in (False, True):
        whole = reduced(picture, size, WHOLE, manner=ResizeMode(is_photograph))
        bands = bands_of(picture, size, manner=ResizeMode(is_photograph))
        assert len(bands) > 1
        parts = joined(*(band() for band in bands))
        assert p.mean_difference(parts, whole) < 0.1
        assert max(high for _, high in ImageChops.difference(parts, whole).getextrema()) <= 6  # type: ignore[misc]


@pytest.mark.parametrize("kind", Format)
def test_a_grey_picture_keeps_its_transparency_or_lies_on_white(kind: Format) -> None:
    picture = Image.new("RGBA", (40, 10), (200, 30, 30, 0))
    picture.paste((200, 30, 30, 255), (20, 0, 40, 10))
    seen = made(p.saved(picture, "PNG"), "gray=1", kind).convert("RGBA")
    clear, grey = seen.getpixel((5, 5)), seen.getpixel((30, 5))
    assert clear[3] == 0 if kind is not Format.JPEG else p.near(clear, (255, 255, 255, 255), by=3)  # type: ignore
    assert p.near(grey, (81, 81, 81, 255), by=4)  # type: ignore[arg-type]
