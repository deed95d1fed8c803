"""docs/addresses.md has a row for each option, with its long names."""

import re
from pathlib import Path

from pixelflare.addresses.signatures import OPEN_QUALITIES
from schema.addresses.option_values import ALIASES, AUTO_QUALITY, MAX_ASKED_PIXELS, MAX_EDGE_PIXELS, PARSERS

PAGE = (Path(__file__).parents[2] / "docs/addresses.md").read_text()
ROWS = dict(re.findall(r"^\| `(\w+)` \|(.*?)\| .* \| .* \|$", PAGE, re.MULTILINE))


def test_every_option_has_its_row_and_there_are_no_others() -> None:
    assert ROWS.keys() == PARSERS.keys()


def test_rows_name_the_long_names() -> None:
    assert {name: set(re.findall(r"`(\w+)`", row)) for name, row in ROWS.items()} == {
        option: {long for long, short in ALIASES.items() if short == option} for option in PARSERS
    }


def test_ranges_and_qualities_are_the_present_ones() -> None:
    assert f"| 1 to {MAX_ASKED_PIXELS} pixels |" in PAGE
    assert f"| 0 to {MAX_EDGE_PIXELS} pixels of `bg`" in PAGE
    *first, last = sorted(OPEN_QUALITIES - {AUTO_QUALITY})
    assert f"`auto` or one of the qualities {', '.join(map(str, first))} and {last}" in PAGE.replace("\n", " ")
