"""What the moves of jobs work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pixelflare.credits import Ledger
from pixelflare.jobs.store import JobStore
from pixelflare.providers import Progress, Provider
from schema.messages.jobs import JobMessage
from schema.studio.jobs import Job, Made
from schema.studio.price_list import Maker


class Sender(Protocol):
    def send(self, message: JobMessage) -> None:
        """Raises Unavailable."""
        ...


class OutputRefused(Exception):
    """What the provider gives is not what was asked for: too large, another type, gone."""


class Keeper(Protocol):
    def keep(self, job: Job, progress: Progress) -> Made:
        """Keeps the outputs where they stay. The same job's step twice keeps them once. Raises OutputRefused, Unavailable."""
        ...


class Crafter(Protocol):
    """Makes in this process what needs no provider that calls back."""

    def make(self, job: Job) -> Made:
        """Raises Refused, Busy, Paused of pixelflare.providers, and Unavailable."""
        ...


@dataclass(frozen=True, kw_only=True)
class JobDesk:
    jobs: JobStore
    ledger: Ledger
    queue: Sender
    providers: Mapping[Maker, Provider]
    """Who is asked, and calls back."""
    crafters: Mapping[Maker, Crafter]
    """Who makes it at once."""
    keeper: Keeper
    callback: Callable[[Job, str], str]
    """The address that a provider tells about a job, with this nonce."""
