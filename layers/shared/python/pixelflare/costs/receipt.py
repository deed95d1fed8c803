"""From units to dollars. Every amount is exact, so a receipt's lines add up, and so do the receipts of its parts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Context, Decimal, localcontext

from pixelflare.costs.usage import Month, Usage
from schema.costs import PARTS, CostForecast, CostGroup, CostLine, CostPart
from schema.prices import MILLION, PRICES

_EXACT = Context(prec=60)
"""Digits enough for a fraction of a trillionth of a dollar, and for all the dollars that there are."""
_MILLISECOND = timedelta(milliseconds=1)
"""Units are counted in whole numbers: a length of time times a month's compute is more than `timedelta` holds."""
_SHORTEST_LOOK = timedelta(days=1)
"""What a forecast takes a month's beginning for at least: an hour of much work is no month of it."""


def amount_of(part: CostPart, units: int) -> Decimal:
    """Dollars. Prices are decimals, and all divisors are powers of ten and two, so nothing is rounded."""
    with localcontext(_EXACT):
        if part.price is None:
            return Decimal(units) / MILLION
        price = PRICES[part.price]
        return units * price.dollars / (price.per * part.base)


def lines_of(used: Mapping[str, int]) -> list[CostLine]:
    """One for each part, also for those that cost nothing."""
    return [
        CostLine(
            part=name,
            group=part.group,
            what=part.what,
            units=used.get(name, 0),
            unit=part.unit,
            amount=_text(amount_of(part, used.get(name, 0))),
            is_estimate=part.is_estimate,
        )
        for name, part in PARTS.items()
    ]


def total_of(lines: list[CostLine]) -> str:
    with localcontext(_EXACT):
        return _text(sum((Decimal(line.amount) for line in lines), Decimal(0)))


def bill_of(lines: list[CostLine]) -> Decimal:
    """Dollars of a month's receipt of the installation, less what is free in every account each month.

    That is what the bill says, if nothing else in the account uses the free allotments.
    """
    used: dict[str, Decimal] = {}
    with localcontext(_EXACT):
        paid = Decimal(0)
        for line in lines:
            part = PARTS[line.part]
            if part.price is None:
                paid += Decimal(line.amount)
            else:
                used[part.price] = used.get(part.price, Decimal(0)) + Decimal(line.units) / part.base
        for name, units in used.items():
            price = PRICES[name]
            paid += max(Decimal(0), units - Decimal(str(price.free))) * price.dollars / price.per
        return paid


def forecast_of(so_far: Usage, at_the_end: Usage, month: Month, *, now: datetime) -> CostForecast:
    """`at_the_end`: what will have been used if nothing more happens, which differs in what is stored."""
    elapsed, whole = (
        span // _MILLISECOND for span in (max(now - month.begin, _SHORTEST_LOOK), month.end - month.begin)
    )
    used = {
        name: at_the_end[name] if part.group is CostGroup.STORAGE else so_far[name] * whole // elapsed
        for name, part in PARTS.items()
    }
    lines = lines_of(used)
    return CostForecast(total=total_of(lines), lines=lines)


def _text(amount: Decimal) -> str:
    """Without an exponent and without zeros at the end."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
