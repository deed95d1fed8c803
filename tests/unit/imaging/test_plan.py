from hypothesis import given
from hypothesis import strategies as st

from pixelflare.imaging.geometry.geometry import Geometry, recipe_of
from pixelflare.imaging.geometry.plan import CASCADE_RATIO, plan_for
from pixelflare.imaging.geometry.turns import WHOLE
from pixelflare.imaging.jobs import NOBODY_LOOKED, RenderJob, job_of
from schema.addresses.formats import Format
from schema.addresses.options import options_of
from schema.addresses.presets import PRESETS, Fit
from schema.limits import MAX_SIDE_PIXELS

sides = st.one_of(st.integers(1, 3_000), st.integers(1, MAX_SIDE_PIXELS))
sizes = st.tuples(sides, sides)
names = st.sampled_from(sorted(PRESETS))
orders = st.lists(st.builds(job_of, names, st.sampled_from(Format)), min_size=1, max_size=12)
LADDER = [job_of(name, Format.WEBP) for name in PRESETS]


def geometry_of(variant: str, size: tuple[int, int]) -> Geometry:
    return recipe_of(options_of(variant), size, subject=NOBODY_LOOKED).geometry


@given(size=sizes, name=names)
def test_no_preset_enlarges(size: tuple[int, int], name: str) -> None:
    made = geometry_of(name, size).size
    assert 1 <= made[0] <= min(size[0], PRESETS[name].width)
    assert 1 <= made[1] <= size[1]


@given(size=sizes, name=st.sampled_from([name for name, preset in PRESETS.items() if preset.fit is Fit.SCALE_DOWN]))
def test_scaling_down_keeps_the_whole_picture_and_its_ratio(size: tuple[int, int], name: str) -> None:
    geometry = geometry_of(name, size)
    assert geometry.box == WHOLE
    assert abs(geometry.size[1] - max(1, size[1] * geometry.size[0] / size[0])) <= 0.5 + 1e-9


@given(size=sizes, name=st.sampled_from([name for name, preset in PRESETS.items() if preset.fit is Fit.COVER]))
def test_covering_keeps_the_presets_ratio_around_the_centre(size: tuple[int, int], name: str) -> None:
    preset, (made, box) = PRESETS[name], geometry_of(name, size)
    assert preset.height is not None
    assert abs(made[1] - max(1, made[0] * preset.height / preset.width)) <= 1
    assert abs(box[0] + box[2] - 1) < 1e-9
    assert abs(box[1] + box[3] - 1) < 1e-9
    assert made == (preset.width, preset.height) or made[0] == size[0] or made[1] == size[1]


@given(size=sizes, name=names)
def test_pixels_stay_square(size: tuple[int, int], name: str) -> None:
    made, (left, top, right, bottom) = geometry_of(name, size)
    across, down = made[0] / ((right - left) * size[0]), made[1] / ((bottom - top) * size[1])
    rounding = 0.51 * max(1 / made[0], 1 / made[1])
    assert abs(across / down - 1) <= rounding / (1 - rounding) or min(made) == 1


@given(size=sizes, wanted=orders)
def test_every_order_is_filled_once_and_equal_results_share_a_piece(
    size: tuple[int, int], wanted: list[RenderJob]
) -> None:
    plan = plan_for(size, wanted)
    assert sorted(order for piece in plan.pieces for order in piece.orders) == sorted(wanted)
    assert len({piece.geometry for piece in plan.pieces}) == len(plan.pieces)


@given(size=sizes, wanted=orders)
def test_a_piece_is_only_made_from_pixels_that_are_there(size: tuple[int, int], wanted: list[RenderJob]) -> None:
    plan = plan_for(size, wanted)
    for index, (geometry, source, _, _) in enumerate(plan.pieces):
        assert source is None or source < index
        origin = plan.base if source is None else plan.pieces[source].geometry.size
        factor = 1.0 if source is None else CASCADE_RATIO
        left, top, right, bottom = geometry.box
        assert origin[0] + 1 >= factor * geometry.size[0] / (right - left)
        assert origin[1] + 1 >= factor * geometry.size[1] / (bottom - top)
        assert source is None or plan.pieces[source].geometry.box == WHOLE


@given(size=sizes, wanted=orders)
def test_the_decoder_hands_over_at_least_the_base_and_at_most_the_picture(
    size: tuple[int, int], wanted: list[RenderJob]
) -> None:
    plan = plan_for(size, wanted)
    assert plan.base[0] <= plan.decode[0] <= size[0]
    assert plan.base[1] <= plan.decode[1] <= size[1]


def test_the_ladder_of_a_large_picture_is_a_cascade() -> None:
    plan = plan_for((4032, 3024), LADDER)
    assert plan.base == plan.decode == (2048, 1536)
    sources = {piece.orders[0].name: piece.source for piece in plan.pieces}
    made_from = {name: None if at is None else plan.pieces[at].orders[0].name for name, at in sources.items()}
    assert made_from == {
        "w2048": None,
        "w1536": None,
        "og-image": "w1536",
        "w1024": "w1536",
        "w512": "w1024",
        "w256": "w512",
        "thumb": "w512",
        "w128": "w256",
    }


def test_what_a_small_picture_makes_of_several_presets_is_one_piece() -> None:
    plan = plan_for((640, 480), LADDER)
    assert [order.name for order in plan.pieces[0].orders] == ["w1024", "w1536", "w2048"]


def test_a_single_result_is_decoded_larger_than_it_is_made() -> None:
    assert plan_for((4032, 3024), [job_of("w512", Format.WEBP), job_of("w512", Format.AVIF)]).decode == (742, 557)
