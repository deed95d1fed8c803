"""What was applied, who is at work, and how far that has come: rows of the core table.

One row is the lease and the place at once. Who works moves the place on the condition that the lease is still theirs, so a
run that was thought dead and wakes up again can move nothing.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from operations.migrations.migration import Migration
from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from schema.base import Record
from schema.keys import Key
from schema.keys.core import owner_partition
from schema.keys.migrations import MIGRATIONS, applied_key, migrations_key

LEASE = timedelta(minutes=5)
"""Longer than a page of rows takes, with the attempts of the client library."""


class SomebodyMigrates(Exception):
    """Another run has the lease, or has taken it over."""


class Place(Record):
    """How far the migration that is under way has come."""

    number: int | None = None
    cursor: dict[str, str] | None = None
    """The last row that was looked at. None at the beginning of a pass."""
    passes: int = 0
    """How often all rows have been looked at."""
    changed: int = 0
    changed_in_pass: int = 0
    holder: str | None = None
    until: str = ""


class Applied(Record):
    number: int
    name: str
    applied_at: datetime
    changed: int
    """Rows that it has made right."""


class Journal:
    def __init__(self, table: Table) -> None:
        self._table = table

    def applied(self) -> dict[int, Applied]:
        """By their numbers."""
        rows = Condition("#pk = :pk AND #sk > :row", {":pk": MIGRATIONS, ":row": migrations_key()["sk"]})
        found: dict[int, Applied] = {}
        after: Key | None = None
        while True:
            page = self._table.query(rows, limit=1_000, after=after, consistent=True)
            found |= {row["number"]: Applied.model_validate(row) for row in page.items}
            after = page.last_key
            if after is None:
                return found

    def place(self) -> Place:
        return Place.model_validate(self._table.get(migrations_key(), consistent=True) or {})

    def is_new_installation(self) -> bool:
        """Whether no owner has anything yet. Reads the first megabyte of keys at most: whoever has more is not new."""
        page = self._table.scan(["pk"], after=None)
        return page.last_key is None and not any(row["pk"].startswith(owner_partition("")) for row in page.items)

    def begin_with(self, migrations: Sequence[Migration], *, now: datetime) -> None:
        """Nothing of an earlier release is there, so all of them are applied. Can be repeated."""
        for each in migrations:
            row = {"number": each.number, "name": each.name, "applied_at": text_of(now), "changed": 0}
            with suppress(ConditionFailed):
                self._table.put(applied_key(each.number) | row, only_if=ABSENT)

    def take(self, holder: str, *, now: datetime) -> Place:
        """The lease. Raises SomebodyMigrates."""
        free = Condition(
            "attribute_not_exists(#holder) OR #until < :now OR #holder = :holder",
            {":now": text_of(now), ":holder": holder},
        )
        lease = {"holder": holder, "until": text_of(now + LEASE)}
        try:
            return Place.model_validate(self._table.update(migrations_key(), set_=lease, only_if=free))
        except ConditionFailed as taken:
            until = (taken.item or {}).get("until", "")
            raise SomebodyMigrates(f"somebody is migrating already; an interrupted run is over at {until}") from taken

    def note(self, place: Place, *, now: datetime) -> Place:
        """Moves the place, and keeps the lease. Raises SomebodyMigrates."""
        moved = place.model_copy(update={"until": text_of(now + LEASE)})
        try:
            self._table.update(migrations_key(), set_=moved.model_dump(), only_if=_held_by(place))
        except ConditionFailed as lost:
            raise SomebodyMigrates("the lease has ended, and somebody else migrates now") from lost
        return moved

    def finish(self, migration: Migration, place: Place, *, now: datetime) -> Place:
        """The migration is applied. Raises SomebodyMigrates."""
        applied = {"name": migration.name, "number": migration.number, "applied_at": text_of(now)}
        row = applied_key(migration.number) | applied | {"changed": place.changed}
        left = Place(holder=place.holder, until=text_of(now + LEASE))
        moving = self._table.updating(migrations_key(), set_=left.model_dump(), only_if=_held_by(place))
        try:
            self._table.transact([moving, self._table.putting(row)])
        except TransactionRefused as lost:
            raise SomebodyMigrates("the lease has ended, and somebody else migrates now") from lost
        return left

    def give_back(self, place: Place) -> None:
        """The lease; the place stays. Does nothing if it is somebody else's."""
        if place.holder is not None:
            self._table.update_if_possible(
                migrations_key(), set_={"holder": None, "until": None}, only_if=_held_by(place)
            )


def _held_by(place: Place) -> Condition:
    return Condition("#holder = :holder", {":holder": place.holder})
