"""Writes rows anew from the objects that hold what was counted: hours as they are, days from hours, months from days."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pixelflare.analytics.store import RollupWriter, Run, merged
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from schema.keys.rollups import Interval, moment_of, period_of, period_of_object, rollups_of


def rebuild(table: Table, objects: ObjectStore, *, hours_kept_days: int, now: datetime) -> int:
    """The number of rows that were written. Numbers whose objects are gone stay as they are."""
    writer, run = RollupWriter(table, objects), Run(now)
    hours = _periods(objects, Interval.HOUR)
    written = 0
    for hour in hours:
        expiry = hour + timedelta(days=hours_kept_days)
        if expiry > now:
            written += writer.rewrite(period_of(Interval.HOUR, hour), run=run, expires_at=expiry)
    written += _sum(writer, Interval.DAY, Interval.HOUR, hours, run=run)
    return written + _sum(writer, Interval.MONTH, Interval.DAY, _periods(objects, Interval.DAY), run=run)


def _sum(writer: RollupWriter, interval: Interval, of: Interval, parts: Iterable[datetime], *, run: Run) -> int:
    wholes: dict[str, list[str]] = {}
    for part in parts:
        wholes.setdefault(period_of(interval, part), []).append(period_of(of, part))
    written = 0
    for whole, periods in sorted(wholes.items()):
        writer.write(whole, merged(map(writer.read, periods)), run=run, expires_at=None)
        written += writer.rewrite(whole, run=run, expires_at=None)
    return written


def _periods(objects: ObjectStore, interval: Interval) -> list[datetime]:
    found = objects.all_listed(rollups_of(interval))
    return sorted({moment_of(period_of_object(each.key)) for each in found})
