"""The tables and buckets of functions/cdn as dictionaries of its own process: what is left is the function's own time.

They say yes to every condition: a server that makes one picture at a time competes with nobody. Only what a miss calls
is there; anything else raises AttributeError.
"""

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pixelflare.aws.attributes import from_attributes
from pixelflare.aws.objects import ObjectFacts, StoredObject, content_etag

Item = dict[str, Any]


class MemoryTable:
    def __init__(self, items: Mapping[tuple[str, str], Item]) -> None:
        self._items = dict(items)

    def get(self, key: Item, *, consistent: bool = False) -> Item | None:  # noqa: ARG002 - always is
        return self._items.get(_place(key))

    def put(self, item: Item, *, only_if: object = None) -> None:  # noqa: ARG002
        self._items[_place(item)] = item

    def delete(self, key: Item, *, only_if: object = None) -> None:  # noqa: ARG002
        self._items.pop(_place(key), None)

    def update(
        self,
        key: Item,
        *,
        set_: Mapping[str, Any] | None = None,
        add: Mapping[str, int] | None = None,
        only_if: object = None,  # noqa: ARG002
    ) -> Item:
        item = self._items.get(_place(key), key) | dict(set_ or {})
        item |= {name: item.get(name, 0) + number for name, number in (add or {}).items()}
        self._items[_place(key)] = item
        return item


class MemoryObjects:
    def __init__(self, objects: Mapping[str, StoredObject]) -> None:
        self._objects = dict(objects)

    def read(self, key: str) -> StoredObject | None:
        return self._objects.get(key)

    def facts(self, key: str) -> ObjectFacts | None:
        found = self.read(key)
        return ObjectFacts(len(found.body), found.etag, found.metadata) if found else None

    def write(
        self,
        key: str,
        body: bytes,
        *,
        content_type: str,
        metadata: Mapping[str, str] | None = None,
        **_: object,
    ) -> str:
        self._objects[key] = StoredObject(body, content_type, content_etag(body), dict(metadata or {}))
        return self._objects[key].etag


def keep(file: Path, *, dynamodb: Any, s3: Any, tables: list[str], buckets: list[str]) -> None:
    """All items and objects of these, in a file that another process can start from."""
    kept_tables = {name: _items(dynamodb, name) for name in tables}
    kept_buckets = {name: _objects(s3, name) for name in buckets}
    file.write_bytes(pickle.dumps((kept_tables, kept_buckets)))


def use(file: Path, services: Any) -> None:
    """Let functions/cdn's services find what was kept instead of AWS."""
    tables, buckets = pickle.loads(file.read_bytes())
    services.Table = lambda name: MemoryTable(tables[name])
    services.ObjectStore = lambda name: MemoryObjects(buckets[name])


def _items(dynamodb: Any, table: str) -> dict[tuple[str, str], Item]:
    pages = dynamodb.get_paginator("scan").paginate(TableName=table)
    items = [from_attributes(item) for page in pages for item in page["Items"]]
    return {_place(item): item for item in items}


def _objects(s3: Any, bucket: str) -> dict[str, StoredObject]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
    answers = {key: s3.get_object(Bucket=bucket, Key=key) for key in keys}
    return {
        key: StoredObject(one["Body"].read(), one["ContentType"], one["ETag"], one["Metadata"])
        for key, one in answers.items()
    }


def _place(item: Item) -> tuple[str, str]:
    return item["pk"], item["sk"]
