"""The same work on many items in parallel."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")
First = TypeVar("First")
Second = TypeVar("Second")

WORKERS = 8
"""Half of the connections in an AWS client's pool."""


def in_parallel(work: Callable[[Thing], Result], things: Iterable[Thing]) -> list[Result]:
    """The results, in the order of the items. An exception is raised after all items are done."""
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        return [begun.result() for begun in [pool.submit(work, thing) for thing in things]]


def attempt_all(work: Callable[[Thing], object], things: Iterable[Thing]) -> list[BaseException]:
    """Does the work on each item, whatever becomes of the others. Returns the exceptions."""
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        begun = [pool.submit(work, thing) for thing in things]
    return [failure for each in begun if (failure := each.exception()) is not None]


def attempt_each(work: Callable[[Thing], object], things: Iterable[Thing]) -> dict[Thing, BaseException]:
    """Like `attempt_all`, with each exception by its item."""
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        begun = {thing: pool.submit(work, thing) for thing in things}
    return {thing: failure for thing, each in begun.items() if (failure := each.exception()) is not None}


class Beside:
    """Calls beside the caller's own work. Leaving the block waits for them, so that none outlives a request.

    The process keeps the threads: starting one takes as much CPU as a short call. What runs here must not use this class.
    """

    def __init__(self) -> None:
        self._begun: list[Future[Any]] = []

    def __enter__(self) -> "Beside":
        return self

    def __exit__(self, *_: object) -> None:
        wait(self._begun)

    def begin(self, work: Callable[..., Result], *arguments: Any, **named: Any) -> "Future[Result]":
        begun = _threads().submit(work, *arguments, **named)
        self._begun.append(begun)
        return begun


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="beside")


def at_once(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """The results of two calls that do not wait for each other. What one raises is raised once both are done."""
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(second)
        here = first()
    return here, beside.result()
