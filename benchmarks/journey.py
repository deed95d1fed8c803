"""What an upload waits for from its event until the image is ready: two queues, and the functions behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from benchmarks import tables
from benchmarks.round_trips import Timeline

BOUND_MS = 2_000
"""What everything but AWS's own delivery and our CPU may add."""
TOGETHER = 5
"""Pictures that arrive at once."""


class Batches(NamedTuple):
    """How many messages a function is given at once, and how long they are collected for that."""

    size: int
    window_ms: int

    @classmethod
    def of(cls, mapping: Mapping[str, Any]) -> "Batches":
        """As an event source mapping of a template says."""
        return cls(int(mapping["BatchSize"]), int(mapping.get("MaximumBatchingWindowInSeconds", 0)) * 1000)


COLLECTED = Batches(size=5, window_ms=1_000)
"""What both queues had before."""


@dataclass(frozen=True)
class Leg:
    """A queue and its function. `done` is the call with which the function hands on what was waited for."""

    batches: Batches
    work: Timeline
    done: str

    def added_ms(self, place: int) -> int:
        """For the one at this place, from 1, of those that arrive together; others are in other calls of the function."""
        before_it = (place - 1) % self.batches.size
        return self.batches.window_ms + before_it * self.work.added_ms + ended_ms(self.work, self.done)


def ended_ms(work: Timeline, call: str) -> int:
    """When the last call of this name has been answered, if nothing but AWS took any time."""
    return max(step.ms_before + step.call.added_ms for step in work.steps if step.call.name == call)


def journeys(
    acceptance: Timeline, publication: Timeline, queues: tuple[Batches, Batches]
) -> dict[str, tuple[int, int]]:
    """For one picture, and for the last of several that arrive together: by how the queues are set."""
    found = {}
    for name, (uploads, variants) in {"before": (COLLECTED, COLLECTED), "now": queues}.items():
        legs = Leg(uploads, acceptance, "SQS SendMessage"), Leg(variants, publication, "DynamoDB TransactWriteItems")
        found[name] = sum(leg.added_ms(1) for leg in legs), sum(leg.added_ms(TOGETHER) for leg in legs)
    return found


def section(found: Mapping[str, tuple[int, int]]) -> str:
    heads = ("queues", "added ms for one picture", f"for the last of {TOGETHER} at once")
    settings = {"before": "windows of 1 s, batches of 5", "now": "as in the template"}
    rows = [(f"{name}: {settings[name]}", *added) for name, added in found.items()]
    return f"## From the upload's event until the image is ready\n\n{tables.table(heads, rows)}\n\n{tables.verdicts(bounds(found))}"


def bounds(found: Mapping[str, tuple[int, int]]) -> list[tables.Verdict]:
    return [("added ms from the event until the image is ready", max(found["now"]), BOUND_MS)]
