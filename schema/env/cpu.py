"""How much of a processor a function gets."""

import math
import os

ONE_CPU_MB = 1769
"""Lambda gives CPU by memory, and one whole core at this much."""

CHECKING_MB = 2048
"""Of the function that decodes uploads."""

CLASSIFYING_MB = 1536
"""Of the function that makes one smaller picture of each, for models."""


def cores() -> int:
    """How many threads can work on pixels at once: in Lambda what its memory gives, a part of a core counted as one."""
    memory_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
    seen = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return seen if memory_mb is None else max(1, min(seen, math.ceil(int(memory_mb) / ONE_CPU_MB)))
