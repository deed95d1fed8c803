"""The audit log as CSV: written line by line as it is read, in pieces that a function can answer."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from pixelflare.audit.log import AuditLog, AuditQuery
from pixelflare.base.csv_lines import csv_lines
from schema.audit import AuditEntry
from schema.limits import MAX_CSV_BYTES

_PAGE = 1000
COLUMNS = tuple(AuditEntry.model_fields)


class AuditTable(NamedTuple):
    text: str
    next_cursor: str | None
    """Where the rest begins; None when this is all."""


def export_entries(
    question: AuditQuery, *, log: AuditLog, cursor: str | None, out_of_time: Callable[[], bool], now: datetime
) -> AuditTable:
    """As many entries as fit, newest first, below the names of the columns. Raises InvalidRequest for a bad cursor or range."""
    lines = list(csv_lines([COLUMNS]))
    size = 0
    while size < MAX_CSV_BYTES:
        page = log.page(question, limit=_PAGE, cursor=cursor, now=now)
        added = list(csv_lines(map(_values, page.data)))
        lines += added
        size += sum(map(len, added))
        cursor = page.next_cursor
        if cursor is None or out_of_time():
            break
    return AuditTable("".join(lines), cursor)


def _values(entry: AuditEntry) -> list[object]:
    details = json.dumps(entry.details, ensure_ascii=False) if entry.details else ""
    values = entry.model_dump(mode="json") | {"details": details}
    return [values[column] for column in COLUMNS]
