"""Tables of the page of costs."""

from collections.abc import Iterable, Mapping

from operations.prices import Line
from schema.prices import Price


def table(lines: Iterable[Line]) -> str:
    """One row for each line, with and without the free allotments."""
    rows = (
        f"| {each.what} | {count(each.units)} × {each.price.unit} | {dollars(each.bill)} | {dollars(each.list_price)} |"
        for each in lines
    )
    return "\n".join(("| what | units a month | bill | without free allotments |", "| --- | --- | --- | --- |", *rows))


def price_table(prices: Mapping[str, Price]) -> str:
    """What a unit of everything costs; an asterisk says that nobody has looked it up."""
    rows = (
        f"| {each.unit}{'' if each.checked else ' *'} | ${_price(float(each.dollars))} for {count(each.per)} "
        f"| {count(each.free) if each.free else ''} |"
        for each in prices.values()
    )
    return "\n".join(("| unit | price | free each month |", "| --- | --- | --- |", *rows))


def count(units: float) -> str:
    return f"{units:,.0f}" if units >= 1000 else f"{units:g}"


def dollars(amount: float) -> str:
    return f"${amount:,.0f}" if amount >= 100 else f"${amount:.2f}"


def _price(amount: float) -> str:
    """At least two decimals, and more if the price has them."""
    return f"{amount:.2f}" if round(amount, 2) == amount else f"{amount:.10f}".rstrip("0")
