"""Distances of colours, and the cells that a search for one looks into."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelflare.search.colors import NEAR, are_near, cell_of, cells_near, lab_of, read_color

colors = st.integers(0, 0xFFFFFF).map(lambda number: f"{number:06x}")


@pytest.mark.parametrize(
    ("color", "lab"),
    {  # https://www.w3.org/TR/css-color-4/ gives #ff0000 as 54.29 80.80 69.89 (D50); these are D65
        "ffffff": (100.0, 0.0, 0.0),
        "000000": (0.0, 0.0, 0.0),
        "ff0000": (53.24, 80.09, 67.20),
        "#0000ff": (32.30, 79.19, -107.86),
    }.items(),
)
def test_color_has_its_place_in_lab(color: str, lab: tuple[float, ...]) -> None:
    assert lab_of(color) == pytest.approx(lab, abs=0.05)


@given(one=colors, other=colors)
def test_whatever_is_near_lies_in_a_cell_that_is_looked_into(one: str, other: str) -> None:
    """Also for colours that are made near by moving one towards the other."""
    between = f"{(int(one, 16) & 0xFEFEFE) // 2 + (int(other, 16) & 0xFEFEFE) // 2:06x}"
    for near in (one, other, between):
        assert cell_of(near) in set(cells_near(one)) or lab_of(one).distance(lab_of(near)) > NEAR
    assert len(list(cells_near(one))) <= 8


def test_shades_are_near_and_other_colors_are_not() -> None:
    assert are_near("ff8800", "f58a10")
    assert not are_near("ff8800", "0088ff")


@pytest.mark.parametrize(
    ("text", "color"),
    {"Orange": "ffa500", "#F80": "ff8800", "ff8800": "ff8800", "#ff880": None, "sea": None, "": None}.items(),
)
def test_color_is_read(text: str, color: str | None) -> None:
    assert read_color(text) == color
