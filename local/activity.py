"""Tracks running work and changes. Pollers wait for changes, and `drain` waits for idleness."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Activity:
    """Counts changes in the store, and work in progress."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self._under_way = 0

    @property
    def count(self) -> int:
        return self._count

    def wake(self) -> None:
        """Reports a possible change: a sent message, or a stored object."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait_for_change(self, seen: int, *, timeout: float) -> None:
        """Returns when the count differs from `seen`, or after `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._count != seen, timeout)

    @contextmanager
    def working(self) -> Iterator[None]:
        with self._changed:
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def wait_until_idle(self, is_empty: Callable[[], bool], *, timeout: float) -> bool:
        """True once there is no work and `is_empty` holds, without a change in between. False after `timeout`
        seconds."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            with self._changed:
                if not self._changed.wait_for(lambda: self._under_way == 0, left):
                    return False
                seen = self._count
            if is_empty() and self._quiet_since(seen):
                return True
            self.wait_for_change(seen, timeout=0.05)
        return False

    def _quiet_since(self, seen: int) -> bool:
        with self._changed:
            return self._under_way == 0 and self._count == seen
