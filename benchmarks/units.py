"""DynamoDB's arithmetic: how large an item is, and what reading or writing it costs.

Sizes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html. Units on demand:
a write unit a KB, a read unit 4 KB, half for an eventually consistent read, twice for a transaction.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

Item = Mapping[str, Any]
"""With typed values, as the wire has them."""

READ_BYTES = 4096
WRITE_BYTES = 1024


def item_size(item: Item) -> int:
    """Bytes of an item: names and values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def read_units(size: int, *, consistent: bool) -> float:
    """For one item, or all that a query went over together. A look at nothing costs the least there is."""
    return max(1, ceil(size / READ_BYTES)) * (1.0 if consistent else 0.5)


def write_units(size: int) -> float:
    return float(max(1, ceil(size / WRITE_BYTES)))


def put_units(before: Item | None, after: Item | None) -> float:
    """A write to a table costs by the larger of what stood there and what stands there now."""
    return write_units(max(item_size(before or {}), item_size(after or {})))


def index_units(before: Item | None, after: Item | None, *, keys: tuple[str, ...]) -> float:
    """What a write costs in an index that carries whole items: nothing while the item is not in it or stays the same."""
    old = before if before and all(key in before for key in keys) else None
    new = after if after and all(key in after for key in keys) else None
    if old == new:
        return 0.0
    if old and new and all(old[key] == new[key] for key in keys):
        return put_units(old, new)
    return sum(write_units(item_size(entry)) for entry in (old, new) if entry)


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return _number_size(content)
        case "B":
            return len(content)
        case "BOOL" | "NULL":
            return 1
        case "SS" | "NS" | "BS":
            one = {"SS": "S", "NS": "N", "BS": "B"}[kind]
            return sum(_value_size({one: element}) for element in content)
        case "L":
            return 3 + sum(1 + _value_size(element) for element in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_size(part) for name, part in content.items())
    raise ValueError(f"no attribute type {kind}")


def _number_size(text: str) -> int:
    """About a byte for two significant digits, one more, and one for a minus sign."""
    digits = text.lstrip("-").split("e")[0].split("E")[0].replace(".", "").strip("0")
    return ceil(len(digits) / 2) + 1 + text.startswith("-")
