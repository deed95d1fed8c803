"""Work that may take longer than whoever waits for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")


def made_within(seconds: float, make: Callable[[], Made]) -> Made:
    """What `make` makes, or raises; raises TimeoutError when the time is up.

    An encoder can not be interrupted, so what is too slow goes on beside us and comes to nothing: `make` must only
    compute. It ends with the process at the latest.
    """
    worker = ThreadPoolExecutor(1)
    try:
        return worker.submit(make).result(seconds)
    finally:
        worker.shutdown(wait=False)
