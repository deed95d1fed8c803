"""What is said to be done is what is done: sizes and frames against the engine's own results, over many options."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelflare.imaging import job_of, render
from pixelflare.imaging.decode.decode import open_picture, shrink_on_load
from pixelflare.imaging.description import Source, describe
from pixelflare.imaging.geometry.plan import plan_for
from schema.addresses.formats import Format
from schema.addresses.options import Options, parse_segment
from schema.addresses.presets import PRESETS

SIZE = (90, 60)


def picture(kind: str = "JPEG", frames: int = 1) -> bytes:
    body = io.BytesIO()
    each = [Image.linear_gradient("L").resize(SIZE).convert("RGB").rotate(90 * turn) for turn in range(frames)]
    extra = {"save_all": True, "append_images": each[1:], "duration": 50} if frames > 1 else {}
    each[0].save(body, kind, **extra)
    return body.getvalue()


sides = st.one_of(st.none(), st.integers(1, 150))
options = st.fixed_dictionaries(
    {
        "w": sides,
        "h": sides,
        "fit": st.sampled_from(["scale-down", "contain", "cover", "crop", "pad", "squeeze"]),
        "enlarge": st.sampled_from(["0", "1"]),
        "g": st.sampled_from(["center", "top-left", "0.3x0.7"]),
        "rotate": st.sampled_from(["0", "90", "180", "270"]),
        "flip": st.sampled_from(["h", "v", "hv"]),
        "pad": st.integers(0, 9),
        "border": st.sampled_from(["0", "3-ff0000"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(options)
def test_result_has_the_size_that_is_described(asked: dict[str, object]) -> None:
    segment = parse_segment(",".join(f"{name}={value}" for name, value in asked.items() if value is not None)).segment
    described = describe(Source(SIZE, "image/jpeg"), segment or "w128", Format.JPEG)
    (made,) = render(picture(), [job_of(segment or "w128", Format.JPEG)])

    assert described.size == (made.width, made.height)
    assert described.steps[-1].size == described.size


@pytest.mark.parametrize("variant", [*PRESETS, "w=50", "w=50,frame=1"])
@pytest.mark.parametrize("format_", list(Format))
def test_frames_are_those_of_the_result(variant: str, format_: Format) -> None:
    described = describe(Source(SIZE, "image/gif", frames=3), variant, format_)
    (made,) = render(picture("GIF", frames=3), [job_of(variant, format_)])
    assert (described.frames, described.size) == (made.frames, (made.width, made.height))


@pytest.mark.parametrize(("asked", "scale"), [("w=100", 8), ("w=270", 4), ("w=500", 2), ("w=900", 1)])
def test_jpegs_are_said_to_be_decoded_at_the_scale_that_the_decoder_takes(asked: str, scale: int) -> None:
    size = (1601, 1199)
    body = io.BytesIO()
    Image.new("RGB", size).save(body, "JPEG")
    decoded = open_picture(body.getvalue(), "image/jpeg")
    shrink_on_load(decoded, *plan_for(size, [job_of(asked, Format.WEBP)]).decode)

    step = describe(Source(size, "image/jpeg"), asked, Format.WEBP).steps[0]
    assert (step.parameters, step.size) == ({"scale": scale}, decoded.size)


@pytest.mark.parametrize(("asked", "content_type"), [("w=100,trim=5", "image/jpeg"), ("w=100", "image/png")])
def test_what_no_decoder_can_shrink_is_said_to_be_decoded_whole(asked: str, content_type: str) -> None:
    step = describe(Source((1600, 1200), content_type), asked, Format.WEBP).steps[0]
    assert (step.parameters, step.size) == ({"scale": 1}, (1600, 1200))


def test_a_step_that_has_nothing_to_do_is_not_named() -> None:
    described = describe(Source(SIZE, "image/png"), Options(f=parse_segment("f=webp").f).segment, Format.WEBP)
    assert [step.name for step in described.steps] == ["decode", "upright", "encode"]


def test_encoders_settings_are_the_ones_that_are_used() -> None:
    def encode(segment: str, format_: Format) -> dict[str, object]:
        return describe(Source(SIZE, "image/png"), segment, format_).steps[-1].parameters

    assert encode("w=50", Format.WEBP)["quality"] == 80
    assert encode("w=50,q=33", Format.JPEG)["quality"] == 33
    assert encode("w=50,q=auto", Format.AVIF)["quality"] == "auto"
    assert encode("w=50,f=baseline-jpeg", Format.JPEG)["progressive"] is False
    assert encode("w=50", Format.GIF) == {}


@pytest.mark.parametrize(("orientation", "decoded"), [(1, (400, 300)), (3, (400, 300)), (6, (300, 400))])
def test_turn_by_exif_is_described(orientation: int, decoded: tuple[int, int]) -> None:
    steps = describe(Source((400, 300), "image/png", orientation=orientation), "w=100", Format.WEBP).steps

    assert [(step.name, step.size) for step in steps[:2]] == [("decode", decoded), ("upright", (400, 300))]
    assert steps[1].parameters == ({} if orientation == 1 else {"orientation": orientation})
