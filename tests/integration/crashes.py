"""A process that dies right after one of its writes, and the state that is left behind."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pixelflare.aws.clients import client
from tests.integration.cloud import Cloud

WRITES = frozenset(
    {
        *("PutObject", "DeleteObject", "DeleteObjects"),
        *("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"),
        *("SendMessage", "CreateInvalidation"),
    }
)


class Crashed(BaseException):
    """Not an Exception: a process that is gone catches nothing."""


class Writes:
    def __init__(self, *, crash_after: int | None = None) -> None:
        self.count = 0
        self._crash_after = crash_after

    def after_call(self, model: Any, parsed: Any, **_: Any) -> None:
        if model.name in WRITES and "Error" not in parsed:
            self.count += 1
            if self.count == self._crash_after:
                raise Crashed(model.name)


@contextmanager
def counted_writes(*, crash_after: int | None = None) -> Iterator[Writes]:
    """The functions' own writes, counted; the process dies after that many, once."""
    writes = Writes(crash_after=crash_after)
    clients = [client(service) for service in ("s3", "dynamodb", "sqs", "cloudfront")]
    for each in clients:
        each.meta.events.register("after-call", writes.after_call)
    try:
        yield writes
    finally:
        for each in clients:
            each.meta.events.unregister("after-call", writes.after_call)


_MEASURED = "spent_mb_ms"
"""The time that the work took, another one in each run."""


def state_of(cloud: Cloud, owner: str, names: dict[str, str]) -> dict[str, Any]:
    """Items, objects and distinct messages of one owner, with `names` in place of what differs between runs."""
    # What leads from a login to its owner is each user's own.
    rows = [row for row in cloud.rows("CORE_TABLE") if not row["pk"]["S"].startswith("ID#")]
    items = [{name: value for name, value in row.items() if name != _MEASURED} for row in rows]
    state = {
        "items": sorted(json.dumps(item, sort_keys=True) for item in items if owner in json.dumps(item)),
        # Sweeps of paths that earlier tests vacated come due after minutes: other owners' messages do not count.
        "messages": sorted({json.dumps(m, sort_keys=True) for m in cloud.messages() if m["owner"] == owner}),
    }
    for bucket in ("UPLOADS_BUCKET", "ORIGINALS_BUCKET", "PUBLIC_BUCKET"):
        state[bucket] = [f"{key} {_facts(cloud, bucket, key)}" for key in cloud.keys(bucket, owner)]
    return {part: sorted(_renamed(line, names | {owner: "OWNER"}) for line in lines) for part, lines in state.items()}


def purges_of(cloud: Cloud, image_id: str) -> int:
    """How often the edge was told to forget an image."""
    tag = f"#{image_id.replace('_', '-', 1).lower()}"
    return sum(tag in paths for paths in cloud.purged())


def _facts(cloud: Cloud, bucket: str, key: str) -> str:
    head = cloud.client("s3").head_object(Bucket=cloud.variables[bucket], Key=key)
    return json.dumps([head["ETag"], head["ContentType"], head.get("CacheControl"), head["Metadata"]])


def _renamed(line: str, names: dict[str, str]) -> str:
    line = re.sub(r"W#(\w+)#\d", r"W#\1", line)  # which part of the index of due work depends on the id
    for name, stand_in in names.items():
        line = re.sub(re.escape(name), stand_in, line, flags=re.IGNORECASE)
        line = re.sub(re.escape(name.replace("_", "-", 1)), stand_in, line, flags=re.IGNORECASE)
    return line
