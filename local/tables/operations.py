"""The data operations, each from its request to its answer, both as in the service's JSON."""

from collections.abc import Callable, Mapping
from typing import Any

from local.tables import grammar, queries
from local.tables.conditions import Bindings, holds, projected
from local.tables.errors import TableError, failed_condition, invalid
from local.tables.repeated import RepeatedTransactions
from local.tables.table import Table
from local.tables.updates import updated
from local.tables.values import Item

Request = Mapping[str, Any]
Tables = Callable[[str], Table]
MAX_TRANSACTION = 100
MAX_BATCH_GET = 100
MAX_BATCH_WRITE = 25
_transactions = RepeatedTransactions()


def get_item(tables: Tables, request: Request) -> dict[str, Any]:
    item = tables(request["TableName"]).get(request["Key"])
    shown = _projected(item, request)
    return {} if shown is None else {"Item": shown}


def batch_get_item(tables: Tables, request: Request) -> dict[str, Any]:
    asked = request["RequestItems"]
    if sum(len(each["Keys"]) for each in asked.values()) > MAX_BATCH_GET:
        raise invalid("Too many items requested for the BatchGetItem call")
    responses = {}
    for name, wanted in asked.items():
        places = [tables(name).key.place(key) for key in wanted["Keys"]]
        if len(set(places)) != len(places):
            raise invalid("Provided list of item keys contains duplicates")
        found = [_projected(tables(name).get(key), wanted) for key in wanted["Keys"]]
        responses[name] = [item for item in found if item is not None]
    return {"Responses": responses, "UnprocessedKeys": {}}


def put_item(tables: Tables, request: Request) -> dict[str, Any]:
    table, old, fresh = _write("Put", tables, request)
    assert fresh is not None
    table.put(fresh)
    return _returned(request, old, fresh)


def delete_item(tables: Tables, request: Request) -> dict[str, Any]:
    table, old, _ = _write("Delete", tables, request)
    table.delete(request["Key"])
    return _returned(request, old, None)


def update_item(tables: Tables, request: Request) -> dict[str, Any]:
    table, old, fresh = _write("Update", tables, request)
    assert fresh is not None
    table.put(fresh)
    return _returned(request, old, fresh)


def batch_write_item(tables: Tables, request: Request) -> dict[str, Any]:
    writes = [(name, write) for name, listed in request["RequestItems"].items() for write in listed]
    if len(writes) > MAX_BATCH_WRITE:
        raise invalid("Too many items requested for the BatchWriteItem call")
    for name, write in writes:
        if "PutRequest" in write:
            put_item(tables, {"TableName": name, **write["PutRequest"]})
        else:
            delete_item(tables, {"TableName": name, **write["DeleteRequest"]})
    return {"UnprocessedItems": {}}


def query(tables: Tables, request: Request) -> dict[str, Any]:
    return queries.query(tables(request["TableName"]), request)


def scan(tables: Tables, request: Request) -> dict[str, Any]:
    return queries.scan(tables(request["TableName"]), request)


def transact_get_items(tables: Tables, request: Request) -> dict[str, Any]:
    return {"Responses": [get_item(tables, each["Get"]) for each in request["TransactItems"]]}


def transact_write_items(tables: Tables, request: Request) -> dict[str, Any]:
    """Nothing is written before all of it may be."""
    if _transactions.was_made(request):
        return {}
    writes = [next(iter(each.items())) for each in request["TransactItems"]]
    if len(writes) > MAX_TRANSACTION:
        raise invalid(f"Member must have length less than or equal to {MAX_TRANSACTION}")
    places = set()
    for kind, write in writes:
        table = tables(write["TableName"])
        if kind == "Put":
            table.check_item(write["Item"])
        places.add((write["TableName"], *table.key.place(write["Item" if kind == "Put" else "Key"])))
    if len(places) != len(writes):
        raise invalid("Transaction request cannot include multiple operations on one item")
    prepared, reasons = [], []
    for kind, write in writes:
        try:
            prepared.append((kind, *_write(kind, tables, write)))
            reasons.append({"Code": "None"})
        except TableError as error:
            if error.kind != "ConditionalCheckFailedException":
                raise
            reasons.append({"Code": "ConditionalCheckFailed", "Message": error.message, **error.more})
    if len(prepared) < len(writes):
        codes = ", ".join(str(reason["Code"]) for reason in reasons)
        text = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
        raise TableError("TransactionCanceledException", text, {"CancellationReasons": reasons})
    for kind, table, old, fresh in prepared:
        if fresh is not None and kind != "ConditionCheck":
            table.put(fresh)
        elif kind == "Delete" and old is not None:
            table.delete({name: old[name] for name in table.key.names})
    _transactions.note(request)
    return {}


def _write(kind: str, tables: Tables, request: Request) -> tuple[Table, Item | None, Item | None]:
    """The table, the item as it is and as it would be; raises when the condition does not hold."""
    table = tables(request["TableName"])
    bound = Bindings(request)
    if kind == "Put":
        table.check_item(request["Item"])
        old = table.items.get(table.key.place(request["Item"]))
    else:
        old = table.get(request["Key"])
    if text := request.get("ConditionExpression"):
        condition = grammar.condition(text)
        bound.use(condition)
        if not holds(condition, old or {}, bound):
            shown = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
            raise failed_condition(old, shown=shown)
    fresh = _fresh(kind, table, request, old, bound)
    bound.finish()
    return table, old, fresh


def _fresh(kind: str, table: Table, request: Request, old: Item | None, bound: Bindings) -> Item | None:
    if kind == "Put":
        return dict(request["Item"])
    if kind != "Update":
        return None
    changes = grammar.update(request["UpdateExpression"]) if "UpdateExpression" in request else ()
    bound.use(*changes)
    for change in changes:
        if (name := bound.path(change.path)[0]) in table.key.names:
            raise invalid(f"Cannot update attribute {name}. This attribute is part of the key")
    fresh = updated(old or dict(request["Key"]), changes, bound)
    table.check_item(fresh)
    return fresh


def _returned(request: Request, old: Item | None, fresh: Item | None) -> dict[str, Any]:
    wanted = request.get("ReturnValues", "NONE")
    if wanted == "NONE":
        return {}
    item = (old if wanted.endswith("OLD") else fresh) or {}
    if wanted.startswith("UPDATED"):
        bound = Bindings(request)
        touched = {bound.path(change.path)[0] for change in grammar.update(request["UpdateExpression"])}
        item = {name: value for name, value in item.items() if name in touched}
    return {"Attributes": item} if item else {}


def _projected(item: Item | None, request: Request) -> Item | None:
    bound = Bindings(request)
    paths = None
    if "ProjectionExpression" in request:
        paths = [bound.path(path) for path in grammar.projection(request["ProjectionExpression"])]
    bound.finish()
    return None if item is None else projected(item, paths)


OPERATIONS: Mapping[str, Callable[[Tables, Request], dict[str, Any]]] = {
    "GetItem": get_item,
    "BatchGetItem": batch_get_item,
    "PutItem": put_item,
    "DeleteItem": delete_item,
    "UpdateItem": update_item,
    "BatchWriteItem": batch_write_item,
    "Query": query,
    "Scan": scan,
    "TransactGetItems": transact_get_items,
    "TransactWriteItems": transact_write_items,
}
