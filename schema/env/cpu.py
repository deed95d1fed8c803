"""How much of a processor a function gets."""

import math
import os

ONE_CPU_MB = 1769
"""Lambda gives CPU by memory, and one whole core at this much."""

CHECKING_MB = 2048
"""Of the function that decodes uploads."""

CLASSIFYING_MB = 1536
"""Of the function that makes one smaller picture of each, for models."""


_MEMORY_MB = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE"


def memory_mb() -> int:
    """Of this function; one core's outside of Lambda."""
    return int(os.environ.get(_MEMORY_MB, ONE_CPU_MB))


def cores() -> int:
    """How many threads can work on pixels at once: in Lambda what its memory gives, a part of a core counted as one."""
    seen = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(seen, math.ceil(memory_mb() / ONE_CPU_MB))) if _MEMORY_MB in os.environ else seen
