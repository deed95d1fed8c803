"""Answers DynamoDB's data operations in moto's place, over HTTP and for clients of this process.

moto looks at a condition, then writes, so that threads would pass it together; a query sorts the whole table; a refused
transaction copies it; and reading and writing its answers costs ten milliseconds. Each matters to tests by the thousand, and to
a library of a thousand images. What a table is called and what its keys are is still moto's to know.
"""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from moto.backends import get_backend
from moto.core.base_backend import BaseBackend
from moto.core.botocore_stubber import BotocoreStubber

from local.resolve import ACCOUNT, REGION
from local.tables.errors import TableError
from local.tables.operations import OPERATIONS
from local.tables.stream import Stream
from local.tables.table import KeySchema, Table
from local.tables.values import Item
from local.wsgi import Application, Environ, StartResponse, body_of, target_of

Written = list[tuple[str, Item, Item | None]]  # table, key, and the item unless it was deleted
Keep = Callable[[Written], None]
_PREFIX = "DynamoDB_20120810."
_HEADERS = {"Content-Type": "application/x-amz-json-1.0"}
_OTHER_DATA = frozenset({"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"})
_turn = threading.Lock()
_process_request = BotocoreStubber.process_request
_urls: Any = vars(BaseBackend)["urls"].fget
_addresses: dict[type[BaseBackend], Any] = {}


def table_of(name: str) -> Table:
    """The items of a table that moto knows; they go when moto forgets it. Raises ResourceNotFoundException."""
    known: Any = get_backend("dynamodb")[ACCOUNT][REGION].tables.get(name.rsplit("table/", 1)[-1])
    if known is None:
        raise TableError("ResourceNotFoundException", "Requested resource not found")
    kept: Table | None = vars(known).get("kept_items")
    if kept is None:
        kept = known.kept_items = _table(known)
    return kept


def rows(name: str) -> list[Item]:
    """All items of a table, in no order."""
    with _turn:
        return list(table_of(name).items.everything())


def stream_of(name: str) -> Stream:
    """The stream of a table that has one. Raises LookupError."""
    with _turn:
        stream = table_of(name).stream
    if stream is None:
        raise LookupError(f"table {name} has no stream")
    return stream


def _table(known: Any) -> Table:
    types = {each["AttributeName"]: each["AttributeType"] for each in known.attr}

    def key(schema: Iterable[Mapping[str, str]], *, unique: bool) -> KeySchema:
        names = sorted(schema, key=lambda each: each["KeyType"])  # HASH, then RANGE
        return KeySchema(tuple((each["AttributeName"], types[each["AttributeName"]]) for each in names), unique)

    own = key(known.schema, unique=True)
    view = (known.stream_specification or {}).get("StreamViewType")
    return Table(
        own,
        {index.name: key(index.schema, unique=False) for index in known.all_indexes()},
        Stream(view, own.names) if view else None,
    )


def answer(operation: str, body: bytes, keep: Keep = lambda _written: None) -> tuple[int, bytes]:
    """Status and body of one call. Calls take turns, so a condition holds until its write is made.

    `keep` gets what the call has written before anybody else sees it. Whatever it raises is raised here.
    """
    try:
        if operation not in OPERATIONS:
            raise TableError("UnknownOperationException", f"{operation} is not available here")
        with _turn:
            result = _performed(operation, json.loads(body), keep)
    except TableError as error:
        return 400, json.dumps(error.body()).encode()
    return 200, json.dumps(result).encode()


def _performed(operation: str, request: Mapping[str, Any], keep: Keep) -> dict[str, Any]:
    used: dict[str, Table] = {}

    def use(name: str) -> Table:
        return used.setdefault(name.rsplit("table/", 1)[-1], table_of(name))

    try:
        return OPERATIONS[operation](use, request)
    finally:
        if written := [(name, key, item) for name, table in used.items() for key, item in table.take_written()]:
            keep(written)


def tables(application: Application, *, keep: Keep = lambda _written: None) -> Application:
    """`application` with the data operations in front, as a server's clients send them."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        target = target_of(environ)
        if not _is_data(target):
            return application(environ, start_response)
        status, body = answer(target.removeprefix(_PREFIX), body_of(environ), keep)
        reason = "OK" if status == 200 else "Bad Request"
        start_response(f"{status} {reason}", [*_HEADERS.items(), ("Content-Length", str(len(body)))])
        return [body]

    return guarded


def serve_clients_of_this_process() -> None:
    """From now on clients of this process that moto answers (`mock_aws`) get the data operations from here."""
    stubber: Any = BotocoreStubber
    stubber.process_request = _answer_client
    backend: Any = BaseBackend
    backend.urls = property(_urls_once)


def _urls_once(backend: BaseBackend) -> Any:
    """moto lists a service's addresses anew for each call, and reads S3's module again for it."""
    kind = type(backend)
    if kind not in _addresses:
        _addresses[kind] = _urls(backend)
    return _addresses[kind]


def _answer_client(stubber: BotocoreStubber, request: AWSPreparedRequest) -> Any:
    target = request.headers.get("X-Amz-Target", b"")
    text = target.decode() if isinstance(target, bytes) else target
    if not _is_data(text):
        return _process_request(stubber, request)
    status, body = answer(text.removeprefix(_PREFIX), request.body)
    return status, _HEADERS, body


def _is_data(target: str) -> bool:
    return target.startswith(_PREFIX) and target.removeprefix(_PREFIX) in OPERATIONS.keys() | _OTHER_DATA
