"""Consumes the backup queue: each change of a library reaches its owner's bucket seconds later, and whole runs and restores on request."""

from typing import Any

from functions.backup_consumer.services import Services
from pixelflare.backups import follow_event, give_up, go_on_restoring, run_requested
from pixelflare.base import clock
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from schema.budgets import ONE_BACKUP
from schema.env.backup_consumer import BackupConsumerEnv
from schema.messages.backups import AboutBackups, BackupMessage, BackupRequested, RestoreRequested

_ONE_BACKUP_MS = ONE_BACKUP.total_seconds() * 1000


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def out_of_time() -> bool:
        return bool(context.get_remaining_time_in_millis() < _ONE_BACKUP_MS)

    def act(message: AboutBackups) -> None:
        match message:
            case BackupRequested():
                run_requested(message, services.backups, queue=services.queue, out_of_time=out_of_time, now=clock.now())
            case RestoreRequested():
                go_on_restoring(message, services.restores, out_of_time=out_of_time)
            case _:
                follow_event(message, services.backups, now=clock.now())

    return consume(event, context, parse=BackupMessage.validate_json, act=act, least=ONE_BACKUP, give_up=give_up)


lambda_handler = with_services(handle, lambda: Services(BackupConsumerEnv.read()))
