"""What the installation is made of, by the names that an operator knows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class WorkQueuePart:
    name: str
    queue: str
    """What SQS calls it."""
    function: str
    """Who works on it."""
    log_group: str


@dataclass(frozen=True)
class Parts:
    work: tuple[WorkQueuePart, ...]
    dead_letters: Mapping[str, str]
    """The addresses of the queues, by name."""
    schedules: Mapping[str, str]
    """What Lambda calls the functions that a clock calls, by folder."""
    log_groups: Mapping[str, str]
    """By the folder of the function."""
    alarms: str
    """How the names of the installation's alarms begin."""

    @property
    def by_queue(self) -> dict[str, WorkQueuePart]:
        return {each.queue: each for each in self.work}
