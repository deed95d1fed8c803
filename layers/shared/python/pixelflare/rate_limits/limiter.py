"""GCRA on one number for each subject. It decides like a capped token bucket, with one conditional update.

The number is the theoretical arrival time (TAT) in microseconds. A request is allowed if it moves the TAT no further
than a full bucket ahead of now. See https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm. Like any token bucket,
it may allow twice the limit in one window: a full bucket and its refill.

An allowed request costs one write, or two if another process uses a bucket that this one takes for full. A refused
request costs one, and none while this process remembers the bucket. So a flood does not write.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.errors import RateLimited, Unavailable
from schema.keys import Key
from schema.keys.ephemeral import rate_key

_MICROSECOND = 1_000_000
_REMEMBERED = 10_000
"""The number of subjects whose TAT a process remembers, about 2 MB."""
_PERIODS = {
    timedelta(days=30): "30 days",
    timedelta(days=1): "a day",
    timedelta(hours=1): "an hour",
    timedelta(minutes=1): "a minute",
    timedelta(seconds=1): "a second",
}


@dataclass(frozen=True)
class Limit:
    """`amount` in a full bucket, refilled over the period. 0 means no limit."""

    operation: str
    amount: int
    period: timedelta = timedelta(hours=1)
    reserved: int = 0
    """Of a full bucket, what this caller leaves to others who use the same one. It refills for all of them."""

    def scaled(self, *, factor: int, percent: int) -> "Limit":
        """A bucket so many times as large, of which the caller may use this share: at least one request."""
        whole = self.amount * factor
        return replace(self, amount=whole, reserved=whole - max(1, whole * percent // 100)) if whole else self

    @property
    def usable(self) -> int:
        return self.amount - self.reserved

    @property
    def increment(self) -> int:
        """The microseconds by which one request moves the TAT."""
        return int(self.period.total_seconds() * _MICROSECOND) // self.amount

    @property
    def span(self) -> int:
        """The microseconds of what the caller may use of a full bucket."""
        return self.increment * self.usable

    def __str__(self) -> str:
        every = _PERIODS.get(self.period, f"{int(self.period.total_seconds())} seconds")
        return f"{self.usable} {self.operation} requests {every if every.startswith('a') else f'in {every}'}"


@dataclass(frozen=True)
class Allowance:
    """The result of a request, and what the bucket has left. Seconds are rounded up."""

    limit: Limit
    remaining: int
    reset_seconds: int
    """Seconds until the bucket is full again."""
    retry_after_seconds: int = 0
    """Seconds until the same request would pass; 0 if it has passed."""

    @property
    def headers(self) -> dict[str, str]:
        """The RateLimit fields of draft-ietf-httpapi-ratelimit-headers-06."""
        return {
            "RateLimit-Limit": str(self.limit.usable),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_seconds),
        }

    @property
    def refusal(self) -> RateLimited | None:
        """The exception to raise, or None if the request has passed."""
        if self.retry_after_seconds == 0:
            return None
        return RateLimited(f"more than {self.limit}", retry_after_seconds=self.retry_after_seconds)


class RateLimiter:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._latest: dict[tuple[str, str], int] = {}
        """The latest TAT that was seen. It moves back only by what is given back, so a request that it refuses stays refused."""

    def spend(self, limit: Limit, subject: str, *, cost: int = 1, now: datetime) -> Allowance:
        """Counts a request. Raises RateLimited with the seconds until it would pass."""
        allowance = self.count(limit, subject, cost=cost, now=now)
        if refusal := allowance.refusal:
            raise refusal
        return allowance

    def count(self, limit: Limit, subject: str, *, cost: int = 1, now: datetime) -> Allowance:
        """Whether this many pass at once, and what is left then. A refused request takes nothing from the bucket."""
        if limit.amount == 0:
            return Allowance(limit, remaining=0, reset_seconds=0)
        now_us = int(now.timestamp() * _MICROSECOND)
        if cost > limit.usable:  # this will never pass
            return _allowance(limit, now_us, tat=now_us, wait_us=limit.span)
        latest = now_us + limit.increment * (limit.usable - cost)
        seen = self._latest.get((limit.operation, subject), 0)
        if seen > latest:
            return _allowance(limit, now_us, tat=seen, wait_us=seen - latest)
        try:
            tat = self._move(limit, subject, now_us=now_us, latest=latest, cost=cost)
        except _TooMuch as refused:
            self._remember((limit.operation, subject), refused.tat)
            return _allowance(limit, now_us, tat=refused.tat, wait_us=max(1, refused.tat - latest))
        self._remember((limit.operation, subject), tat)
        return _allowance(limit, now_us, tat=tat)

    def give_back(self, limit: Limit, subject: str, *, cost: int = 1, now: datetime) -> None:
        """Takes back a request that was counted. Another process may learn of it late; during an outage it stays counted."""
        if limit.amount == 0:
            return
        in_use = Condition("#tat > :now", {":now": int(now.timestamp() * _MICROSECOND)})
        with suppress(ConditionFailed, Unavailable):
            key = rate_key(limit.operation, subject)
            tat = int(self._table.update(key, add={"tat": -limit.increment * cost}, only_if=in_use)["tat"])
            self._remember((limit.operation, subject), tat)

    def is_known_to_refuse(self, limit: Limit, subject: str, *, cost: int = 1, now: datetime) -> bool:
        """Whether `count` would refuse without asking the table."""
        if limit.amount == 0:
            return False
        latest = int(now.timestamp() * _MICROSECOND) + limit.increment * (limit.usable - cost)
        return cost > limit.usable or self._latest.get((limit.operation, subject), 0) > latest

    def _move(self, limit: Limit, subject: str, *, now_us: int, latest: int, cost: int) -> int:
        """The new TAT. Raises _TooMuch.

        A bucket is in use if the TAT that was last seen lies ahead. Otherwise it is taken for full. If another process
        uses it, the refused write says so, and a second one joins.
        """
        key, step = rate_key(limit.operation, subject), limit.increment * cost
        if self._latest.get((limit.operation, subject), 0) >= now_us:
            try:
                return self._advance(key, step, now_us, latest)
            except _TooMuch as refused:
                if refused.tat > latest:
                    raise
        return self._fill_or_advance(key, step, now_us, latest)

    def _advance(self, key: Key, step: int, now_us: int, latest: int) -> int:
        """The bucket is in use: moves the TAT on."""
        condition = Condition("#tat BETWEEN :now AND :latest", {":now": now_us, ":latest": latest})
        expiry = (latest + 2 * step) // _MICROSECOND + 1
        try:
            return int(self._table.update(key, set_={"exp": expiry}, add={"tat": step}, only_if=condition)["tat"])
        except ConditionFailed as failed:
            raise _TooMuch(int(failed.item["tat"]) if failed.item else 0) from failed

    def _fill_or_advance(self, key: Key, step: int, now_us: int, latest: int) -> int:
        """The bucket is full: starts again from now. If another request did that first, joins it."""
        tat, expiry = now_us + step, (latest + 2 * step) // _MICROSECOND + 1
        condition = Condition("attribute_not_exists(#tat) OR #tat < :now", {":now": now_us})
        try:
            self._table.update(key, set_={"tat": tat, "exp": expiry}, only_if=condition)
        except ConditionFailed as used:
            if used.item and int(used.item["tat"]) > latest:
                raise _TooMuch(int(used.item["tat"])) from used
            return self._advance(key, step, now_us, latest)
        return tat

    def _remember(self, who: tuple[str, str], tat: int) -> None:
        if len(self._latest) >= _REMEMBERED and who not in self._latest:
            del self._latest[next(iter(self._latest))]
        self._latest[who] = tat


class _TooMuch(Exception):
    """A request may not join at the stored TAT; 0 if there was none."""

    def __init__(self, tat: int) -> None:
        super().__init__(tat)
        self.tat = tat


def _allowance(limit: Limit, now_us: int, *, tat: int, wait_us: int = 0) -> Allowance:
    used = max(0, tat - now_us)
    return Allowance(
        limit,
        remaining=max(0, limit.span - used) // limit.increment,
        reset_seconds=_seconds(used),
        retry_after_seconds=max(1, _seconds(wait_us)) if wait_us else 0,
    )


def _seconds(microseconds: int) -> int:
    return ceil(microseconds / _MICROSECOND)
