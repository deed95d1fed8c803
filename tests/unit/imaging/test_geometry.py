"""Which part of a picture is shown how large, for any options."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelflare.imaging.geometry.geometry import Recipe, recipe_of
from pixelflare.imaging.geometry.turns import WHOLE, displayed, stored, turn_of
from pixelflare.imaging.jobs import NOBODY_LOOKED, Subject
from schema.addresses.options import Options, canonical, parse_segment
from schema.addresses.presets import Fit

sides = st.integers(1, 4_000)
sizes = st.tuples(sides, sides)
fractions = st.floats(0, 1)
spans = st.tuples(st.floats(0, 0.6), st.floats(0.05, 0.4))
boxes = st.tuples(spans, spans).map(lambda two: (two[0][0], two[1][0], sum(two[0]), sum(two[1])))
subjects = st.builds(Subject, focus=st.tuples(fractions, fractions), faces=st.lists(boxes, max_size=3).map(tuple))
asked = st.builds(
    Options,
    w=st.one_of(st.none(), st.integers(1, 4_096)),
    h=st.one_of(st.none(), st.integers(1, 4_096)),
    fit=st.sampled_from(Fit),
    enlarge=st.booleans(),
    g=st.sampled_from(["center", "top-left", "auto", "face", "0.3x0.7"]),
    zoom=fractions,
    trim=st.sampled_from([None, 10]),
    rotate=st.sampled_from([0, 90, 180, 270]),
    flip=st.sampled_from(["", "h", "v", "hv"]),
    pad=st.integers(0, 500),
    border=st.one_of(st.just(""), st.integers(1, 500).map(lambda pixels: f"{pixels}-000000")),
).map(canonical)


def recipe(segment: str, size: tuple[int, int], subject: Subject = NOBODY_LOOKED) -> Recipe:
    return recipe_of(parse_segment(segment), size, subject=subject)


def seen(made: Recipe) -> tuple[int, int]:
    """The size of the result, as it is seen."""
    finish = made.finish
    return finish.canvas.size if finish.canvas else displayed(made.geometry.size, finish.turn)


@given(size=sizes, options=asked, subject=subjects, content=boxes)
def test_a_result_never_exceeds_the_asked_size(
    size: tuple[int, int], options: Options, subject: Subject, content: tuple[float, float, float, float]
) -> None:
    made = recipe_of(options, size, subject=subject, content=content)
    width, height = seen(made)
    assert width >= 1
    assert height >= 1
    assert width <= (options.w or width)
    assert height <= (options.h or height)
    if options.fit is Fit.PAD:
        assert (width, height) == (options.w, options.h)


@given(size=sizes, options=asked, subject=subjects)
def test_nothing_is_enlarged_unless_that_is_asked_for(
    size: tuple[int, int], options: Options, subject: Subject
) -> None:
    (made, box), _ = recipe_of(options, size, subject=subject)
    assert 0 <= box[0] < box[2] <= 1
    assert 0 <= box[1] < box[3] <= 1
    if not options.enlarge:
        assert made[0] <= size[0] * (box[2] - box[0]) + 1
        assert made[1] <= size[1] * (box[3] - box[1]) + 1


@given(turn=st.integers(1, 8), box=boxes)
def test_a_box_turned_there_and_back_is_the_same(turn: int, box: tuple[float, float, float, float]) -> None:
    back = {6: 8, 8: 6}.get(turn, turn)
    assert stored(stored(box, turn), back) == pytest.approx(box)
    assert stored(WHOLE, turn) == WHOLE


def test_turns_are_numbered_like_orientations() -> None:
    assert [turn_of(rotate, "") for rotate in (0, 90, 180, 270)] == [1, 6, 3, 8]
    assert [turn_of(0, flip) for flip in ("h", "v", "hv")] == [2, 4, 3]
    assert turn_of(90, "h") == 7 or turn_of(90, "h") == 5
    assert turn_of(180, "hv") == 1


@pytest.mark.parametrize(
    ("segment", "size", "made"),
    [
        ("w=300", (400, 200), (300, 150)),
        ("w=300", (200, 100), (200, 100)),
        ("w=300,fit=contain,enlarge=1", (200, 100), (300, 150)),
        ("w=300,h=300", (400, 200), (300, 150)),
        ("w=300,h=300,fit=contain,enlarge=1", (100, 200), (150, 300)),
        ("w=300,h=300,fit=cover", (400, 200), (200, 200)),
        ("w=300,h=300,fit=cover,enlarge=1", (400, 200), (300, 300)),
        ("w=100,h=300,fit=crop", (400, 200), (100, 200)),
        ("w=300,h=300,fit=pad", (400, 200), (300, 300)),
        ("w=300,h=100,fit=squeeze", (400, 200), (300, 100)),
        ("w=800,h=100,fit=squeeze", (400, 200), (400, 100)),
        ("w=800,h=100,fit=squeeze,enlarge=1", (400, 200), (800, 100)),
        ("rotate=90,w=100", (400, 200), (100, 200)),
        ("border=10-000000", (400, 200), (420, 220)),
        ("w=100,border=10-000000", (400, 200), (100, 60)),
        ("w=10,border=500-000000", (400, 200), (10, 9)),
        ("", (400, 200), (400, 200)),
    ],
)
def test_each_fit_makes_its_size(segment: str, size: tuple[int, int], made: tuple[int, int]) -> None:
    assert seen(recipe(segment, size)) == made


@pytest.mark.parametrize(
    ("gravity", "box"),
    [
        ("center", (0.25, 0, 0.75, 1)),
        ("left", (0, 0, 0.5, 1)),
        ("top-right", (0.5, 0, 1, 1)),
        ("0.4x0.9", (0.15, 0, 0.65, 1)),
        ("0.1x0.9", (0, 0, 0.5, 1)),
        ("auto", (0.45, 0, 0.95, 1)),
        ("face", (0.1, 0, 0.6, 1)),
    ],
)
def test_gravity_says_which_part_stays(gravity: str, box: tuple[float, float, float, float]) -> None:
    subject = Subject(focus=(0.7, 0.5), faces=((0.3, 0.4, 0.4, 0.6),))
    made = recipe(f"w=100,h=100,fit=cover,g={gravity}", (400, 200), subject)
    assert made.geometry.box == pytest.approx(box)


def test_gravity_is_meant_in_the_picture_as_it_is_turned() -> None:
    subject = Subject(focus=(0.7, 0.5))
    plain = recipe("w=100,h=100,fit=cover,g=auto", (400, 200), subject)
    turned = recipe("rotate=90,w=100,h=100,fit=cover,g=auto", (400, 200), subject)
    assert turned.geometry.box == pytest.approx(plain.geometry.box)
    left = recipe("flip=h,w=100,h=100,fit=cover,g=left", (400, 200))
    assert left.geometry.box == pytest.approx((0.5, 0, 1, 1))


@given(subject=subjects, zoom=fractions)
def test_closer_to_faces_all_of_them_stay_in_view(subject: Subject, zoom: float) -> None:
    made = recipe(f"w=100,h=100,fit=cover,enlarge=1,g=face,zoom={zoom:.2f}", (3_000, 3_000), subject)
    left, top, right, bottom = made.geometry.box
    for face in subject.faces:
        assert left <= face[0] + 1e-9
        assert face[2] <= right + 1e-9
        assert top <= face[1] + 1e-9
        assert face[3] <= bottom + 1e-9


def test_zoom_comes_closer_as_far_as_there_are_pixels() -> None:
    subject = Subject(faces=((0.45, 0.45, 0.5, 0.5),))
    widths = [
        recipe(f"w=100,h=100,fit=cover,g=face,zoom={zoom}", (400, 400), subject).geometry.box for zoom in (0, 0.5, 1)
    ]
    across = [right - left for left, _, right, _ in widths]
    assert across == pytest.approx([1.0, 0.625, 0.25])
