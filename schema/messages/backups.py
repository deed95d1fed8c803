"""Messages of the backup queue, beside the events of schema/library/events.py."""

from typing import Literal

from pydantic import TypeAdapter

from schema.base import Message
from schema.library.events import LibraryEvent


class BackupRequested(Message):
    """Bring the owner's bucket to what the library has; or go on with that, where a call's time has ended."""

    kind: Literal["backup_requested"] = "backup_requested"
    owner: str
    run_id: str


class RestoreRequested(Message):
    """Restore the owner's library from the bucket; or go on with that."""

    kind: Literal["restore_requested"] = "restore_requested"
    owner: str
    job_id: str


AboutBackups = LibraryEvent | BackupRequested | RestoreRequested
BackupMessage = TypeAdapter[AboutBackups](AboutBackups)
