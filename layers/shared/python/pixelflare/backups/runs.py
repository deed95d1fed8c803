"""How owners' backups stand."""

from pixelflare.aws.table import Table
from pixelflare.base.clock import text_of
from schema.keys.core import backup_run_key
from schema.library.backups import BackupRun


class BackupRuns:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str) -> BackupRun:
        item = self._table.get(backup_run_key(owner), consistent=True)
        return BackupRun.model_validate(item) if item else BackupRun()

    def put(self, owner: str, run: BackupRun) -> None:
        times = {name: text_of(at) for name in ("last_run_at", "last_success_at") if (at := getattr(run, name))}
        self._table.put(backup_run_key(owner) | run.model_dump(mode="json", exclude_none=True) | times)
