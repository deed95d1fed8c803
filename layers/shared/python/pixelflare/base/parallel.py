"""The same work on many things at once."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")

WORKERS = 8
"""Half of the connections that a client of AWS keeps."""


def in_parallel(work: Callable[[Thing], Result], things: Iterable[Thing]) -> list[Result]:
    """The results in the order of the things. What one of them raises is raised once all have been worked on."""
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        return [begun.result() for begun in [pool.submit(work, thing) for thing in things]]
