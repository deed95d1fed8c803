"""How scheduled functions are entered."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.cleanup_schedule.handler import is_daily
from pixelflare.base.observability import logger
from pixelflare.entry.schedule import Outcome, run_schedule

EVENT = {"source": "aws.events", "detail-type": "Scheduled Event", "time": "2026-06-01T03:00:00Z", "detail": {}}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    written = io.StringIO()
    before = logger.registered_handler.setStream(written)  # type: ignore[attr-defined]
    yield written
    logger.registered_handler.setStream(before)  # type: ignore[attr-defined]


def test_every_delivery_of_an_event_works_for_the_same_moment() -> None:
    moments: list[datetime] = []

    def act(scheduled: datetime) -> Outcome:
        moments.append(scheduled)
        return {"removed": 3}

    assert [run_schedule(EVENT, act) for _ in range(2)] == [{"removed": 3}] * 2
    assert moments == [datetime(2026, 6, 1, 3, tzinfo=UTC)] * 2


def test_outcome_is_one_line_of_the_log(lines: io.StringIO) -> None:
    run_schedule(EVENT, lambda _: {"removed": 3})

    (line,) = [json.loads(text) for text in lines.getvalue().splitlines()]
    assert (line["message"], line["removed"], line["scheduled"]) == ("schedule done", 3, EVENT["time"])


def test_failure_is_counted_and_raised_so_that_lambda_tries_again(
    lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    monkeypatch.setattr("pixelflare.entry.schedule.count", counted.append)

    def fail(_: datetime) -> Any:
        raise RuntimeError("the table is away")

    with pytest.raises(RuntimeError, match="away"):
        run_schedule(EVENT, fail)
    assert counted == ["ScheduleFailed"]
    assert "schedule failed" in lines.getvalue()


def test_one_run_a_day_looks_for_orphans() -> None:
    """Of those that come every five minutes."""
    midnight = datetime(2026, 11, 30, tzinfo=UTC)
    runs = [midnight + timedelta(minutes=5 * number) for number in range(24 * 12)]
    assert [moment.strftime("%H:%M") for moment in runs if is_daily(moment)] == ["02:00"]
