"""Animations: what stays one, with which frames and which timing, in every format that moves."""

import io
import struct

import pytest
import pyvips
from PIL import Image, ImageChops

from pixelflare.imaging import Effort, Rendered, inspect, job_of, render
from pixelflare.imaging.animation.motion import moves, presets_move
from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS
from schema.limits import MAX_ANIMATED_LADDER_PIXELS, MAX_ANIMATED_PIXELS
from tests.photographs import hard_file, photograph
from tests.unit.imaging import pictures as p

MOVING = [Format.WEBP, Format.AVIF, Format.GIF]
SOURCES = ["iss634.gif", "iss634.webp", "apng/delay.png", "avif/star.avifs"]


def rendered(data: bytes, variant: str, format: Format, **options: object) -> Rendered:  # noqa: A002
    (one,) = render(data, [job_of(variant, format)], **options)  # type: ignore[arg-type]
    return one


def animated(frames: list[Image.Image], name: str = "WEBP", **options: object) -> bytes:
    exact = {"lossless": True} if name == "WEBP" else {}
    return p.saved(frames[0], name, save_all=True, append_images=frames[1:], **{"duration": 70, **exact, **options})


def dots(mode: str, ground: tuple[int, ...], *, frames: int = 5) -> list[Image.Image]:
    """A red dot that moves from left to right over a ground."""
    pictures = []
    for index in range(frames):
        picture = Image.new(mode, (60, 20), ground)
        picture.paste((255, 0, 0, 255)[: len(mode)], (4 + 10 * index, 5, 12 + 10 * index, 15))
        pictures.append(picture)
    return pictures


def milliseconds(picture: Image.Image) -> list[float]:
    times = []
    for frame in range(picture.n_frames):  # type: ignore[attr-defined]
        picture.seek(frame)
        picture.load()
        times.append(picture.info.get("duration") or 100)
    return times


def as_another_reader_sees_it(body: bytes) -> list[Image.Image]:
    """The frames of a GIF by libnsgif, which browsers on other systems use."""
    film = pyvips.Image.gifload_buffer(body, n=-1)
    film = film if film.hasalpha() else film.bandjoin(255)
    height = film.get("page-height")
    whole = Image.frombytes("RGBA", (film.width, film.height), film.write_to_memory())
    return [whole.crop((0, top, film.width, top + height)) for top in range(0, film.height, height)]


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("kind", MOVING)
@pytest.mark.parametrize("variant", ["w=64", "w128"])
def test_an_animation_stays_one_with_its_timing(name: str, kind: Format, variant: str) -> None:
    source = Image.open(io.BytesIO(hard_file(name)))
    result = rendered(hard_file(name), variant, kind)
    animation = Image.open(io.BytesIO(result.body))
    meant = milliseconds(source)[1 if source.info.get("default_image") else 0 :]
    assert result.frames == animation.n_frames == len(meant)  # type: ignore[attr-defined]
    assert animation.size == (result.width, result.height)
    assert milliseconds(animation) == pytest.approx(meant, abs=10 if kind is Format.GIF else 2)


@pytest.mark.parametrize("kind", MOVING)
def test_every_frame_of_an_animation_is_the_sources(kind: Format) -> None:
    source = Image.open(io.BytesIO(hard_file("iss634.gif")))
    animation = Image.open(io.BytesIO(rendered(hard_file("iss634.gif"), "w=245,q=95", kind).body))
    for frame in (0, 10, 41):
        source.seek(frame)
        animation.seek(frame)
        assert p.mean_difference(animation, source) < 4


def test_one_frame_can_be_asked_for() -> None:
    source = Image.open(io.BytesIO(hard_file("iss634.gif")))
    for asked, frame in ((0, 0), (20, 20), (499, 41)):
        source.seek(frame)
        result = rendered(hard_file("iss634.gif"), f"frame={asked}", Format.PNG)
        assert result.frames == 1
        assert p.mean_difference(p.opened(result.body), source) == 0


def test_formats_without_motion_and_pictures_for_previews_get_the_first_frame() -> None:
    assert rendered(hard_file("iss634.gif"), "w=64", Format.JPEG).frames == 1
    assert rendered(hard_file("iss634.gif"), "w128", Format.PNG).frames == 1
    assert rendered(hard_file("iss634.gif"), "w=64,frame=0", Format.GIF).frames == 1
    assert rendered(hard_file("multipage.tiff"), "w=5", Format.WEBP).frames == 1
    for kind in MOVING:
        assert rendered(hard_file("iss634.gif"), "og-image", kind).frames == 1


def test_an_animation_over_the_limit_becomes_a_still() -> None:
    frames = [Image.new("P", (1_000, 1_000), index) for index in range(1 + MAX_ANIMATED_PIXELS // 1_000_000)]
    data = p.saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)
    assert rendered(data, "w=1000", Format.WEBP).frames == 1
    assert rendered(data, "w=100", Format.WEBP).frames > 1
    assert {result.frames for result in render(data, [job_of(name, Format.WEBP) for name in PRESETS])} == {1}


def test_a_whole_ladder_moves_but_for_the_picture_for_previews_and_encodes_each_size_once() -> None:
    orders = [job_of(name, Format.WEBP) for name in PRESETS]
    results = {result.order.name: result for result in render(hard_file("iss634.gif"), orders)}
    assert {name: result.frames for name, result in results.items() if result.frames != 42} == {"og-image": 1}
    assert results["w2048"].body is results["w256"].body
    assert (results["w128"].width, results["thumb"].width) == (128, 200)


def test_presets_move_together_up_to_the_limit_of_what_is_made_ahead_and_not_beyond_it() -> None:
    most = max(frames for frames in range(2, 500) if presets_move((480, 270), frames))
    ladder = 480 * 270 + 256 * 144 + 128 * 72 + 200 * 200
    assert most * ladder <= MAX_ANIMATED_LADDER_PIXELS < (most + 1) * ladder
    assert moves(job_of("w128", Format.AVIF), (480, 270), most)
    assert not moves(job_of("w128", Format.AVIF), (480, 270), most + 1)
    assert moves(job_of("w=128", Format.AVIF), (480, 270), most + 1)
    assert not presets_move((2_000, 2_000), 11)  # one size alone is over what any result may have


def test_a_long_animation_keeps_its_length_in_hundredths_of_a_second() -> None:
    data = animated(dots("RGB", (0, 0, 255), frames=6) * 10, duration=33)
    shown = milliseconds(Image.open(io.BytesIO(rendered(data, "w=30", Format.GIF).body)))
    assert len(shown) == 60
    assert sum(shown) == pytest.approx(60 * 33, abs=10)
    assert set(shown) == {30, 40}


@pytest.mark.parametrize(("loops", "said"), [(0, 0), (1, None), (3, 2)])
def test_a_gif_is_played_as_often_as_its_source(loops: int, said: int | None) -> None:
    data = animated(dots("RGB", (0, 0, 255)), loop=loops)
    again = rendered(data, "w=30", Format.GIF).body
    assert Image.open(io.BytesIO(again)).info.get("loop") == said
    assert Image.open(io.BytesIO(rendered(again, "w=30", Format.WEBP).body)).info.get("loop") == loops


@pytest.mark.parametrize("loops", [0, 1, 2, 7])
@pytest.mark.parametrize("kind", MOVING)
@pytest.mark.parametrize("source", ["GIF", "PNG", "WEBP", "AVIF"])
def test_every_way_between_animations_keeps_how_often_they_are_played(source: str, kind: Format, loops: int) -> None:
    said = {} if source == "GIF" and loops == 1 else {"loop": loops - 1 if source == "GIF" and loops else loops}
    data = animated(dots("RGB", (0, 0, 255)), "WEBP", loop=loops) if source == "AVIF" else None
    data = rendered(data, "w=50", Format.AVIF).body if data else animated(dots("RGB", (0, 0, 255)), source, **said)
    body = rendered(data, "w=30", kind).body
    if kind is Format.AVIF:  # as libavif reads it (src/read.c): the track's duration over the edit's
        track, edit = duration_in(body, b"tkhd", 28), duration_in(body, b"elst", 8)
        assert (0 if track == 2**64 - 1 else track / edit) == loops
        assert body[body.index(b"elst") + 7] == (0 if loops == 1 else 1)
    else:
        told = Image.open(io.BytesIO(body)).info.get("loop")
        assert (1 if told is None else told + (kind is Format.GIF and told > 0)) == loops


def duration_in(body: bytes, kind: bytes, at: int) -> int:
    """The 64-bit duration, so many bytes behind the box's name; Pillow writes version 1."""
    start = body.index(kind) + 4
    assert body[start] == 1
    (value,) = struct.unpack_from(">Q", body, start + at)
    return int(value)


@pytest.mark.parametrize("kind", MOVING)
def test_times_and_repetitions_that_no_format_can_say_are_brought_to_what_it_can(kind: Format) -> None:
    data = animated(dots("RGB", (0, 0, 255)), "PNG", duration=60_000_000, loop=16_056_320)
    again = Image.open(io.BytesIO(rendered(data, "w=30", kind).body))
    assert again.n_frames == 5  # type: ignore[attr-defined]
    assert again.info.get("loop", 0) == 0
    assert max(milliseconds(again)) <= 655_350


@pytest.mark.parametrize("ground", [(0, 0, 0, 0), (0, 90, 0, 255)], ids=["see-through", "green"])
def test_what_a_frame_leaves_is_cleared_before_the_next_one(ground: tuple[int, ...]) -> None:
    frames = dots("RGBA", ground)
    body = rendered(animated(frames), "w=60", Format.GIF).body
    seen = as_another_reader_sees_it(body)
    assert len(seen) == len(frames)
    for frame, (meant, found) in enumerate(zip(frames, seen, strict=True)):
        assert p.mean_difference(_on(meant, "white"), _on(found, "white")) < 1, frame
        assert p.mean_difference(_on(meant, "black"), _on(found, "black")) < 1, frame


def test_dots_that_come_to_stay_are_only_drawn_once() -> None:
    frames = [Image.new("RGBA", (60, 20))]
    for dot in dots("RGBA", (0, 0, 0, 0)):
        frames.append(Image.alpha_composite(frames[-1], dot))
    body = rendered(animated(frames), "w=60", Format.GIF).body
    for meant, found in zip(frames, as_another_reader_sees_it(body), strict=True):
        assert p.mean_difference(_on(meant, "white"), _on(found, "white")) < 1
    assert len(body) < len(rendered(animated(dots("RGBA", (0, 0, 0, 0))), "w=60", Format.GIF).body)


@pytest.mark.parametrize("at", range(20, 23))
def test_a_frame_of_other_colours_than_all_others_keeps_them_in_a_gif(at: int) -> None:
    for size in ((40, 30), (300, 200)):  # few colours, and more than a palette has
        shades = Image.linear_gradient("L").resize(size) if size[0] > 40 else Image.new("L", size, 90)
        frames = [ImageChops.offset(shades, index).convert("RGB") for index in range(40)]
        for index, frame in enumerate(frames):
            frame.putpixel((0, 0), (index, index, index))
        frames[at] = Image.new("RGB", size, (255, 0, 0))
        made = as_another_reader_sees_it(rendered(animated(frames), f"w={size[0]}", Format.GIF).body)
        assert p.mean_difference(made[at], frames[at]) < 4


def test_few_colours_are_exact_in_a_gif_however_small_their_marks_are() -> None:
    frames = [Image.new("RGB", (800, 400), "white") for _ in range(16)]
    for index, frame in enumerate(frames):
        frame.paste((0, 0, 0), (20 * index, 0, 20 * index + 100, 200))
        frame.paste((255, 0, 0), (403, 301, 405, 303))
    for frame, made in zip(
        frames, as_another_reader_sees_it(rendered(animated(frames), "w=800", Format.GIF).body), strict=True
    ):
        assert p.mean_difference(made, frame) == 0


def test_equal_frames_stay_frames() -> None:
    still = dots("RGB", (0, 0, 255))[0]
    body = rendered(p.saved(still, "PNG", save_all=True, append_images=[still, still]), "w=60", Format.GIF).body
    assert len(as_another_reader_sees_it(body)) == Image.open(io.BytesIO(body)).n_frames  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", MOVING)
def test_what_stands_in_for_an_animated_png_is_its_still_and_no_frame(kind: Format) -> None:
    green, *frames = Image.new("RGBA", (60, 20), (0, 255, 0, 255)), *dots("RGBA", (0, 0, 0, 0), frames=3)
    data = p.saved(green, "PNG", save_all=True, default_image=True, append_images=frames, duration=[50, 70, 90])
    result = rendered(data, "w=60,q=95", kind)
    animation = Image.open(io.BytesIO(result.body))
    assert (inspect(data, extension="png").frames, result.frames, animation.n_frames) == (3, 3, 3)  # type: ignore[attr-defined]
    assert milliseconds(animation) == [50, 70, 90]
    animation.seek(0)
    assert p.mean_difference(_on(animation, "white"), _on(frames[0], "white")) < 10
    assert p.mean_difference(p.opened(rendered(data, "w=60", Format.PNG).body), green) == 0


def test_a_picture_that_stands_in_for_a_single_frame_is_a_still() -> None:
    data = p.saved(
        Image.new("RGB", (9, 9), "lime"),
        "PNG",
        save_all=True,
        default_image=True,
        append_images=[Image.new("RGB", (9, 9))],
    )
    assert inspect(data, extension="png").frames == rendered(data, "w=9", Format.WEBP).frames == 1


def _on(picture: Image.Image, color: str) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", picture.size, color), picture.convert("RGBA")).convert("RGB")


@pytest.mark.parametrize("effort", Effort)
def test_a_still_becomes_a_gif_that_looks_like_it(effort: Effort) -> None:
    data = photograph("astronaut.png")
    made = p.opened(rendered(data, "w=300", Format.GIF, effort=effort).body)
    meant = p.opened(rendered(data, "w=300", Format.PNG).body)
    assert (made.format, made.size, getattr(made, "n_frames", 1)) == ("GIF", (300, 300), 1)
    assert p.mean_difference(made, meant) < 8


def test_shades_are_scattered_in_a_gif_instead_of_cut_into_bands() -> None:
    across = Image.linear_gradient("L").resize((400, 400))
    shades = Image.merge("RGB", (across, across.rotate(90), Image.new("L", across.size, 120)))
    made = p.opened(rendered(p.saved(shades, "PNG"), "w=400", Format.GIF).body)
    assert p.mean_difference(made.convert("RGB").reduce(4), shades.reduce(4)) < 1  # in bands it is over 2


def test_a_drawing_of_few_colours_is_exact_as_a_gif() -> None:
    art = Image.effect_mandelbrot((120, 80), (-2, -1.2, 1, 1.2), 60).point([value // 16 * 16 for value in range(256)])
    colours = art.convert("P").convert("RGB")
    colours.paste((200, 30, 90), (10, 10, 40, 30))
    for mode in ("RGB", "L"):
        data = p.saved(colours.convert(mode), "PNG")
        assert p.mean_difference(p.opened(rendered(data, "w=120", Format.GIF).body), colours.convert(mode)) == 0


def test_flat_art_is_not_dithered() -> None:
    art = p.corners(400, 300)
    data = p.saved(art.resize((401, 299), Image.Resampling.BICUBIC), "PNG")
    made = p.opened(rendered(data, "w=200", Format.GIF).body).convert("RGB")
    assert len(made.crop((5, 5, 90, 65)).getcolors() or ()) == 1


def test_what_is_more_transparent_than_not_lets_the_background_through() -> None:
    picture = Image.new("RGBA", (40, 10), (0, 0, 0, 255))
    for index, alpha in enumerate((0, 100, 150, 255)):
        picture.paste((250, 120, 10, alpha), (10 * index, 0, 10 * index + 10, 10))
    made = p.opened(rendered(p.saved(picture, "PNG"), "w=40", Format.GIF).body).convert("RGBA")
    assert [made.getpixel((x, 5))[3] for x in (5, 15, 25, 35)] == [0, 0, 255, 255]  # type: ignore[index]
    assert made.getpixel((25, 5)) == (250, 120, 10, 255)


def test_an_opaque_picture_has_no_pixel_of_the_transparent_index() -> None:
    black_among_many = photograph("astronaut.png")
    made = p.opened(rendered(black_among_many, "w=256", Format.GIF).body)
    assert (made.mode, "transparency" in made.info) == ("P", False)
    assert made.histogram()[255] == 0


@pytest.mark.parametrize("kind", MOVING)
@pytest.mark.parametrize("source", ["GIF", "WEBP", "PNG", "AVIF"])
def test_an_animation_is_trimmed_to_what_any_of_its_frames_shows(source: str, kind: Format) -> None:
    exact = {"quality": 100} if source == "AVIF" else {}
    data = animated(dots("RGB", (0, 0, 255)), source, **exact)  # a dot from 4 to 52 across, 5 to 15 down
    made = rendered(data, "trim=60", kind)
    bled = 2 if source == "AVIF" else 0  # its colours have half the resolution
    assert 48 <= made.width <= 48 + bled
    assert 10 <= made.height <= 10 + bled
    assert made.frames == 5
