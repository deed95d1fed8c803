"""The index of due work: which rows have to be looked at by now."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.clock import text_of
from schema.keys import Key
from schema.keys.core import owner_of_partition
from schema.keys.due import BY_DUE, DUE_SHARDS, NEVER_DUE, DueKind, due_at, due_partition

_PAGE = 1000


class DueRow(NamedTuple):
    """A row of the core table, as the index names it."""

    key: Key
    seen: str
    """Its place in the index, by which a later change is noticed."""

    @property
    def owner(self) -> str:
        return owner_of_partition(self.key["pk"])

    @property
    def name(self) -> str:
        """What the row is about: the sort key without its prefix."""
        return self.key["sk"].partition("#")[2]


class DueWork:
    def __init__(self, table: Table) -> None:
        self._table = table

    def rows(self, kind: DueKind, *, until: datetime) -> Iterator[DueRow]:
        """What is due, the longest first in each partition. The index lags behind the rows by a moment."""
        for shard in range(DUE_SHARDS):
            due = Condition(
                "#g2pk = :g2pk AND #g2sk < :until",
                {":g2pk": due_partition(kind, shard), ":until": text_of(until)},
            )
            after: Key | None = None
            while True:
                page = self._table.query(due, index=BY_DUE, limit=_PAGE, after=after)
                for item in page.items:
                    yield DueRow({"pk": item["pk"], "sk": item["sk"]}, item["g2sk"])
                after = page.last_key
                if after is None:
                    break

    def leave(self, row: DueRow) -> None:
        """Nothing is to be done, unless the row has changed its place meanwhile."""
        as_seen = Condition("#g2sk = :seen", {":seen": row.seen})
        with suppress(ConditionFailed):
            self._table.update(row.key, set_=NEVER_DUE, only_if=as_seen)

    def postpone(self, row: DueRow, kind: DueKind, moment: datetime) -> None:
        """Looks again at that time, unless the row has changed its place meanwhile."""
        as_seen = Condition("#g2sk = :seen", {":seen": row.seen})
        with suppress(ConditionFailed):
            self._table.update(row.key, set_=due_at(kind, text_of(moment), row.name), only_if=as_seen)
