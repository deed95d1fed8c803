"""Whether an item meets a condition, and what an operand stands for in it."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from local.tables.errors import invalid
from local.tables.nodes import Among, Between, Bound, Call, Compare, Condition, Either, Every, Not, Operand, Path
from local.tables.values import SETS, Item, Value, equal, length, ordered, type_of

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Bindings:
    """The names and values of a request. Each must be used, and each that is used must be there."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        self._names: Mapping[str, str] = request.get("ExpressionAttributeNames", {})
        self._values: Mapping[str, Value] = request.get("ExpressionAttributeValues", {})
        self._used: set[str] = set()

    def name(self, part: str | int) -> str | int:
        if not isinstance(part, str) or not part.startswith("#"):
            return part
        self._used.add(part)
        if part not in self._names:
            raise invalid(f"An expression attribute name used in the document path is not defined: {part}")
        return self._names[part]

    def path(self, path: Path) -> tuple[str | int, ...]:
        return tuple(map(self.name, path.parts))

    def value(self, bound: Bound) -> Value:
        self._used.add(bound.name)
        if bound.name not in self._values:
            raise invalid(f"An expression attribute value used in expression is not defined: {bound.name}")
        return self._values[bound.name]

    def use(self, *conditions: Any) -> None:
        """Notices what conditions name, also where they are decided before all of it is looked at."""
        for each in conditions:
            if isinstance(each, Path):
                self.path(each)
            elif isinstance(each, Bound):
                self.value(each)
            elif isinstance(each, tuple):
                self.use(*each)
            elif hasattr(each, "__dataclass_fields__"):
                self.use(*vars(each).values())

    def finish(self) -> None:
        for kind, given in (("Names", self._names), ("Values", self._values)):
            unused = sorted(given.keys() - self._used)
            if unused:
                listed = ", ".join(unused)
                raise invalid(f"Value provided in ExpressionAttribute{kind} unused in expressions: keys: {{{listed}}}")


def at(item: Mapping[str, Value], parts: tuple[str | int, ...]) -> Value | None:
    """What lies at a path, if anything."""
    found: Value | None = {"M": dict(item)} if len(parts) > 1 else item.get(str(parts[0]))
    if len(parts) == 1:
        return found
    for part in parts:
        if found is None:
            return None
        inside: Any = found.get("L" if isinstance(part, int) else "M", {})
        found = inside.get(part) if isinstance(inside, dict) else inside[part] if int(part) < len(inside) else None
    return found


def value_of(operand: Operand, item: Mapping[str, Value], bound: Bindings) -> Value | None:
    match operand:
        case Bound():
            return bound.value(operand)
        case Path():
            return at(item, bound.path(operand))
        case Call("size", (inner,)):
            found = value_of(inner, item, bound)
            return None if found is None else {"N": str(length(found))}
    raise invalid(f"The function or operator is not allowed here: {operand}")


def holds(condition: Condition, item: Mapping[str, Value], bound: Bindings) -> bool:
    match condition:
        case Every(inner):
            return all(holds(each, item, bound) for each in inner)
        case Either(inner):
            return any(holds(each, item, bound) for each in inner)
        case Not(one):
            return not holds(one, item, bound)
        case Between(value, low, high):
            found = value_of(value, item, bound)
            return _is(value_of(low, item, bound), "<=", found) and _is(found, "<=", value_of(high, item, bound))
        case Among(value, choices):
            found = value_of(value, item, bound)
            return any(equal(found, value_of(choice, item, bound)) for choice in choices)
        case Compare(left, comparator, right):
            return _is(value_of(left, item, bound), comparator, value_of(right, item, bound))
        case Call(function, arguments):
            return _test(function, [value_of(argument, item, bound) for argument in arguments])


def _is(left: Value | None, comparator: str, right: Value | None) -> bool:
    if comparator == "=":
        return equal(left, right)
    if comparator == "<>":
        return not equal(left, right)
    both = ordered(left, right)
    return both is not None and _ORDERS[comparator](*both)


def _test(function: str, arguments: list[Value | None]) -> bool:
    found = arguments[0]
    if function == "attribute_not_exists":
        return found is None
    if found is None or function == "attribute_exists":
        return found is not None
    wanted = arguments[1]
    if wanted is None:
        return False
    if function == "attribute_type":
        return wanted == {"S": type_of(found)}
    return _begins(found, wanted) if function == "begins_with" else _contains(found, wanted)


def _begins(found: Value, wanted: Value) -> bool:
    both = ordered(found, wanted)
    return both is not None and type_of(found) != "N" and bool(both[0].startswith(both[1]))


def _contains(found: Value, wanted: Value) -> bool:
    kind = type_of(found)
    if kind == "L":
        return any(equal(each, wanted) for each in found["L"])
    if kind in SETS:
        return any(equal({SETS[kind]: each}, wanted) for each in found[kind])
    both = ordered(found, wanted)
    return both is not None and kind != "N" and both[1] in both[0]


def projected(item: Item, paths: list[tuple[str | int, ...]] | None) -> Item:
    """The attributes that were asked for. Parts of maps and lists come in their maps; elements of a list close up."""
    if paths is None:
        return item
    if all(len(path) == 1 for path in paths):
        return {str(path[0]): item[str(path[0])] for path in paths if path[0] in item}
    raise invalid("Projections of parts of attributes are not available here")
