"""`python -m benchmarks.capacity`: what each operation costs in DynamoDB's read and write units.

The real functions run on an emulated DynamoDB; every call is listened to, and its cost computed from item sizes. The
emulator's own numbers are not used: it does not know what a transaction or an index costs.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import tables, units
from benchmarks.scene import Scene, scene
from pixelflare.aws.clients import client as functions_client

PICTURE = Path(__file__).parents[1] / "demo/photographs/coffee.jpg"
LISTED = 50
WRITES = ("PutItem", "UpdateItem", "DeleteItem")
TRANSACTED = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheck"}
INDEX_KEYS = {"g1": ("g1pk", "g1sk"), "g2": ("g2pk", "g2sk")}

Call = dict[str, Any]
Target = tuple[str, tuple[tuple[str, str], ...]]
"""A table and a key."""


@dataclass
class Spent:
    reads: float = 0.0
    writes: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)


class _Asked(threading.local):
    """What this thread's call asks for, and what stood where it writes."""

    request: Call
    writes: list[tuple[str, Target]]
    before: dict[Target, units.Item | None]


class Recorder:
    """Listens to one DynamoDB client. `look` is another client, which nobody listens to."""

    def __init__(self, look: Any) -> None:
        self._look = look
        self._asked = _Asked()
        self._counting = threading.Lock()  # the API reads in several threads at once
        self.spent = Spent()

    @contextmanager
    def listening(self, client: Any) -> Iterator[Spent]:
        """What is spent within the block. A refused write has its price too, but no operation here is refused."""
        self.spent = Spent()
        hooks = (("provide-client-params.dynamodb.*", self._ask), ("after-call.dynamodb.*", self._answer))
        for event, hook in hooks:
            client.meta.events.register(event, hook)
        try:
            yield self.spent
        finally:
            for event, hook in hooks:
                client.meta.events.unregister(event, hook)

    def _ask(self, params: Call, model: Any, **_: Any) -> None:
        self._asked.request = params
        self._asked.writes = _writes(model.name, params)
        self._asked.before = {target: self._find(target) for _, target in self._asked.writes}

    def _answer(self, model: Any, parsed: Call, **_: Any) -> None:
        with self._counting:
            self._add(model.name, parsed)

    def _add(self, name: str, parsed: Call) -> None:
        self.spent.calls[name] += 1
        read: Mapping[str, Callable[[Call, Call], float]] = {
            "GetItem": self._get,
            "Query": self._query,
            "BatchGetItem": self._batch_get,
        }
        if name in read:
            self.spent.reads += read[name](self._asked.request, parsed)
        elif name in WRITES or name == "TransactWriteItems":
            self.spent.writes += self._written() * (2 if name == "TransactWriteItems" else 1)
        else:
            raise NotImplementedError(f"no price for {name}")

    def _get(self, request: Call, answer: Call) -> float:
        return units.read_units(units.item_size(answer.get("Item", {})), consistent=_is_consistent(request))

    def _batch_get(self, request: Call, answer: Call) -> float:
        cost = 0.0
        for table, asked in request["RequestItems"].items():
            found = [units.item_size(item) for item in answer["Responses"].get(table, [])]
            sizes = found + [0] * (len(asked["Keys"]) - len(found))
            cost += sum(units.read_units(size, consistent=_is_consistent(asked)) for size in sizes)
        return cost

    def _query(self, request: Call, answer: Call) -> float:
        """By everything that the query went over, before a filter took from it or only the number was told."""
        items = answer.get("Items", [])
        if "FilterExpression" in request or "Select" in request:
            items = self._look.query(**_unfiltered(request))["Items"]
        return units.read_units(sum(map(units.item_size, items)), consistent=_is_consistent(request))

    def _written(self) -> float:
        cost = 0.0
        for kind, target in self._asked.writes:
            before, after = self._asked.before[target], self._find(target)
            cost += units.put_units(before, after)
            if kind != "ConditionCheck":
                cost += sum(units.index_units(before, after, keys=keys) for keys in INDEX_KEYS.values())
        return cost

    def _find(self, target: Target) -> units.Item | None:
        table, key = target
        names = {name: {"S": value} for name, value in key}
        found: units.Item | None = self._look.get_item(TableName=table, Key=names, ConsistentRead=True).get("Item")
        return found


def _writes(operation: str, request: Call) -> list[tuple[str, Target]]:
    """What a call writes to, and how."""
    if operation == "TransactWriteItems":
        parts = [(TRANSACTED[kind], part) for item in request["TransactItems"] for kind, part in item.items()]
    else:
        parts = [(operation, request)] if operation in WRITES else []
    return [(kind, _target(part)) for kind, part in parts]


def _target(part: Call) -> Target:
    source = part.get("Key") or part["Item"]
    return part["TableName"], tuple((name, source[name]["S"]) for name in ("pk", "sk"))


def _unfiltered(request: Call) -> Call:
    """The same query for whole items, without its filter and the placeholders that only the filter names."""
    plain = {name: value for name, value in request.items() if name not in ("FilterExpression", "Select")}
    spoken = plain["KeyConditionExpression"]
    for mapping in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        if mapping not in plain:
            continue
        plain[mapping] = {mark: value for mark, value in plain[mapping].items() if mark in spoken}
    return plain


def _is_consistent(request: Call) -> bool:
    return bool(request.get("ConsistentRead"))


def operations(stage: Scene) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each operation in turn; what it needs to be there is made before it is given out."""
    picture = PICTURE.read_bytes()
    described = {"album": "trip", "tags": ["red", "table"], "alt": "An espresso", "size_bytes": len(picture)}
    stage.api("POST", "/v1/albums", body={"slug": "trip"})
    forms: list[dict[str, Any]] = []
    yield "create (reserve a path)", lambda: forms.append(stage.reserve("coffee.jpg", **described))
    form = forms[0]
    path = f"/v1/images/{form['imageId']}"
    yield "finalise (accept the bytes)", lambda: stage.receive(form, picture)
    yield "publish (the ladder is ready)", stage.publish
    yield "get", lambda: stage.api("GET", path)
    yield "change its text", lambda: stage.api("PATCH", path, body={"alt": "A cup of espresso"})
    yield "put a tag", lambda: stage.api("PUT", f"{path}/tags/morning")
    yield "take a tag away", lambda: stage.api("DELETE", f"{path}/tags/morning")
    yield "move to another album", lambda: stage.api("PATCH", path, body={"album": "kitchen"})
    yield "make private", lambda: stage.api("PATCH", path, body={"visibility": "private"})
    yield "make public", lambda: stage.api("PATCH", path, body={"visibility": "public", "album": "trip"})
    yield "delete", lambda: stage.api("DELETE", path)
    yield "restore", lambda: stage.api("POST", f"{path}/restore")
    yield "list the tags", lambda: stage.api("GET", "/v1/tags")
    for number in range(LISTED - 1):
        stage.receive(stage.reserve(f"more-{number}.jpg", **described), picture)
    yield f"list {LISTED}", lambda: stage.api("GET", "/v1/images", query=f"limit={LISTED}")
    yield f"list {LISTED} of an album", lambda: stage.api("GET", "/v1/images", query=f"limit={LISTED}&album=trip")
    yield f"list {LISTED} with a tag", lambda: stage.api("GET", "/v1/images", query=f"limit={LISTED}&tag=red")
    yield "a viewer's miss (a variant is made)", lambda: stage.view(f"{_place(form)}/w512.jpg")
    yield "a viewer's second miss (it is there)", lambda: stage.view(f"{_place(form)}/w512.jpg")


def _place(form: dict[str, Any]) -> str:
    image = form["image"]
    return f"/{image['owner']}/{image['album']}/{image['filename']}"


def measure(stage: Scene) -> list[tuple[str, Spent]]:
    recorder = Recorder(stage.client("dynamodb"))
    found = []
    for name, operate in operations(stage):
        with recorder.listening(functions_client("dynamodb")) as spent:
            operate()
        found.append((name, spent))
    return found


def main() -> None:
    with scene() as stage:
        found = measure(stage)
    rows = [
        (name, f"{spent.reads:g}", f"{spent.writes:g}", ", ".join(f"{n} {call}" for call, n in spent.calls.items()))
        for name, spent in found
    ]
    tables.write(
        "capacity",
        "# Read and write units of an operation",
        "Computed from the sizes of the items that the real functions read and write. A check inside a transaction is\n"
        "counted as a write; the index carries whole items. On-demand tables are billed by these units.",
        "Each call of the API counts its caller's rate: one unit, or two after a pause long enough to have filled the\n"
        "bucket. Changes look for whoever is writing the image's variants (the Query), and leave a line in the audit log\n"
        "(the PutItem).",
        tables.settings("boto3", "moto", image=f"{PICTURE.name} with 2 tags and an alternative text, album `trip`"),
        tables.table(("operation", "read units", "write units", "calls"), rows),
    )


if __name__ == "__main__":
    main()
