"""GCRA in the table: the decisions of a capped token bucket."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.aws.table import Table
from pixelflare.base.errors import RateLimited
from pixelflare.rate_limits import Limit, RateLimiter
from tests.integration.cloud import Cloud

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def limiter(cloud: Cloud) -> RateLimiter:
    return RateLimiter(Table(cloud.variables["EPHEMERAL_TABLE"]))


@pytest.fixture
def subject() -> str:
    return uuid4().hex


def is_allowed(limiter: RateLimiter, limit: Limit, subject: str, *, now: datetime) -> bool:
    try:
        limiter.spend(limit, subject, now=now)
    except RateLimited:
        return False
    return True


def test_exactly_the_limit_passes_at_once_and_one_more_after_its_share_of_the_hour(
    limiter: RateLimiter, subject: str
) -> None:
    limit = Limit("test", 100)

    assert sum(is_allowed(limiter, limit, subject, now=START) for _ in range(130)) == 100
    assert not is_allowed(limiter, limit, subject, now=START + timedelta(seconds=35))
    assert is_allowed(limiter, limit, subject, now=START + timedelta(seconds=36))
    assert not is_allowed(limiter, limit, subject, now=START + timedelta(seconds=36))


def test_refusal_says_when_to_come_back(limiter: RateLimiter, subject: str) -> None:
    limit = Limit("test", 2, timedelta(seconds=20))
    for _ in range(2):
        limiter.spend(limit, subject, now=START)

    with pytest.raises(RateLimited) as refused:
        limiter.spend(limit, subject, now=START + timedelta(seconds=3))
    assert refused.value.headers == {"Retry-After": "7"}


def test_decisions_are_those_of_a_token_bucket(limiter: RateLimiter, subject: str) -> None:
    limit, order = Limit("test", 5, timedelta(seconds=50)), random.Random(7)
    tokens, last, now = 5.0, START, START
    for _ in range(150):
        now += timedelta(seconds=order.choice((0, 0, 1, 4, 10, 30)))
        tokens, last = min(5.0, tokens + (now - last).total_seconds() / 10), now
        expected = tokens >= 1 - 1e-9
        tokens -= expected
        assert is_allowed(limiter, limit, subject, now=now) is expected


def test_two_first_requests_at_once_are_both_counted(
    limiter: RateLimiter, subject: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = Limit("test", 2)
    real = RateLimiter._fill_or_advance

    def overtaken(self: RateLimiter, *arguments: Any) -> int:
        monkeypatch.setattr(RateLimiter, "_fill_or_advance", real)
        limiter.spend(limit, subject, now=START)
        return real(self, *arguments)

    monkeypatch.setattr(RateLimiter, "_fill_or_advance", overtaken)
    limiter.spend(limit, subject, now=START)

    assert not is_allowed(limiter, limit, subject, now=START)


def test_subjects_do_not_share(limiter: RateLimiter, subject: str) -> None:
    limit = Limit("test", 1)

    assert is_allowed(limiter, limit, subject, now=START)
    assert is_allowed(limiter, limit, f"{subject}-other", now=START)
    assert not is_allowed(limiter, limit, subject, now=START)


def test_refused_request_that_costs_more_leaves_the_bucket_as_it_is(limiter: RateLimiter, subject: str) -> None:
    limit = Limit("test", 10, timedelta(seconds=100))

    assert limiter.spend(limit, subject, cost=7, now=START).remaining == 3
    refused = limiter.count(limit, subject, cost=5, now=START)
    assert (refused.remaining, refused.retry_after_seconds, refused.reset_seconds) == (3, 20, 70)
    assert limiter.spend(limit, subject, cost=3, now=START).remaining == 0


def test_more_at_once_than_a_full_bucket_never_pass(limiter: RateLimiter, subject: str) -> None:
    limit = Limit("test", 10)

    assert limiter.count(limit, subject, cost=11, now=START).refusal is not None
    assert limiter.spend(limit, subject, now=START).remaining == 9


def test_allowance_counts_down_and_fills_up(limiter: RateLimiter, subject: str) -> None:
    limit = Limit("test", 4, timedelta(seconds=40))
    seen = [limiter.spend(limit, subject, now=START + timedelta(seconds=after)) for after in (0, 0, 5, 15, 100)]

    assert [allowance.remaining for allowance in seen] == [3, 2, 1, 1, 3]
    assert [allowance.reset_seconds for allowance in seen] == [10, 20, 25, 25, 10]
    assert seen[0].headers == {"RateLimit-Limit": "4", "RateLimit-Remaining": "3", "RateLimit-Reset": "10"}


def test_amount_of_nothing_is_no_limit(limiter: RateLimiter, subject: str) -> None:
    assert all(is_allowed(limiter, Limit("test", 0), subject, now=START) for _ in range(20))


@pytest.mark.parametrize(
    ("period", "words"),
    [(timedelta(hours=1), "5 test requests an hour"), (timedelta(minutes=1), "5 test requests a minute")],
)
def test_refusal_speaks_of_the_right_period(limiter: RateLimiter, subject: str, period: timedelta, words: str) -> None:
    limit = Limit("test", 5, period)
    for _ in range(5):
        limiter.spend(limit, subject, now=START)

    with pytest.raises(RateLimited, match=f"more than {words}"):
        limiter.spend(limit, subject, now=START)


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    real = Table.update

    def update(self: Table, *arguments: Any, **named: Any) -> Any:
        made.append("write")
        return real(self, *arguments, **named)

    monkeypatch.setattr(Table, "update", update)
    return made


def test_allowed_request_costs_one_write_whether_its_bucket_is_full_or_in_use(
    limiter: RateLimiter, subject: str, writes: list[str]
) -> None:
    limit = Limit("test", 10, timedelta(seconds=10))
    for second in (0, 0, 0, 1, 60, 60, 200):
        limiter.spend(limit, subject, now=START + timedelta(seconds=second))
    assert len(writes) == 7


def test_bucket_that_another_process_uses_costs_two_writes_once(
    cloud: Cloud, limiter: RateLimiter, subject: str, writes: list[str]
) -> None:
    limit, other = Limit("test", 10), RateLimiter(Table(cloud.variables["EPHEMERAL_TABLE"]))
    other.spend(limit, subject, now=START)
    writes.clear()

    assert [limiter.count(limit, subject, now=START).remaining for _ in range(3)] == [8, 7, 6]
    assert len(writes) == 4


def test_flood_costs_nothing_where_its_requests_were_counted(
    limiter: RateLimiter, subject: str, writes: list[str]
) -> None:
    limit = Limit("test", 2, timedelta(seconds=20))
    for _ in range(2):
        limiter.spend(limit, subject, now=START)
    allowed = len(writes)

    for tenths in range(99):
        assert not is_allowed(limiter, limit, subject, now=START + timedelta(seconds=tenths / 10))
    assert len(writes) == allowed
    assert is_allowed(limiter, limit, subject, now=START + timedelta(seconds=10))


def test_another_process_needs_one_write_to_learn_of_a_flood(
    cloud: Cloud, limiter: RateLimiter, subject: str, writes: list[str]
) -> None:
    limit = Limit("test", 1)
    limiter.spend(limit, subject, now=START)
    other = RateLimiter(Table(cloud.variables["EPHEMERAL_TABLE"]))
    writes.clear()

    assert [is_allowed(other, limit, subject, now=START) for _ in range(10)] == [False] * 10
    assert len(writes) == 1


def test_of_130_parallel_requests_against_100_exactly_100_pass(cloud: Cloud, subject: str) -> None:
    limit, limiters = Limit("test", 100), [RateLimiter(Table(cloud.variables["EPHEMERAL_TABLE"])) for _ in range(13)]

    def ask(number: int) -> bool:
        return is_allowed(limiters[number % 13], limit, subject, now=START + timedelta(microseconds=number))

    with ThreadPoolExecutor(max_workers=26) as pool:
        assert sum(pool.map(ask, range(130))) == 100
