"""An item as an update leaves it. The old one stays as it was."""

import copy
from collections.abc import Sequence
from decimal import Context
from typing import Any

from local.tables.conditions import Bindings, at, value_of
from local.tables.errors import invalid
from local.tables.nodes import Call, Change, Operand, Sum
from local.tables.values import SETS, Item, Value, check, number, type_of

_DIGITS = Context(prec=38)


def updated(item: Item, changes: Sequence[Change], bound: Bindings) -> Item:
    """Every value is taken from the item as it was before; raises a ValidationException for what cannot be done."""
    fresh = dict(item)
    paths = [bound.path(change.path) for change in changes]
    _refuse_overlaps(paths)
    copied = {str(path[0]) for path in paths if len(path) > 1}
    fresh |= {name: copy.deepcopy(fresh[name]) for name in copied if name in fresh}
    for change, path in sorted(zip(changes, paths, strict=True), key=_turn):
        value = _result(change, path, item, bound)
        if value is None:
            _remove(fresh, path)
        else:
            check(value)
            _put(fresh, path, value)
    return fresh


def _turn(each: tuple[Change, tuple[str | int, ...]]) -> tuple[bool, int]:
    """Elements are taken out of a list last, and from behind, so that positions stay true."""
    change, path = each
    position = path[-1] if isinstance(path[-1], int) else 0
    return (True, -position) if change.clause == "REMOVE" else (False, position)


def _result(change: Change, path: tuple[str | int, ...], item: Item, bound: Bindings) -> Value | None:
    """What the path holds afterwards; None: nothing."""
    if change.value is None:
        return None
    if change.clause == "SET":
        found = _assigned(change.value, item, bound)
        if found is None:
            raise invalid("The provided expression refers to an attribute that does not exist in the item")
        return found
    given = value_of(change.value, item, bound)
    assert given is not None
    there = at(item, path)
    return _added(there, given) if change.clause == "ADD" else _without(there, given)


def _assigned(operand: Operand, item: Item, bound: Bindings) -> Value | None:
    match operand:
        case Call("if_not_exists", (first, second)):
            found = _assigned(first, item, bound)
            return _assigned(second, item, bound) if found is None else found
        case Call("list_append", (first, second)):
            both = [_assigned(first, item, bound), _assigned(second, item, bound)]
            if any(each is None or "L" not in each for each in both):
                raise invalid("An operand in the update expression has an incorrect data type")
            return {"L": [member for each in both if each for member in each["L"]]}
        case Sum(left, sign, right):
            return _sum(_assigned(left, item, bound), sign, _assigned(right, item, bound))
    return value_of(operand, item, bound)


def _sum(left: Value | None, sign: str, right: Value | None) -> Value:
    if left is None or right is None:
        raise invalid("The provided expression refers to an attribute that does not exist in the item")
    if "N" not in left or "N" not in right:
        raise invalid("An operand in the update expression has an incorrect data type")
    result = (_DIGITS.add if sign == "+" else _DIGITS.subtract)(number(left), number(right))
    text = format(result, "f")
    return {"N": text.rstrip("0").rstrip(".") if "." in text else text}


def _added(there: Value | None, given: Value) -> Value:
    kind = type_of(given)
    if kind != "N" and kind not in SETS:
        raise invalid("Incorrect operand type for operator or function; operator: ADD")
    if there is None:
        return given
    if type_of(there) != kind:
        raise invalid("An operand in the update expression has an incorrect data type")
    if kind == "N":
        return _sum(there, "+", given)
    return {kind: [*there[kind], *(member for member in given[kind] if member not in there[kind])]}


def _without(there: Value | None, given: Value) -> Value | None:
    kind = type_of(given)
    if kind not in SETS:
        raise invalid("Incorrect operand type for operator or function; operator: DELETE")
    if there is None:
        return None
    if type_of(there) != kind:
        raise invalid("An operand in the update expression has an incorrect data type")
    left = [member for member in there[kind] if member not in given[kind]]
    return {kind: left} if left else None


def _refuse_overlaps(paths: list[tuple[str | int, ...]]) -> None:
    for position, path in enumerate(paths):
        for other in paths[position + 1 :]:
            shared = min(len(path), len(other))
            if path[:shared] == other[:shared]:
                raise invalid("Two document paths overlap with each other; must remove or rewrite one of these paths")


def _inside(item: Item, path: tuple[str | int, ...]) -> Any:
    """The map or list that a path's last part is in; None when there is none."""
    if len(path) == 1:
        return item
    found = at(item, path[:-1])
    return None if found is None else found.get("L" if isinstance(path[-1], int) else "M")


def _put(item: Item, path: tuple[str | int, ...], value: Value) -> None:
    inside = _inside(item, path)
    if inside is None:
        raise invalid("The document path provided in the update expression is invalid for update")
    last = path[-1]
    if isinstance(inside, list) and int(last) >= len(inside):
        inside.append(value)
    else:
        inside[last] = value


def _remove(item: Item, path: tuple[str | int, ...]) -> None:
    inside, last = _inside(item, path), path[-1]
    if isinstance(inside, list):
        del inside[int(last) : int(last) + 1]
    elif inside is not None:
        inside.pop(last, None)
