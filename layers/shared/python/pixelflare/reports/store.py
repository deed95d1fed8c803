"""Reports in the core table: one partition of those that are open, one of those that are decided."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.cursors import Cursors
from pixelflare.base.errors import ChangedMeanwhile
from schema.keys.core import report_key
from schema.pages import Page
from schema.reports import Report, ReportResource, ReportState


class ReportStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, report: Report) -> None:
        self._table.put(_row(report), only_if=ABSENT)

    def find(self, report_id: str) -> Report | None:
        for is_open in (True, False):
            if item := self._table.get(report_key(report_id, is_open=is_open), consistent=True):
                return Report.model_validate(item)
        return None

    def decide(self, report: Report, state: ReportState, *, reason: str | None, now: datetime) -> Report:
        """Raises ChangedMeanwhile."""
        change: Mapping[str, Any] = {"state": state, "reason": reason, "version": report.version + 1}
        decided = report.model_copy(update={**change, "decided_at": None if state is ReportState.OPEN else now})
        same = Condition("#version = :version", {":version": report.version})
        old, new = (report_key(each.report_id, is_open=_is_open(each)) for each in (report, decided))
        writes = [self._table.putting(_row(decided), only_if=same if old == new else ABSENT)]
        if old != new:
            writes.append(self._table.deleting(old, only_if=same))
        try:
            self._table.transact(writes)
        except TransactionRefused as refused:
            raise ChangedMeanwhile("somebody else decided on this report at the same time") from refused
        return decided

    def page(self, *, is_open: bool, cursors: Cursors, limit: int, cursor: str | None) -> Page[Report]:
        """Open ones oldest first, decided ones newest first. Raises InvalidRequest for a cursor of another list."""
        partition, question = report_key("", is_open=is_open)["pk"], f"reports {is_open}"
        after = {"pk": partition, "sk": cursors.read(cursor, of=question)["sk"]} if cursor else None
        found = self._table.query(
            Condition("#pk = :pk", {":pk": partition}),
            limit=limit,
            after=after,
            newest_first=not is_open,
            consistent=True,
        )
        following = cursors.give({"sk": found.last_key["sk"]}, of=question) if found.last_key else None
        return Page(data=[Report.model_validate(item) for item in found.items], next_cursor=following)


def report_resource(report: Report) -> ReportResource:
    return ReportResource(id=report.report_id, **report.model_dump(include=set(ReportResource.model_fields)))


def _row(report: Report) -> dict[str, Any]:
    times = {"created_at": text_of(report.created_at)}
    if report.decided_at:
        times["decided_at"] = text_of(report.decided_at)
    stated = report.model_dump(mode="json", exclude_none=True)
    return stated | times | report_key(report.report_id, is_open=_is_open(report))


def _is_open(report: Report) -> bool:
    return report.state is ReportState.OPEN
