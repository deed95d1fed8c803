"""Each night from 03:00 UTC brings owners' buckets to what their libraries have. Every quarter of an hour goes on."""

from datetime import datetime
from functools import cached_property
from typing import Any

from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.table import Table
from pixelflare.backups import (
    BackupKeys,
    BackupRuns,
    BackupServices,
    BackupSettings,
    LibraryRows,
    OpenBuckets,
    back_up_everybody,
)
from pixelflare.entry.function import with_services
from pixelflare.entry.schedule import run_schedule
from schema.budgets import LAST_BACKUP
from schema.env.backup_schedule import BackupScheduleEnv

_LAST_BACKUP_MS = LAST_BACKUP.total_seconds() * 1000


class Services:
    def __init__(self, env: BackupScheduleEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)

    def _secret(self) -> bytes:
        return self.parameters.secret(self.env.address_key_parameter)

    @cached_property
    def nightly(self) -> BackupServices:
        core = Table(self.env.core_table)
        return BackupServices(
            settings=BackupSettings(core, secret=self._secret),
            keys=BackupKeys(core, secret=self._secret),
            runs=BackupRuns(core),
            rows=LibraryRows(core),
            originals=ObjectStore(self.env.originals_bucket),
            buckets=OpenBuckets(private_allowed=self.env.backup_private_hosts),
        )


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def out_of_time() -> bool:
        return bool(context.get_remaining_time_in_millis() < _LAST_BACKUP_MS)

    def act(moment: datetime) -> dict[str, int]:
        return back_up_everybody(services.nightly, out_of_time=out_of_time, now=moment)

    return run_schedule(event, act)


lambda_handler = with_services(handle, lambda: Services(BackupScheduleEnv.read()))
