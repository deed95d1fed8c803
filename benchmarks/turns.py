"""Contenders take turns within a round, so that whatever else the machine does meets all of them: ratios hold, times drift."""

import time
from collections.abc import Callable, Mapping
from statistics import median

Measure = Callable[[], float]


def medians(contenders: Mapping[str, Measure], *, rounds: int) -> dict[str, float]:
    """The median of each contender's rounds, in what it measures."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, measure in contenders.items():
            taken[name].append(measure())
    return {name: median(values) for name, values in taken.items()}


def cpu_seconds(work: Callable[[], object]) -> float:
    """User and system time of all of this process's threads."""
    start = time.process_time()
    work()
    return time.process_time() - start
