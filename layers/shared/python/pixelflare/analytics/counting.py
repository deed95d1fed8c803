"""Counts hours anew whose files have changed, then their days and months. It may run twice, late, or stop anywhere."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pixelflare.analytics.attribution import attribute
from pixelflare.analytics.engines import HourOfLogs, LogEngine
from pixelflare.analytics.history import PathHistory
from pixelflare.analytics.hosts import HostOwner
from pixelflare.analytics.lines import Left
from pixelflare.analytics.store import RollupWriter, Run, merged
from pixelflare.analytics.tally import VIEWS
from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.objects import ListedObject, ObjectStore
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.observability import count, logger
from pixelflare.catalog import PathLookup
from schema.access_logs import LATE_LOG_HOURS, hour_prefix
from schema.keys.rollups import Interval, manifest_key, period_of

_SUMMED = "summed"
"""Of a manifest: whether the hour is in its day and month. A run may stop in between."""


@dataclass(frozen=True)
class AnalyticsServices:
    logs: ObjectStore
    prefix: str
    derived: Table
    lookup: PathLookup
    engine: LogEngine
    hours_kept_days: int
    host_owner: HostOwner
    """Reads each host once."""

    @property
    def writer(self) -> RollupWriter:
        return RollupWriter(self.derived, self.logs)


def recompute(services: AnalyticsServices, *, scheduled: datetime, began: datetime) -> dict[str, int]:
    """Counts the hours up to the scheduled moment, as far back as files may still come."""
    this_hour, run = scheduled.astimezone(UTC).replace(minute=0, second=0, microsecond=0), Run(began)
    hours = [this_hour - timedelta(hours=back) for back in range(LATE_LOG_HOURS, -1, -1)]
    left = PathHistory(services.derived).since(hours[0], until=max(began, scheduled))
    done = {
        hour: manifest
        for hour in hours
        if (manifest := _counted(hour, services=services, left=left, run=run)) is not None
    }
    days = sorted({hour.replace(hour=0) for hour in done})
    for day in days:
        _sum(Interval.DAY, day, [day + timedelta(hours=hour) for hour in range(24)], Interval.HOUR, services, run)
    for month in sorted({day.replace(day=1) for day in days}):
        _sum(Interval.MONTH, month, list(_days_of(month)), Interval.DAY, services, run)
    for hour, manifest in done.items():
        _note_summed(hour, manifest, services)
    return {"hours": len(done), "days": len(days)}


def _counted(hour: datetime, *, services: AnalyticsServices, left: Left, run: Run) -> Item | None:
    """The hour's manifest, if its day is still to be summed: it was counted now, or by a run that stopped before that."""
    files = services.logs.all_listed(hour_prefix(services.prefix, hour))
    state, period = _state_of(files), period_of(Interval.HOUR, hour)
    known = services.derived.get(manifest_key(period), consistent=True)
    if not files:
        return None
    if known is not None and known["state"] == state:
        return None if known.get(_SUMMED, True) else known
    size = sum(file.size_bytes for file in files)
    if services.engine.most_bytes is not None and size > services.engine.most_bytes:
        logger.error("an hour of logs is too large for one function", period=period, bytes=size)
        count("AnalyticsHourTooLarge")
        return None
    counted = services.engine.count(HourOfLogs(hour, files, run.name), left=left, owner_of=services.host_owner)
    attributed = attribute(counted.by_image, lookup=services.lookup)
    expiry = hour + timedelta(days=services.hours_kept_days)
    rows = services.writer.write(period, attributed.images, run=run, expires_at=expiry)
    manifest: Item = {
        **{"state": state, "run": run.name, "files": len(files), "bytes": size, "rows": rows},
        **{"lines": counted.lines, "others": counted.others, "repeated": counted.repeated},
        **{
            "unreadable": counted.unreadable,
            "unknown_hosts": counted.unknown_hosts,
            "strangers": attributed.strangers.totals[VIEWS],
        },
        "closed": run.began >= hour + timedelta(hours=LATE_LOG_HOURS),
        _SUMMED: False,
        "exp": int(expiry.timestamp()),
    }
    try:
        services.derived.put(manifest_key(period) | manifest, only_if=run.not_newer)
    except ConditionFailed:
        logger.info("a newer run has counted this hour", period=period)
    return manifest


def _note_summed(hour: datetime, manifest: Item, services: AnalyticsServices) -> None:
    """The hour is in its day and month. Whoever has counted it anew meanwhile says so of that."""
    same = Condition("#run = :run", {":run": manifest["run"]})
    with suppress(ConditionFailed):
        key = manifest_key(period_of(Interval.HOUR, hour))
        services.derived.put({**manifest, **key, _SUMMED: True}, only_if=same)


def _sum(
    interval: Interval,
    start: datetime,
    parts: Sequence[datetime],
    of: Interval,
    services: AnalyticsServices,
    run: Run,
) -> None:
    writer = services.writer
    images = merged(writer.read(period_of(of, part)) for part in parts)
    writer.write(period_of(interval, start), images, run=run, expires_at=None)


def _days_of(month: datetime) -> Iterator[datetime]:
    day = month
    while day.month == month.month:
        yield day
        day += timedelta(days=1)


def _state_of(files: Sequence[ListedObject]) -> str:
    """Changes with every file that comes, goes or is replaced; their order makes no difference."""
    text = "\n".join(sorted(f"{file.key} {file.etag}" for file in files))
    return hashlib.sha256(text.encode()).hexdigest()
