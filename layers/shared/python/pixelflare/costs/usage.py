"""How many units of each part of a receipt were used in a month. All of it adds up: an owner's is the sum of their images'."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pixelflare.analytics import BYTES, MISSES, REQUESTS, Tally
from pixelflare.costs.charges import AI, PURGE, sum_of
from pixelflare.costs.records import CostRecord
from schema import costs

Usage = dict[str, int]
"""Units by the names of schema.costs.PARTS."""

VARIANT_SHARE = (11, 40)
"""Bytes of variants to those of the original, where nobody has counted them: as in docs/costs.md."""
_MILLISECOND = timedelta(milliseconds=1)


class Month(NamedTuple):
    begin: datetime
    end: datetime

    @property
    def name(self) -> str:
        return f"{self.begin:%Y-%m}"

    def byte_months(self, size: int, since: datetime, until: datetime) -> int:
        """Rounded down once, so that sums of it are exact."""
        held = max(timedelta(0), min(until, self.end) - max(since, self.begin))
        return size * (held // _MILLISECOND) // ((self.end - self.begin) // _MILLISECOND)


def month_of(name: str) -> Month:
    """Of a name like `2026-11`."""
    begin = datetime.strptime(name, "%Y-%m").replace(tzinfo=UTC)
    return Month(begin, (begin + timedelta(days=31)).replace(day=1))


def used_by_record(record: CostRecord, month: Month, *, until: datetime) -> Usage:
    """What is stored of an image until that moment, and what its upload took if it was in this month."""
    used = {"purges": sum_of(record.charges, PURGE, month.name), "ai": _paid(record, month)}
    if record.since is None:
        return used
    gone = min(until, record.until or until)
    seen = min(gone, record.binned or gone)
    variant_bytes = record.bytes * VARIANT_SHARE[0] // VARIANT_SHARE[1]
    used |= {
        "originals": month.byte_months(record.bytes, record.since, gone),
        "variants": month.byte_months(variant_bytes, record.since, seen),
        "records": month.byte_months(costs.RECORD_BYTES, record.since, gone),
    }
    return added([used, _UPLOAD]) if month.begin <= record.since < month.end else used


def used_by_views(tally: Tally) -> Usage:
    """What an image or an owner was asked for."""
    requests, misses = tally.totals[REQUESTS], tally.totals[MISSES]
    return {
        "requests": requests,
        "edge_functions": 2 * requests,
        "object_reads": misses,
        "made": misses,
        "transfer": tally.totals[BYTES],
        "compute": misses * costs.MAKING_MB_SECONDS,
    }


def added(many: Iterable[Mapping[str, int]]) -> Usage:
    whole = dict.fromkeys(costs.PARTS, 0)
    for used in many:
        for part, units in used.items():
            whole[part] += units
    return whole


def _paid(record: CostRecord, month: Month) -> int:
    return sum_of(record.charges, AI, month.name)


_UPLOAD: Usage = {
    "object_writes": costs.UPLOAD_PUTS + costs.UPLOAD_LISTS,
    "object_reads": costs.UPLOAD_GETS,
    "record_writes": costs.UPLOAD_WRITES + costs.SEARCH_WRITES + costs.DUE_WRITES + costs.COST_WRITES,
    "messages": costs.UPLOAD_MESSAGES,
    "compute": costs.UPLOAD_MB_SECONDS,
}
