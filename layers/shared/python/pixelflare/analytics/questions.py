"""What routes ask: which periods a range of time has, and what their rows add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pixelflare.analytics.attribution import UNATTRIBUTED
from pixelflare.analytics.store import RollupReader
from pixelflare.analytics.tally import COUNTRY, IMAGE, Tally
from pixelflare.base.errors import InvalidRequest
from schema.analytics import AnalyticsPoint, AnalyticsShare, AnalyticsSummary
from schema.keys import Key
from schema.keys.rollups import Interval, image_rollup_key, moment_of, period_of, rollup_key
from schema.limits import MAX_POINTS

_DEFAULT = timedelta(days=30)
_YEARS = range(2000, 9999)
"""Times at the ends of the calendar have none in another time zone."""
_LENGTHS = {Interval.HOUR: timedelta(hours=1), Interval.DAY: timedelta(days=1), Interval.MONTH: timedelta(days=28)}
_BY_HOUR = timedelta(days=2)


@dataclass(frozen=True)
class Span:
    """Whole periods: from the one that holds the beginning to the one that holds the last moment before the end."""

    since: datetime
    until: datetime
    interval: Interval

    @property
    def first(self) -> str:
        return period_of(self.interval, self.since)

    @property
    def last(self) -> str:
        return period_of(self.interval, max(self.since, self.until - timedelta(microseconds=1)))


def span_of(
    since: datetime | None, until: datetime | None, *, interval: Interval | None, hours_kept_days: int, now: datetime
) -> Span:
    """By default the last 30 days; without an interval, hours for up to two days that still have them, else days.

    Raises InvalidRequest for a range that makes no sense.
    """
    for name, moment in (("from", since), ("to", until)):
        if moment and moment.year not in _YEARS:
            raise InvalidRequest("no views were counted in that year", details={"parameter": name})
    end = (until or now).astimezone(UTC)
    start = (since or min(end, now) - _DEFAULT).astimezone(UTC)
    if start > end:
        raise InvalidRequest("the range ends before it begins", details={"parameter": "to"})
    if start > now:
        raise InvalidRequest("the range lies in the future", details={"parameter": "from"})
    has_hours = start >= now - timedelta(days=hours_kept_days)
    if interval is Interval.HOUR and not has_hours:
        raise InvalidRequest(f"hours are kept for {hours_kept_days} days", details={"parameter": "from"})
    chosen = interval or (Interval.HOUR if has_hours and end - start <= _BY_HOUR else Interval.DAY)
    if (end - start) / _LENGTHS[chosen] > MAX_POINTS:
        raise InvalidRequest(f"the range has more than {MAX_POINTS} points", details={"parameter": "interval"})
    return Span(start, end, chosen)


class Analytics:
    """An owner's, or one of their images'."""

    def __init__(self, rollups: RollupReader, owner: str, image_id: str | None = None) -> None:
        self._rollups, self._owner, self._image_id = rollups, owner, image_id

    def periods(self, span: Span) -> list[tuple[str, Tally]]:
        return self._rollups.between(self._key(span.first), span.last)

    def whole(self, span: Span) -> Tally:
        whole = Tally()
        for _, tally in self.periods(span):
            whole.add(tally)
        return whole

    def _key(self, period: str) -> Key:
        if self._image_id is None:
            return rollup_key(self._owner, period)
        return image_rollup_key(self._owner, self._image_id, period)


def totals_of(tally: Tally) -> dict[str, int]:
    names = ("requests", "views", "bandwidth_bytes", "hits", "misses", "errors", "bot_views")
    return dict(zip(names, tally.totals, strict=True))


def summary_of(tally: Tally, span: Span) -> AnalyticsSummary:
    images = tally.of(IMAGE)
    unattributed, _ = images.pop(UNATTRIBUTED, (0, 0))
    return AnalyticsSummary(
        since=span.since,
        until=span.until,
        unattributed_views=unattributed,
        images=len(images),
        countries=len(tally.of(COUNTRY)),
        **totals_of(tally),
    )


def points_of(periods: Sequence[tuple[str, Tally]]) -> list[AnalyticsPoint]:
    return [AnalyticsPoint(t=moment_of(period), **totals_of(tally)) for period, tally in periods]


def ranking_of(tally: Tally, kind: str, *, limit: int) -> list[AnalyticsShare]:
    """The most viewed first, then the largest, then by name."""
    shares = [(name, pair) for name, pair in tally.of(kind).items() if (kind, name) != (IMAGE, UNATTRIBUTED)]
    ranked = sorted(shares, key=lambda share: (-share[1][0], -share[1][1], share[0]))
    return [AnalyticsShare(name=name, views=views, bandwidth_bytes=size) for name, (views, size) in ranked[:limit]]
