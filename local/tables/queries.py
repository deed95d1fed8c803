"""Query and Scan: which items, from where on, and how many."""

from collections.abc import Iterator, Mapping
from typing import Any

from local.tables import grammar
from local.tables.conditions import Bindings, holds, projected
from local.tables.errors import invalid
from local.tables.nodes import Between, Bound, Call, Compare, Condition, Every, Path
from local.tables.table import Index, Table
from local.tables.values import Item, Value, item_size, sortable

PAGE_BYTES = 1024 * 1024

Request = Mapping[str, Any]


def query(table: Table, request: Request) -> dict[str, Any]:
    index = _index(table, request)
    bound = Bindings(request)
    partition, rest = _key_condition(grammar.condition(request["KeyConditionExpression"]), index, bound)
    backwards = not request.get("ScanIndexForward", True)
    start = request.get("ExclusiveStartKey")
    after = _place(index, table, start)[1:] if start else None
    found = index.walk(sortable(partition), after=after, backwards=backwards)
    return _page((item for item in found if rest is None or holds(rest, item, bound)), table, index, request, bound)


def scan(table: Table, request: Request) -> dict[str, Any]:
    """Partition by partition, in the order in which they began."""
    index = _index(table, request)
    found = index.everything()
    if start := request.get("ExclusiveStartKey"):
        place = _place(index, table, start)
        for item in found:
            if index.place(item) == place:
                break
    return _page(found, table, index, request, Bindings(request))


def _index(table: Table, request: Request) -> Index:
    name = request.get("IndexName")
    if name is None:
        return table.items
    if name not in table.indexes:
        raise invalid(f"The table does not have the specified index: {name}")
    if request.get("ConsistentRead"):
        raise invalid("Consistent reads are not supported on global secondary indexes")
    return table.indexes[name]


def _place(index: Index, table: Table, key: Mapping[str, Value]) -> tuple[Any, ...]:
    if set(key) != {*index.key.names, *table.key.names}:
        raise invalid("The provided starting key is invalid")
    return index.place(key)


def _key_condition(condition: Condition, index: Index, bound: Bindings) -> tuple[Value, Condition | None]:
    """The partition's value, and what has to hold for the sort key."""
    parts = condition.conditions if isinstance(condition, Every) else (condition,)
    hash_name, *sort_names = index.key.names
    bound.use(*parts)
    equals = [part for part in parts if isinstance(part, Compare) and _subject(part, bound) == hash_name]
    rest = [part for part in parts if part not in equals]
    if len(equals) != 1 or equals[0].comparator != "=" or not isinstance(equals[0].right, Bound) or len(rest) > 1:
        raise invalid(f"Query condition missed key schema element: {hash_name}")
    if rest and not (_subject(rest[0], bound) in sort_names and _is_range(rest[0])):
        raise invalid("Query key condition not supported")
    return bound.value(equals[0].right), rest[0] if rest else None


def _subject(condition: Condition, bound: Bindings) -> str | int | None:
    match condition:
        case Compare(Path() as path) | Between(Path() as path) | Call(_, (Path() as path, *_)):
            return bound.name(path.parts[0]) if len(path.parts) == 1 else None
    return None


def _is_range(condition: Condition) -> bool:
    match condition:
        case Compare(_, comparator, Bound()):
            return comparator != "<>"
        case Between() | Call("begins_with", _):
            return True
    return False


def _page(found: Iterator[Item], table: Table, index: Index, request: Request, bound: Bindings) -> dict[str, Any]:
    """Items are counted, and weighed, before the filter."""
    chosen = grammar.condition(request["FilterExpression"]) if "FilterExpression" in request else None
    paths = [bound.path(each) for each in _projection(request)] or None
    bound.use(chosen)
    bound.finish()
    limit, seen, weight = request.get("Limit"), 0, 0
    kept: list[Item] = []
    last: Item | None = None
    for item in found:
        if seen == limit or weight > PAGE_BYTES:
            break
        seen, weight, last = seen + 1, weight + item_size(item), item
        if chosen is None or holds(chosen, item, bound):
            kept.append(item)
    else:
        last = None
    answer: dict[str, Any] = {"Count": len(kept), "ScannedCount": seen}
    if request.get("Select") != "COUNT":
        answer["Items"] = [projected(item, paths) for item in kept]
    if last is not None:
        answer["LastEvaluatedKey"] = {name: last[name] for name in (*index.key.names, *table.key.names)}
    return answer


def _projection(request: Request) -> tuple[Path, ...]:
    return grammar.projection(request["ProjectionExpression"]) if "ProjectionExpression" in request else ()
