"""Consumes the backup queue: each change of a library reaches its owner's bucket seconds later."""

from functools import cached_property
from typing import Any

from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.table import Table
from pixelflare.backups import (
    BackupRuns,
    BackupServices,
    BackupSettings,
    LibraryRows,
    OpenBuckets,
    follow_event,
    give_up,
)
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from schema.budgets import ONE_BACKUP
from schema.env.backup_consumer import BackupConsumerEnv
from schema.library.events import LibraryEvent


class Services:
    def __init__(self, env: BackupConsumerEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)

    @cached_property
    def backups(self) -> BackupServices:
        core = Table(self.env.core_table)
        return BackupServices(
            settings=BackupSettings(core, secret=lambda: self.parameters.secret(self.env.address_key_parameter)),
            runs=BackupRuns(core),
            rows=LibraryRows(core),
            originals=ObjectStore(self.env.originals_bucket),
            buckets=OpenBuckets(private_allowed=self.env.backup_private_hosts),
        )


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def on_event(message: LibraryEvent) -> None:
        follow_event(message, services.backups)

    return consume(
        event, context, parse=LibraryEvent.model_validate_json, act=on_event, least=ONE_BACKUP, give_up=give_up
    )


lambda_handler = with_services(handle, lambda: Services(BackupConsumerEnv.read()))
