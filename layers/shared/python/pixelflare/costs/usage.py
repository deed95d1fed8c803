"""How many units of each part of a receipt were used in a month. All of it adds up: an owner's is the sum of their images'."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pixelflare.analytics import BYTES, MISSES, REQUESTS, Tally
from pixelflare.costs.charges import AI, COMPUTE, PURGE, VECTOR, first_month_of, sum_of
from pixelflare.costs.records import CostRecord
from pixelflare.search import SentenceUsage
from schema import costs

Usage = dict[str, int]
"""Units by the names of schema.costs.PARTS."""

_MILLISECOND = timedelta(milliseconds=1)


class Month(NamedTuple):
    name: str
    """Like `2026-11`."""
    begin: datetime
    end: datetime

    def byte_months(self, size: int, since: datetime, until: datetime) -> int:
        """Rounded down once, so that sums of it are exact."""
        held = max(timedelta(0), min(until, self.end) - max(since, self.begin))
        return size * (held // _MILLISECOND) // ((self.end - self.begin) // _MILLISECOND)


def month_of(name: str) -> Month:
    """Of a name like `2026-11`."""
    begin = datetime.strptime(name, "%Y-%m").replace(tzinfo=UTC)
    return Month(name, begin, (begin + timedelta(days=31)).replace(day=1))


def used_by_record(record: CostRecord, month: Month, *, until: datetime) -> Usage:
    """What is stored of an image until that moment, and what its upload took if it was in this month."""
    used = {part: sum_of(record.charges, kind, month.name) for part, kind in _CHARGED.items()}
    used |= stored_by_record(record, month, until=until)
    if record.since is not None and month.begin <= record.since < month.end:
        used |= _UPLOAD | {"assumed_compute": _INDEX if used["compute"] else costs.UPLOAD_MB_SECONDS}
    return used


def stored_by_record(record: CostRecord, month: Month, *, until: datetime) -> Usage:
    """What is stored of an image until that moment."""
    if record.since is None:
        return {}
    gone = min(until, record.until or until)
    seen = min(gone, record.binned or gone)
    embedded = first_month_of(record.charges, VECTOR)
    vectors = (
        month.byte_months(costs.VECTOR_BYTES, max(record.since, month_of(embedded).begin), gone) if embedded else 0
    )
    return {
        "originals": month.byte_months(record.bytes, record.since, gone),
        "variants": month.byte_months(record.variant_bytes, record.since, seen),
        "records": month.byte_months(costs.RECORD_BYTES, record.since, gone),
        "vectors": vectors,
    }


def used_by_views(tally: Tally) -> Usage:
    """What an image or an owner was asked for."""
    requests, misses = tally.totals[REQUESTS], tally.totals[MISSES]
    return {
        "requests": requests,
        "edge_functions": 2 * requests,
        "object_reads": misses,
        "made": misses,
        "on_demand": misses * costs.ON_DEMAND_BYTE_MONTHS,
        "transfer": tally.totals[BYTES],
        "assumed_compute": misses * costs.MAKING_MB_SECONDS,
    }


def used_by_sentences(asked: SentenceUsage) -> Usage:
    """What an owner's searches by meaning took."""
    return {"sentences": asked.tokens, "sentence_queries": asked.queries}


def added(many: Iterable[Mapping[str, int]]) -> Usage:
    whole = dict.fromkeys(costs.PARTS, 0)
    for used in many:
        add_to(whole, used)
    return whole


def add_to(whole: Usage, used: Mapping[str, int]) -> None:
    for part, units in used.items():
        whole[part] += units


_CHARGED = {"purges": PURGE, "ai": AI, "compute": COMPUTE, "vectors_put": VECTOR}
_INDEX = costs.INDEX_MB_SECONDS
_UPLOAD: Usage = {
    "object_writes": costs.UPLOAD_PUTS + costs.UPLOAD_LISTS,
    "object_reads": costs.UPLOAD_GETS,
    "record_writes": costs.UPLOAD_WRITES + costs.SEARCH_WRITES + costs.DUE_WRITES + costs.COST_WRITES,
    "messages": costs.UPLOAD_MESSAGES,
}
