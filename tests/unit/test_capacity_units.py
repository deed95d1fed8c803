"""The arithmetic behind benchmarks/results/capacity.md, against examples that can be done by hand."""

import pytest

from benchmarks.units import index_units, item_size, put_units, read_units, write_units

KEYS = ("g1pk", "g1sk")


def an_item(size: int, **more: dict[str, str]) -> dict[str, dict[str, str]]:
    """An item of exactly this many bytes, beside what is added."""
    return {"a": {"S": "x" * (size - 1)}, **more}


def test_size_counts_names_and_values_in_bytes() -> None:
    assert item_size({"pk": {"S": "abc"}, "ü": {"S": "€"}}) == 2 + 3 + 2 + 3


@pytest.mark.parametrize(("number", "size"), [("0", 1), ("7", 2), ("12345", 4), ("-12345", 5), ("1000000", 2)])
def test_number_takes_a_byte_for_two_digits_and_one_more(number: str, size: int) -> None:
    assert item_size({"n": {"N": number}}) == 1 + size


def test_lists_and_maps_have_three_bytes_and_one_for_each_element() -> None:
    assert item_size({"l": {"L": [{"BOOL": True}, {"S": "ab"}]}}) == 1 + 3 + (1 + 1) + (1 + 2)
    assert item_size({"m": {"M": {"k": {"NULL": True}}}}) == 1 + 3 + (1 + 1 + 1)


def test_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match="no attribute type"):
        item_size({"a": {"X": "?"}})


@pytest.mark.parametrize(("size", "units"), [(0, 1), (4096, 1), (4097, 2), (40_000, 10)])
def test_consistent_read_costs_a_unit_for_four_kilobytes(size: int, units: int) -> None:
    assert read_units(size, consistent=True) == units
    assert read_units(size, consistent=False) == units / 2


@pytest.mark.parametrize(("size", "units"), [(0, 1), (1024, 1), (1025, 2)])
def test_write_costs_a_unit_a_kilobyte(size: int, units: int) -> None:
    assert write_units(size) == units


def test_write_costs_by_the_larger_of_before_and_after() -> None:
    assert put_units(an_item(3000), an_item(10)) == 3
    assert put_units(None, an_item(1500)) == 2
    assert put_units(an_item(1500), None) == 2


def test_index_costs_nothing_for_what_is_not_in_it_or_stays_the_same() -> None:
    listed = an_item(100, g1pk={"S": "p"}, g1sk={"S": "s"})
    assert index_units(None, an_item(100), keys=KEYS) == 0
    assert index_units(listed, listed, keys=KEYS) == 0


def test_index_entry_that_moves_is_removed_and_added() -> None:
    here = an_item(1500, g1pk={"S": "p"}, g1sk={"S": "s"})
    there = an_item(1500, g1pk={"S": "p"}, g1sk={"S": "t"})
    assert index_units(None, here, keys=KEYS) == 2
    assert index_units(here, None, keys=KEYS) == 2
    assert index_units(here, there, keys=KEYS) == 4
    assert index_units(here, an_item(2000, g1pk={"S": "p"}, g1sk={"S": "s"}), keys=KEYS) == 2
