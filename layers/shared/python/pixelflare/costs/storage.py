"""How much an owner had stored at which time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pixelflare.analytics import Span
from pixelflare.costs.records import CostRecord
from schema.analytics import StoragePoint
from schema.keys.rollups import Interval, moment_of, period_of

_LONGEST = {Interval.HOUR: timedelta(hours=1), Interval.DAY: timedelta(days=1), Interval.MONTH: timedelta(days=31)}


def storage_points(records: Sequence[CostRecord], span: Span, *, now: datetime) -> list[StoragePoint]:
    """A point for each period that has begun: what was stored at its end, or is now."""
    points: list[StoragePoint] = []
    begin = moment_of(span.first)
    while begin <= moment_of(span.last) and begin <= now:
        end = moment_of(period_of(span.interval, begin + _LONGEST[span.interval]))
        at = min(end, now)
        held = [each for each in records if each.since and each.since < at and (each.until is None or at <= each.until)]
        in_bin = [each for each in held if each.binned and each.binned < at]
        points.append(
            StoragePoint(
                t=begin.astimezone(UTC),
                images=len(held) - len(in_bin),
                original_bytes=sum(each.bytes for each in held),
                variant_bytes=sum(each.variant_bytes for each in held) - sum(each.variant_bytes for each in in_bin),
                bin_images=len(in_bin),
                bin_bytes=sum(each.bytes for each in in_bin),
            )
        )
        begin = end
    return points
