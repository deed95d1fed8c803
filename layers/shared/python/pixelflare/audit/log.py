"""The audit table: entries by owner and month. No code and no role changes or removes an entry."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pixelflare.audit.entries import entry_of
from pixelflare.audit.ids import first_id_at
from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.aws.table import QueryPage as TablePage
from pixelflare.base.cursors import Cursors
from pixelflare.base.errors import InvalidRequest, Unavailable
from pixelflare.base.observability import count_for_all, logger
from schema.audit import AUDIT_ID_LENGTH, AUDIT_SERVICE, AuditEntry, AuditStatus
from schema.budgets import CLOCKS_DIFFER
from schema.keys.audit import audit_key
from schema.pages import Page

_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
"""The first month that can have entries."""
_MAX_READS = 20
"""The maximum number of queries to fill one page. A page may be short and still have a next one."""
_MOST_GAPS = 10_000
"""That a process remembers to have noted."""
_FILTERED = 250
"""Entries that a query with a filter looks at. So a page with one looks at 5,000 at most."""


@dataclass(frozen=True)
class AuditQuery:
    """An owner's entries, newest first: from `since` on, and before `until`."""

    owner: str
    since: datetime | None = None
    until: datetime | None = None
    action: str | None = None
    resource_type: str | None = None
    status: AuditStatus | None = None
    actor: str | None = None


class _Place(NamedTuple):
    """The start of a page: in this month, after this entry."""

    month: str
    after: str | None = None


class AuditLog:
    def __init__(self, table: Table, *, cursor_key: Callable[[], bytes]) -> None:
        self._table = table
        self._cursors = Cursors(cursor_key)
        self._gaps: set[tuple[str, datetime]] = set()

    def append(self, owner: str, entry: AuditEntry) -> None:
        """Writes a new entry. Nothing can take the place of one that is there."""
        row = _row(owner, entry)
        try:
            self._table.put(row, only_if=ABSENT)
        except ConditionFailed as standing:
            if standing.item != row:  # otherwise the answer was lost, and the client library has sent it again
                raise

    def appending(self, owner: str, entry: AuditEntry) -> dict[str, Any]:
        """The same as a member of a transaction: the entry is there if and only if its change is."""
        return self._table.putting(_row(owner, entry), only_if=ABSENT)

    def note(self, owner: str, entry: AuditEntry) -> None:
        """Writes the entry of what has happened already. An outage is no failure of it, and raises the alarm."""
        try:
            self.append(owner, entry)
        except Unavailable:
            entry_lost(entry.action, entry.resource_type)

    def note_gap(self, owner: str, *, now: datetime) -> None:
        """Says, once a day, that changes of the library are left out, so that no log is silent about its gaps."""
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if (owner, day) in self._gaps:
            return
        entry = entry_of(
            "leave_out", "audit_log", None, by="audit_logging=off", now=day, details={"day": f"{day:%Y-%m-%d}"}
        )
        entry = entry.model_copy(update={"id": first_id_at(day).ljust(AUDIT_ID_LENGTH, "0")})
        with suppress(ConditionFailed):  # another request has said it
            self.append(owner, entry)
        if len(self._gaps) >= _MOST_GAPS:
            self._gaps.clear()
        self._gaps.add((owner, day))

    def page(self, question: AuditQuery, *, limit: int, cursor: str | None, now: datetime) -> Page[AuditEntry]:
        """Newest first, month after month. Raises InvalidRequest for a cursor of another list, and for a range that ends
        before it begins."""
        if question.since and question.until and question.until < question.since:
            raise InvalidRequest("the range ends before it begins", details={"parameter": "to"})
        latest = now + CLOCKS_DIFFER
        since, until = max(question.since or _BEGINNING, _BEGINNING), min(question.until or latest, latest)
        if until <= since:
            return Page(data=[])
        place = _Place(**self._cursors.read(cursor, of=repr(question))) if cursor else _Place(_month(until))
        entries: list[AuditEntry] = []
        for _ in range(_MAX_READS):
            left = limit - len(entries)
            if place.month < _month(since) or not left:
                break
            found = self._ask(question, place, since=since, until=until, limit=left)
            entries += map(_entry, found.items[:left])
            place = _after(place, found, taken=left)
        has_ended = place.month < _month(since)
        next_cursor = None if has_ended else self._cursors.give(place._asdict(), of=repr(question))
        return Page(data=entries, next_cursor=next_cursor)

    def _ask(self, question: AuditQuery, place: _Place, *, since: datetime, until: datetime, limit: int) -> TablePage:
        partition = audit_key(question.owner, place.month, "")["pk"]
        only = _filter(question)
        between = {":pk": partition, ":from": first_id_at(since), ":to": first_id_at(until)}
        return self._table.query(
            Condition("#pk = :pk AND #sk BETWEEN :from AND :to", between),
            limit=max(limit, _FILTERED) if only else limit,
            newest_first=True,
            after={"pk": partition, "sk": place.after} if place.after else None,
            only=only,
            consistent=True,
        )


def entry_lost(action: str, resource_type: str) -> None:
    """Says that a change has no entry. Call it while its exception is handled."""
    logger.exception("audit entry not written", action=action, resource_type=resource_type)
    count_for_all("AuditEntryLost", of=AUDIT_SERVICE)


def _after(place: _Place, found: TablePage, *, taken: int) -> _Place:
    """Where the next page begins, when so many of what was found have been taken."""
    if len(found.items) > taken:
        return _Place(place.month, found.items[taken - 1]["sk"])
    return _Place(place.month, found.last_key["sk"]) if found.last_key else _Place(_month_before(place.month))


def _row(owner: str, entry: AuditEntry) -> Item:
    item = entry.model_dump(mode="json", exclude={"details"}, exclude_none=True)
    # As text, because a route's details may be any JSON, also values that no attribute can store.
    details = {"details": json.dumps(entry.details)} if entry.details else {}
    return item | details | audit_key(owner, _month(entry.at), entry.id)


def _filter(question: AuditQuery) -> Condition | None:
    names = ("action", "resource_type", "status", "actor")
    asked = {name: getattr(question, name) for name in names}
    wanted = {name: str(value) for name, value in asked.items() if value is not None}
    if not wanted:
        return None
    expression = " AND ".join(f"#{name} = :{name}" for name in wanted)
    return Condition(expression, {f":{name}": value for name, value in wanted.items()})


def _entry(item: Item) -> AuditEntry:
    details: Any = json.loads(item.get("details", "{}"))
    return AuditEntry.model_validate(item | {"details": details})


def _month(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m")


def _month_before(month: str) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 2, 12)
    return f"{year:04d}-{number + 1:02d}"
