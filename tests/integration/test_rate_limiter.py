"""GCRA in the table: the decisions of a capped token bucket."""

import random
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

    def overtaken(self: RateLimiter, *arguments: Any) -> None:
        monkeypatch.setattr(RateLimiter, "_fill_or_advance", real)
        limiter.spend(limit, subject, now=START)
        real(self, *arguments)

    monkeypatch.setattr(RateLimiter, "_fill_or_advance", overtaken)
    limiter.spend(limit, subject, now=START)

    assert not is_allowed(limiter, limit, subject, now=START)


def test_subjects_do_not_share(limiter: RateLimiter, subject: str) -> None:
    limit = Limit("test", 1)

    assert is_allowed(limiter, limit, subject, now=START)
    assert is_allowed(limiter, limit, f"{subject}-other", now=START)
    assert not is_allowed(limiter, limit, subject, now=START)
