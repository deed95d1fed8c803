"""How owners' backups stand."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from pixelflare.aws.expressions import PRESENT, Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.clock import text_of
from pixelflare.base.errors import AlreadyRunning
from schema.budgets import BACKUP_RUN_LEASE
from schema.keys.backups import backup_run_key
from schema.library.backups import BackupRun

_TIMES = ("last_run_at", "last_success_at")
_OF_RUNS = (
    *("ran_on", *_TIMES, "images", "uploaded", "deleted", "failed", "failed_images", "problem", "bad_nights", "bad_on"),
    "runs",
)
"""What a run over the whole library writes. The rest of the row is others'."""


class BackupRuns:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str) -> BackupRun:
        item = self._table.get(backup_run_key(owner), consistent=True)
        return BackupRun.model_validate(item) if item else BackupRun()

    def put(self, owner: str, run: BackupRun, *, only: Sequence[str] = _OF_RUNS) -> None:
        said = run.model_dump(mode="json", include=set(only))
        times = {name: text_of(at) if (at := getattr(run, name)) else None for name in _TIMES if name in only}
        with suppress(ConditionFailed):  # the backup has ended meanwhile
            self._table.update(backup_run_key(owner), set_=said | times, only_if=PRESENT)

    def note_start(self, owner: str, *, now: datetime) -> None:
        self._table.update(backup_run_key(owner), set_={"last_run_at": text_of(now)})

    def note_change(self, owner: str, *, images: int, now: datetime) -> None:
        """A single change was copied; so many images are in the bucket that were not, or not any more."""
        add = {"images": images} if images else None
        with suppress(ConditionFailed):  # the backup has ended meanwhile
            self._table.update(backup_run_key(owner), set_={"last_change_at": text_of(now)}, add=add, only_if=PRESENT)

    def begin(self, owner: str, run_id: str, *, now: datetime) -> None:
        """From now on this run is the one that is under way. Raises AlreadyRunning."""
        free = Condition("attribute_not_exists(#run_id) OR #run_until < :now", {":now": text_of(now)})
        until = text_of(now + BACKUP_RUN_LEASE)
        try:
            self._table.update(backup_run_key(owner), set_={"run_id": run_id, "run_until": until}, only_if=free)
        except ConditionFailed as running:
            raise AlreadyRunning("a backup is under way") from running

    def go_on(self, owner: str, run_id: str, *, now: datetime) -> bool:
        """Whether the run is still the one that is under way."""
        until = text_of(now + BACKUP_RUN_LEASE)
        try:
            self._table.update(backup_run_key(owner), set_={"run_until": until}, only_if=_is_of(run_id))
        except ConditionFailed:
            return False
        return True

    def end(self, owner: str, run_id: str) -> None:
        with suppress(ConditionFailed):
            self._table.update(backup_run_key(owner), remove=("run_id", "run_until"), only_if=_is_of(run_id))


def _is_of(run_id: str) -> Condition:
    return Condition("#run_id = :run_id", {":run_id": run_id})
