"""How a `<name>_schedule` function is entered: with the moment for which EventBridge started it."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pixelflare.base.observability import count, logger

Outcome = Mapping[str, Any]


def run_schedule(event: dict[str, Any], act: Callable[[datetime], Outcome]) -> dict[str, Any]:
    """What `act` answers for the scheduled moment, which is also logged.

    EventBridge may deliver an event twice, and Lambda retries a failed one. Every delivery names the same moment: work
    that is bounded by it, and not by the clock, can be repeated. A failure is counted and raised, so that Lambda retries.
    """
    scheduled, began = datetime.fromisoformat(event["time"]), time.monotonic()
    try:
        outcome = act(scheduled)
    except Exception:
        logger.exception("schedule failed", scheduled=event["time"])
        count("ScheduleFailed")
        raise
    milliseconds = round((time.monotonic() - began) * 1000)
    logger.info("schedule done", scheduled=event["time"], ms=milliseconds, **outcome)
    return dict(outcome)
