"""What a piece of work takes of a function, as Lambda charges for it: memory times time."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from schema.env.cpu import memory_mb


@dataclass(frozen=True)
class ComputeMeter:
    """Begun when the work is. What the function does afterwards is not in it, nor its start."""

    memory_mb: int
    began: float
    seconds: Callable[[], float] = time.perf_counter

    @classmethod
    def begun(cls) -> Self:
        return cls(memory_mb(), time.perf_counter())

    @property
    def mb_ms(self) -> int:
        """So far: megabytes times milliseconds."""
        return round((self.seconds() - self.began) * 1000) * self.memory_mb
