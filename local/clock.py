"""The clock: fires schedules when they are due, and continues after a failed one."""

import logging
import threading
from datetime import UTC, datetime
from typing import Protocol

TICK_SECONDS = 5.0
_log = logging.getLogger(__name__)


class Due(Protocol):
    def due(self, now: datetime) -> list[str]: ...
    def fire(self, name: str, now: datetime) -> None: ...


class Clock:
    """A thread that checks the schedules every few seconds until it is stopped."""

    def __init__(self, schedules: Due, *, tick_seconds: float = TICK_SECONDS) -> None:
        self._schedules = schedules
        self._tick = tick_seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def tell_to_stop(self) -> None:
        """No schedule begins any more."""
        self._stopping.set()

    def has_stopped(self, *, within: float | None) -> bool:
        """Waits so many seconds for the schedule that is running; without a number, until it ends."""
        if self._thread.is_alive():
            self._thread.join(within)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.wait(self._tick):
            now = datetime.now(UTC)
            try:
                for name in self._schedules.due(now):
                    self._fire(name, now)
            except Exception:  # noqa: BLE001 - the top of a thread; without it nothing fires any more
                _log.exception("the schedules cannot be read")

    def _fire(self, name: str, now: datetime) -> None:
        try:
            self._schedules.fire(name, now)
        except Exception:  # noqa: BLE001 - the others still get their turn, and this one its next
            _log.exception("schedule %s failed", name)
