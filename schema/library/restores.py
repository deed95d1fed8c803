"""Restores that owners ask for: their library, from their own bucket."""

from datetime import datetime
from enum import StrEnum

from schema.base import Record, Request, Resource
from schema.library.backup_encryption import RecoveryKey


class StartRestore(Request):
    dry_run: bool = False
    """Only looks, and says what a restore would do."""
    recovery_key: RecoveryKey | None = None
    """Of an encrypted backup whose key this installation has lost."""


class RestoreState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    """The whole bucket was looked at. `failures` says what could not be restored."""
    STOPPED = "stopped"
    """It has ended before, and `problem` says why. It can be asked for again: what is there already is not touched."""


class RestoreFailure(Record):
    what: str
    """An image's id, or the kind and name of another record."""
    why: str


class RestoreJob(Record):
    """A restore, and how far it is."""

    job_id: str
    dry_run: bool
    state: RestoreState
    started_at: datetime
    ended_at: datetime | None = None
    until: datetime
    """When it counts as lost, unless it goes on."""
    total: int | None = None
    """Images that the bucket has. None until they are counted."""
    after: str = ""
    """The id of the last image that was looked at."""
    images: int = 0
    there_already: int = 0
    bytes: int = 0
    albums: int = 0
    tags: int = 0
    failed: int = 0
    failures: tuple[RestoreFailure, ...] = ()
    """The first of them."""
    problem: str | None = None
    sealed_key: str | None = None
    """The recovery key that it was asked for with, until it ends."""

    def shown_state(self, now: datetime) -> RestoreState:
        is_lost = self.state is RestoreState.RUNNING and self.until <= now
        return RestoreState.STOPPED if is_lost else self.state


class RestoreStatus(Resource):
    """How far a restore is."""

    state: RestoreState
    dry_run: bool
    started_at: datetime
    ended_at: datetime | None
    total: int | None
    """Images that the bucket has. null until they are counted."""
    looked_at: int
    """Of these."""
    images: int
    """Restored; with `dry_run`, those that would be."""
    there_already: int
    bytes: int
    albums: int
    tags: int
    failed: int
    failures: list[RestoreFailure]
    """The first hundred of what could not be restored, and why."""
    problem: str | None
    """Why it has stopped."""
