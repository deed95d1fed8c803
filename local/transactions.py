"""Makes moto's DynamoDB work with many threads and many items. It was made for tests with few of both."""

import copy
import threading
from collections.abc import Iterator
from typing import Any

from moto.core.serialize import ResponseSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler

_transact = DynamoDBBackend.transact_write_items
_call = DynamoHandler.call_action
_value_of = ResponseSerializer.get_value
_turn = threading.RLock()


def keep_tables_in_order() -> None:
    """Changes moto's DynamoDB in this process: calls run one after the other, and a transaction costs only its own
    items.

    moto checks a condition, then writes. To undo a refused transaction, it copies the whole table for each write in it.
    Threads would undo each other's writes, and a change in a library of a thousand images would take a second. A third
    of an answer's time went into looking for each of a value's ten types under five other names.
    """
    handler: Any = DynamoHandler
    handler.call_action = _call_in_turn
    backend: Any = DynamoDBBackend
    backend.transact_write_items = _transact_on_items
    table: Any = Table
    table.__deepcopy__ = lambda itself, _: itself
    serializer: Any = ResponseSerializer
    serializer.get_value = _value_by_its_type


def _call_in_turn(handler: DynamoHandler) -> Any:
    with _turn:
        return _call(handler)


def _value_by_its_type(serializer: ResponseSerializer, value: Any, key: str, shape: Any) -> Any:
    """A stored value has one type, named as in the service's model."""
    parent = getattr(shape, "parent", None)
    if parent is not None and parent.name == "AttributeValue" and type(value) is dict:
        return value.get(key)
    return _value_of(serializer, value, key, shape)


def _transact_on_items(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    before = [
        (name, key, copy.deepcopy(backend.get_item(name, key))) for name, key in _targets(backend, transact_items)
    ]
    try:
        _transact(backend, transact_items)
    except Exception:
        for name, key, item in before:
            if item is None:
                backend.delete_item(name, key)
            else:
                backend.get_table(name).items[item.hash_key][item.range_key] = item
        raise


def _targets(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Table and key of each write. All tables of the application have a sort key."""
    for item in transact_items:
        ((kind, write),) = item.items()
        table = backend.get_table(write["TableName"])
        named = write["Item"] if kind == "Put" else write["Key"]
        yield write["TableName"], {name: named[name] for name in (table.hash_key_attr, table.range_key_attr) if name}
