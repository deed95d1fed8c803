"""Calls to AWS as intervals, and the chain of them that a caller waits for."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """One call: seconds from the beginning of the request, and the milliseconds that AWS is taken to need."""

    name: str
    begun: float
    ended: float
    added_ms: int


@dataclass(frozen=True)
class Step:
    """A call with what it had to wait for: the calls before it, one after another, and their time."""

    call: Call
    waits_before: int
    ms_before: int


@dataclass(frozen=True)
class Timeline:
    steps: tuple[Step, ...]

    @property
    def waits(self) -> int:
        """The largest number of calls of which each began only when the one before had ended."""
        return max((step.waits_before + 1 for step in self.steps), default=0)

    @property
    def added_ms(self) -> int:
        """The time of the slowest such chain."""
        return max((step.ms_before + step.call.added_ms for step in self.steps), default=0)


def timeline(calls: Sequence[Call]) -> Timeline:
    """The calls in the order of their beginning. Calls that overlap do not wait for each other."""
    steps: list[Step] = []
    for call in sorted(calls, key=lambda one: one.begun):
        before = [step for step in steps if step.call.ended <= call.begun]
        waits = max((step.waits_before + 1 for step in before), default=0)
        added = max((step.ms_before + step.call.added_ms for step in before), default=0)
        steps.append(Step(call, waits, added))
    return Timeline(tuple(steps))
