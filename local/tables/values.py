"""Attribute values in the service's JSON form: `{"S": "text"}`, `{"N": "1"}`, `{"SS": [...]}`."""

import base64
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from local.tables.errors import invalid

Value = dict[str, Any]
Item = dict[str, Value]

SETS = {"SS": "S", "NS": "N", "BS": "B"}
_TYPES = frozenset({"S", "N", "B", "BOOL", "NULL", "L", "M", *SETS})
_ORDERED = frozenset({"S", "N", "B"})


def type_of(value: Value) -> str:
    (kind,) = value
    return kind


def check(value: Value) -> None:
    """Raises a ValidationException for what is no attribute value."""
    if len(value) != 1 or not value.keys() <= _TYPES:
        raise invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
    kind = type_of(value)
    if kind in SETS and (not value[kind] or len(set(value[kind])) != len(value[kind])):
        raise invalid("One or more parameter values were invalid: a set must not be empty and has no member twice")
    if kind == "N":
        number(value)
    for inner in value[kind] if kind == "L" else value[kind].values() if kind == "M" else ():
        check(inner)


def number(value: Value) -> Decimal:
    try:
        return Decimal(value["N"])
    except (ArithmeticError, ValueError, TypeError, KeyError) as error:
        raise invalid("The parameter cannot be converted to a numeric value") from error


def sortable(value: Value) -> Any:
    """Something that compares as the service orders values of this type."""
    kind = type_of(value)
    if kind == "N":
        return number(value)
    return base64.b64decode(value["B"]) if kind == "B" else value[kind]


def equal(left: Value | None, right: Value | None) -> bool:
    if left is None or right is None:
        return False
    return left == right or _comparable(left) == _comparable(right)


def _comparable(value: Value) -> Any:
    """Numbers by their amount, sets in any order."""
    kind = type_of(value)
    content = value[kind]
    if kind in SETS:
        return kind, frozenset(sortable({SETS[kind]: member}) for member in content)
    if kind == "L":
        return kind, tuple(map(_comparable, content))
    if kind == "M":
        return kind, frozenset((name, _comparable(inner)) for name, inner in content.items())
    return kind, sortable(value)


def ordered(left: Value | None, right: Value | None) -> tuple[Any, Any] | None:
    """Both as things that compare; None when they have no order: other types, or one is missing."""
    if left is None or right is None or left.keys() != right.keys() or type_of(left) not in _ORDERED:
        return None
    return sortable(left), sortable(right)


def length(value: Value) -> int:
    """What `size(path)` answers."""
    kind = type_of(value)
    if kind == "S":
        return len(value["S"].encode())
    if kind == "B":
        return len(base64.b64decode(value["B"]))
    if kind in SETS or kind in ("L", "M"):
        return len(value[kind])
    raise invalid(f"Invalid operand type for operator or function; operator or function: size, operand type: {kind}")


def item_size(item: Mapping[str, Value]) -> int:
    """Bytes of an item, as limits count them."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Value) -> int:
    kind = type_of(value)
    content = value[kind]
    if kind in ("S", "B"):
        return length(value)
    if kind == "N":
        return len(content) // 2 + 2
    if kind in SETS:
        return sum(_size({SETS[kind]: member}) for member in content)
    if kind == "L":
        return 3 + sum(1 + _size(inner) for inner in content)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _size(inner) for name, inner in content.items())
    return 1
