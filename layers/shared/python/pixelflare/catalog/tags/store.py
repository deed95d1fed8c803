"""Tag records in the core table, and the live images of a tag.

Tagging an image has two steps, and each may be interrupted. First ensure that the tag's record exists (`ensure`). Then
write the image and its row below the tag in one transaction. Deleting a tag also has two: mark its record as retired,
then remove the tag from each image. A retired record stays longer than any request lives, and a retired tag on an image
counts as a tag. So no image can have a tag that is not listed. A condition check in the transaction would do the same,
but uploads with the same tag would collide.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import PRESENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile, Conflict, NotFound, PreconditionFailed
from schema.budgets import TAG_RETIRED
from schema.keys import Key
from schema.keys.core import TAG_COUNT_SHARDS, owner_partition, tag_count_prefix, tag_prefix, tag_record_key
from schema.keys.due import NEVER_DUE, DueKind, due_at
from schema.library.tags import TagRecord

_BELOW = "#pk = :pk AND begins_with(#sk, :prefix)"
_ZERO = Condition("#images = :zero", {":zero": 0})


class TagStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, tag: str) -> TagRecord | None:
        item = self._table.get(tag_record_key(owner, tag), consistent=True)
        return TagRecord.model_validate(item) if item else None

    def page(self, owner: str, *, after: str | None, limit: int) -> tuple[list[TagRecord], str | None]:
        """Records in tag order, with retired ones. Also the last one's tag, if there may be more."""
        start = tag_record_key(owner, after) if after else None
        page = self._table.query(_below(tag_record_key(owner, "")), limit=limit, after=start, consistent=True)
        records = [TagRecord.model_validate(item) for item in page.items]
        return records, records[-1].tag if page.last_key and records else None

    def ensure(self, owner: str, tags: frozenset[str], *, now: datetime) -> None:
        """Ensures that each tag has a record that is not retired. Call it each time before tagging an image."""
        keys = [tag_record_key(owner, tag) for tag in sorted(tags)]
        standing = {item["tag"] for item in self._table.get_many(keys) if "retired_at" not in item}
        for tag in sorted(tags - standing):
            with suppress(Conflict):  # another request created it at the same time
                self.add(owner, TagRecord(tag=tag, created_at=now, updated_at=now))

    def add(self, owner: str, record: TagRecord) -> TagRecord:
        """The record as stored. Raises Conflict if the tag exists. The same record may be written twice.

        Versions continue from a retired record, so that no old ETag matches the new one.
        """
        row = _row(record)
        free = Condition(
            "attribute_not_exists(#pk) OR attribute_exists(#retired_at)"
            " OR (#created_at = :created_at AND #updated_at = :created_at)",
            {":created_at": row["created_at"]},
        )
        key = tag_record_key(owner, record.tag)
        try:
            return TagRecord.model_validate(self._table.update(key, set_=row, add={"version": 1}, only_if=free))
        except ConditionFailed as taken:
            raise Conflict(f"tag {record.tag} exists already") from taken

    def change(self, owner: str, record: TagRecord, change: Mapping[str, Any], *, now: datetime) -> TagRecord:
        """The changed record, no longer retired. Raises ChangedMeanwhile if it has changed since it was read."""
        set_ = {**change, "updated_at": text_of(now), "version": record.version + 1, "retired_at": None, **NEVER_DUE}
        try:
            item = self._table.update(tag_record_key(owner, record.tag), set_=set_, only_if=_version(record.version))
        except ConditionFailed as changed:
            raise ChangedMeanwhile(f"somebody else changed tag {record.tag} at the same time") from changed
        return TagRecord.model_validate(item)

    def retire(self, owner: str, tag: str, *, expected_version: int | None, now: datetime) -> None:
        """Can be repeated. Raises NotFound, PreconditionFailed."""
        only_if = PRESENT if expected_version is None else _version(expected_version)
        due = due_at(DueKind.TAG, text_of(now + TAG_RETIRED), f"{owner}#{tag}")
        retired = {"retired_at": text_of(now), **due}
        try:
            self._table.update(tag_record_key(owner, tag), set_=retired, only_if=only_if)
        except ConditionFailed as failed:
            if failed.item is None:
                raise NotFound(f"no tag {tag}") from failed
            raise PreconditionFailed(f"tag {tag} is at another version") from failed

    def forget(self, owner: str, record: TagRecord, *, also: Sequence[dict[str, Any]] = (), now: datetime) -> None:
        """Removes a record that was retired long ago, unless the tag is in use again; and its counts, which are zero. `also`
        is written in the record's transaction."""
        if record.retired_at is None or record.retired_at > now - TAG_RETIRED:
            return
        still = Condition("#retired_at = :retired_at", {":retired_at": text_of(record.retired_at)})
        with suppress(TransactionRefused):
            self._table.transact([self._table.deleting(tag_record_key(owner, record.tag), only_if=still), *also])
        for part in self._counts(owner, record.tag):
            with suppress(ConditionFailed):
                self._table.delete({"pk": part["pk"], "sk": part["sk"]}, only_if=_ZERO)

    def count(self, owner: str, tag: str) -> int:
        """The number of live images with the tag: kept by the transactions that tag images, in up to 64 rows."""
        return sum(int(part["images"]) for part in self._counts(owner, tag))

    def _counts(self, owner: str, tag: str) -> list[Item]:
        parts = Condition(_BELOW, {":pk": owner_partition(owner), ":prefix": tag_count_prefix(tag)})
        return self._table.query(parts, limit=TAG_COUNT_SHARDS, consistent=True).items

    def images_with(self, owner: str, tag: str, *, limit: int) -> list[str]:
        """Ids of live images with the tag, oldest first, with a consistent read."""
        page = self._table.query(_rows(owner, tag), limit=limit, consistent=True)
        return [item["sk"].removeprefix(tag_prefix(tag)) for item in page.items]


def _row(record: TagRecord) -> Item:
    times = {"created_at": text_of(record.created_at), "updated_at": text_of(record.updated_at)}
    return record.model_dump(mode="json", exclude={"version"}) | times | NEVER_DUE


def _version(version: int) -> Condition:
    return Condition("#version = :version", {":version": version})


def _rows(owner: str, tag: str) -> Condition:
    return Condition(_BELOW, {":pk": owner_partition(owner), ":prefix": tag_prefix(tag)})


def _below(key: Key) -> Condition:
    return Condition(_BELOW, {":pk": key["pk"], ":prefix": key["sk"]})
