"""The same work on many things at once."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")
First = TypeVar("First")
Second = TypeVar("Second")

WORKERS = 8
"""Half of the connections that a client of AWS keeps."""


def in_parallel(work: Callable[[Thing], Result], things: Iterable[Thing]) -> list[Result]:
    """The results in the order of the things. What one of them raises is raised once all have been worked on."""
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        return [begun.result() for begun in [pool.submit(work, thing) for thing in things]]


def at_once(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """The results of two calls that do not wait for each other. What one raises is raised once both are done."""
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(second)
        here = first()
    return here, beside.result()
