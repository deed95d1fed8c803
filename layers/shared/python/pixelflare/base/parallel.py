"""The same work on many items in parallel."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")

WORKERS = 8
"""Half of the connections in an AWS client's pool."""


def in_parallel(work: Callable[[Thing], Result], things: Iterable[Thing]) -> list[Result]:
    """The results, in the order of the items. An exception is raised after all items are done."""
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        return [begun.result() for begun in [pool.submit(work, thing) for thing in things]]
