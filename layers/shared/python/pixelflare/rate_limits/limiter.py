"""GCRA on one number per subject: the same decisions as a capped token bucket, in one conditional update.

The number is the theoretical arrival time (TAT) in microseconds. A request is allowed when it would not move the TAT
further than a full bucket ahead of now. See https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm.
Like any token bucket it may let twice the limit pass in one particular window: a full bucket and its refill.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from pixelflare.aws.table import Condition, ConditionFailed, Table
from pixelflare.base.errors import RateLimited
from schema.keys import Key, rate_key

_MICROSECOND = 1_000_000


@dataclass(frozen=True)
class Limit:
    """`amount` in a full bucket, refilled over the period."""

    operation: str
    amount: int
    period: timedelta = timedelta(hours=1)

    @property
    def increment(self) -> int:
        """Microseconds that one request moves the TAT."""
        return int(self.period.total_seconds() * _MICROSECOND) // self.amount


class RateLimiter:
    def __init__(self, table: Table) -> None:
        self._table = table

    def spend(self, limit: Limit, subject: str, *, now: datetime) -> None:
        """Count one request. Raises RateLimited with the seconds until the next is allowed."""
        key = rate_key(limit.operation, subject)
        now_us = int(now.timestamp() * _MICROSECOND)
        latest = now_us + limit.increment * (limit.amount - 1)
        try:
            self._advance(key, limit, now_us, latest)
        except ConditionFailed as failed:
            tat = int(failed.item["tat"]) if failed.item else 0
            if tat > latest:
                raise _limited(limit, tat - latest) from failed
            self._fill_or_advance(key, limit, now_us, latest)

    def _advance(self, key: Key, limit: Limit, now_us: int, latest: int) -> None:
        """The bucket is in use: move the TAT on by one request."""
        self._table.update(
            key,
            set_={"exp": (latest + 2 * limit.increment) // _MICROSECOND + 1},
            add={"tat": limit.increment},
            only_if=Condition("#tat BETWEEN :now AND :latest", {":now": now_us, ":latest": latest}),
        )

    def _fill_or_advance(self, key: Key, limit: Limit, now_us: int, latest: int) -> None:
        """The bucket is full: start anew from now; when another request did that first, join it."""
        try:
            self._table.update(
                key,
                set_={"tat": now_us + limit.increment, "exp": (latest + limit.increment) // _MICROSECOND + 1},
                only_if=Condition("attribute_not_exists(#tat) OR #tat < :now", {":now": now_us}),
            )
        except ConditionFailed:
            try:
                self._advance(key, limit, now_us, latest)
            except ConditionFailed as failed:
                raise _limited(limit, limit.increment) from failed


def _limited(limit: Limit, wait_us: int) -> RateLimited:
    seconds = max(1, ceil(wait_us / _MICROSECOND))
    return RateLimited(f"more than {limit.amount} {limit.operation} requests an hour", retry_after_seconds=seconds)
