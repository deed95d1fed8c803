"""What an installation's receipt says of its bill: list prices, less what is free in every account."""

from decimal import Decimal

import pytest

from pixelflare.costs import bill_of, lines_of
from schema.costs import GB, PARTS


@pytest.mark.parametrize(
    ("used", "dollars"),
    [
        ({}, "0"),
        ({"transfer": 1000 * GB}, "0"),
        ({"transfer": 1500 * GB}, "42.5"),
        ({"originals": 100 * GB}, "2.3"),
        ({"ai": 1_500_000}, "1.5"),
        ({"purges": 1_001}, "0.005"),
    ],
)
def test_free_units_are_taken_off_once(used: dict[str, int], dollars: str) -> None:
    assert bill_of(lines_of(used)) == Decimal(dollars)


def test_parts_of_one_price_share_what_is_free_of_it() -> None:
    """400,000 GB-seconds, which checks and everything else use up together."""
    half = {"compute": 200_000 * 1024 * 1000, "assumed_compute": 200_000 * 1024}
    assert bill_of(lines_of(half)) == 0
    more = half | {"assumed_compute": half["assumed_compute"] + 1024 * 10**6}
    assert bill_of(lines_of(more)) == Decimal("13.3334")


def test_bill_is_never_more_than_the_receipt() -> None:
    lines = lines_of(dict.fromkeys(PARTS, 10**12))
    assert bill_of(lines) <= sum(Decimal(line.amount) for line in lines)
