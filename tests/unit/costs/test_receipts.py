"""Receipts add up exactly: lines to totals, images to albums and owners."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelflare.analytics import Tally
from pixelflare.costs import (
    CostRecord,
    Usage,
    added,
    amount_of,
    forecast_of,
    lines_of,
    month_of,
    total_of,
    used_by_record,
    used_by_views,
)
from schema.costs import PARTS
from schema.prices import PRICES

NOVEMBER = month_of("2026-11")
NOW = datetime(2026, 11, 16, tzinfo=UTC)

units = st.integers(0, 10**15)
usages = st.fixed_dictionaries(dict.fromkeys(PARTS, units))
moments = st.datetimes(datetime(2026, 9, 1), datetime(2027, 1, 31), timezones=st.just(UTC))
records = st.builds(
    CostRecord,
    image_id=st.just("img_1"),
    bytes=st.integers(0, 10**9),
    variant_bytes=st.integers(0, 10**9),
    since=moments,
    until=st.none() | moments,
    charges=st.frozensets(
        st.sampled_from(
            [
                "2026-11#purge#1#a",
                "2026-10#purge#1#b",
                "2026-11#ai#1000#labels",
                "2026-11#compute#900#of-900",
                "2026-11#vector#9#x",
            ]
        )
    ),
)
tallies = st.builds(Tally, st.lists(st.integers(0, 10**12), min_size=7, max_size=7))


def dollars(used: Usage) -> Fraction:
    """A fraction, because sums of these are exact without a limit of digits."""
    return Fraction(total_of(lines_of(used)))


@given(usages)
def test_a_receipt_is_the_sum_of_its_lines(used: Usage) -> None:
    lines = lines_of(used)
    assert [line.part for line in lines] == list(PARTS)
    assert Fraction(total_of(lines)) == sum(Fraction(line.amount) for line in lines)
    assert all(line.units == used[line.part] for line in lines)


@given(st.lists(usages, max_size=20))
def test_a_whole_costs_what_its_parts_cost(parts: list[Usage]) -> None:
    assert dollars(added(parts)) == sum(map(dollars, parts))


@given(st.lists(st.tuples(records, tallies), max_size=8), tallies)
def test_an_owner_costs_what_their_images_and_unplaced_views_cost(
    images: list[tuple[CostRecord, Tally]], unplaced: Tally
) -> None:
    """The owner's row of views is the sum of the images' rows and of what nobody could place."""
    whole = Tally()
    for tally in [*(tally for _, tally in images), unplaced]:
        whole.add(tally)
    owner = added([*(used_by_record(record, NOVEMBER, until=NOW) for record, _ in images), used_by_views(whole)])
    one_by_one = [
        added([used_by_record(record, NOVEMBER, until=NOW), used_by_views(tally)]) for record, tally in images
    ]

    assert dollars(owner) == sum(map(dollars, one_by_one)) + dollars(used_by_views(unplaced))


@pytest.mark.parametrize(
    ("part", "units", "amount"),
    [
        ("originals", 10**9, "0.023"),
        ("transfer", 1, "0.000000000085"),
        ("requests", 10_000, "0.01"),
        ("compute", 1024 * 1000, "0.0000133334"),
        ("assumed_compute", 1024, "0.0000133334"),
        ("purges", 3, "0.015"),
        ("made", 20_000, "0.005"),
        ("ai", 2_000, "0.002"),
    ],
)
def test_units_cost_what_the_table_of_prices_says(part: str, units: int, amount: str) -> None:
    assert amount_of(PARTS[part], units) == Decimal(amount)


def test_every_price_of_a_receipt_is_in_the_table() -> None:
    assert {part.price for part in PARTS.values()} - {None} <= PRICES.keys()


def test_what_is_stored_half_a_month_costs_half() -> None:
    stored = CostRecord(image_id="img_1", bytes=2_000, variant_bytes=550, since=datetime(2026, 11, 16, tzinfo=UTC))
    used = used_by_record(stored, NOVEMBER, until=NOVEMBER.end)
    assert (used["originals"], used["variants"]) == (1_000, 275)
    in_bin = stored.model_copy(update={"binned": stored.since})
    assert used_by_record(in_bin, NOVEMBER, until=NOVEMBER.end)["variants"] == 0
    before = used_by_record(stored, month_of("2026-10"), until=NOVEMBER.begin)
    assert (before["originals"], before.get("object_writes", 0)) == (0, 0)


def test_an_upload_counts_in_the_month_of_its_reservation_only() -> None:
    stored = CostRecord(image_id="img_1", bytes=2_000, since=datetime(2026, 11, 30, 23, tzinfo=UTC))
    december = month_of("2026-12")
    assert used_by_record(stored, NOVEMBER, until=NOVEMBER.end)["object_writes"] > 0
    assert "object_writes" not in used_by_record(stored, december, until=december.end)


def test_what_was_measured_of_an_upload_takes_the_place_of_what_is_assumed() -> None:
    measured = CostRecord(
        image_id="img_1", since=datetime(2026, 11, 3, tzinfo=UTC), charges=frozenset({"2026-11#compute#7000#of-7000"})
    )
    before = measured.model_copy(update={"charges": frozenset()})
    used, assumed = (used_by_record(each, NOVEMBER, until=NOW) for each in (measured, before))
    assert (used["compute"], assumed["compute"]) == (7000, 0)
    assert 0 < used["assumed_compute"] < assumed["assumed_compute"] / 10


def test_charges_count_in_their_month() -> None:
    charges = frozenset({"2026-11#purge#1#a", "2026-11#purge#1#b", "2026-10#purge#1#c", "2026-11#ai#1500#labels"})
    used = used_by_record(CostRecord(image_id="img_1", charges=charges), NOVEMBER, until=NOW)
    assert (used["purges"], used["ai"]) == (2, 1500)


def test_a_vector_is_stored_from_the_month_in_which_it_was_first_put() -> None:
    charges = frozenset({"2026-11#vector#131072#embedding-a", "2026-12#vector#131072#embedding-b"})
    record = CostRecord(image_id="img_1", since=datetime(2026, 10, 1, tzinfo=UTC), charges=charges)
    months = [month_of(name) for name in ("2026-10", "2026-11", "2026-12")]
    used = [used_by_record(record, month, until=month.end) for month in months]
    assert [(each["vectors"], each["vectors_put"]) for each in used] == [(0, 0), (4_200, 131_072), (4_200, 131_072)]


def test_a_forecast_keeps_what_is_stored_and_goes_on_with_the_rest() -> None:
    so_far = dict.fromkeys(PARTS, 100)
    at_the_end = so_far | {"originals": 300}
    forecast = forecast_of(so_far, at_the_end, NOVEMBER, now=NOW)
    expected = {line.part: line.units for line in forecast.lines}
    assert (expected["originals"], expected["variants"], expected["requests"], expected["purges"]) == (
        300,
        100,
        200,
        200,
    )
    assert forecast.total == total_of(forecast.lines)


def test_a_forecast_of_the_first_hours_takes_them_for_a_day() -> None:
    used = dict.fromkeys(PARTS, 100)
    forecast = forecast_of(used, used, NOVEMBER, now=NOVEMBER.begin + timedelta(minutes=1))
    assert {line.part: line.units for line in forecast.lines}["requests"] == 3_000


def test_a_forecast_holds_the_compute_of_a_busy_month() -> None:
    """Megabytes times milliseconds are large numbers, and the month's length multiplies them."""
    used = added([{"compute": 10**15}])
    forecast = forecast_of(used, used, NOVEMBER, now=NOVEMBER.begin + timedelta(days=15))
    assert {line.part: line.units for line in forecast.lines}["compute"] == 2 * 10**15
