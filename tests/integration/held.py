"""A function that is stopped between two of its steps while others go on: threads stand for processes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import ModuleType
from typing import Any

import pytest

_ENOUGH_SECONDS = 60


class ListedVariant:
    """Runs `act` in a thread of its own, up to the step at which it is held."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self._act = act
        self.arrived, self._go_on = Event(), Event()
        self.results: list[Any] = []
        self._thread = Thread(target=lambda: self.results.append(act()), daemon=True)

    def stop_here(self) -> None:
        self.arrived.set()
        assert self._go_on.wait(_ENOUGH_SECONDS)

    def begin(self) -> None:
        self._thread.start()
        assert self.arrived.wait(_ENOUGH_SECONDS), "it never came to the step"

    def end(self) -> Any:
        self._go_on.set()
        self._thread.join(_ENOUGH_SECONDS)
        assert not self._thread.is_alive()
        (result,) = self.results
        return result


@contextmanager
def held_before(
    owner: type | ModuleType, method: str, act: Callable[[], Any], *, call: int = 1
) -> Iterator[ListedVariant]:
    """`act` has begun in a thread, and stands right before that call of the method."""
    held = ListedVariant(act)
    real, calls = getattr(owner, method), []

    def stopping(self: Any, *arguments: Any, **named: Any) -> Any:
        calls.append(method)
        if len(calls) == call:
            held.stop_here()
        return real(self, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, method, stopping)
        held.begin()
        yield held
        held.end() if not held.results else None
