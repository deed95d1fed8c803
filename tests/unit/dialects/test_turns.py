"""Turns: the order in which a vendor mirrors and turns is kept, whatever ours is."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelflare.dialects.turns import Turn
from schema.addresses.options import parse_query

Point = tuple[float, float]
turns = st.builds(Turn, st.sampled_from([0, 90, 180, 270]), st.booleans())


def rotated(point: Point, degrees: int) -> Point:
    """Clockwise, y down, one quarter after the other."""
    for _ in range(degrees % 360 // 90):
        point = 1 - point[1], point[0]
    return point


def flipped(point: Point, axes: str) -> Point:
    return 1 - point[0] if "h" in axes else point[0], 1 - point[1] if "v" in axes else point[1]


@pytest.mark.parametrize(("axes", "degrees"), list(product(["", "h", "v", "hv"], [0, 90, 180, 270, -90, 450])))
def test_our_options_show_what_was_asked_for_in_either_order(axes: str, degrees: int) -> None:
    corner = (0.1, 0.3)
    for turn, wanted in (
        (Turn().flipped(axes).rotated(degrees), rotated(flipped(corner, axes), degrees)),
        (Turn().rotated(degrees).flipped(axes), flipped(rotated(corner, degrees), axes)),
    ):
        ours = parse_query(turn.options.items())
        assert flipped(rotated(corner, ours.rotate), ours.flip) == pytest.approx(wanted)
        assert turn.moved(*corner) == pytest.approx(wanted)


@given(first=turns, second=turns)
def test_one_turn_stands_for_two(first: Turn, second: Turn) -> None:
    assert first.then(second).moved(0.1, 0.3) == pytest.approx(second.moved(*first.moved(0.1, 0.3)))


def test_each_way_to_hold_a_picture_has_one_spelling() -> None:
    spellings = {
        tuple(Turn(degrees, mirrored).options.items()) for degrees, mirrored in product([0, 90, 180, 270], [0, 1])
    }
    assert len(spellings) == 8
