"""Turning the encryption of a backup on and off, and what follows of it."""

import hmac
from contextlib import suppress
from datetime import datetime

from pixelflare.aws.queues import Queue
from pixelflare.backups.keys import BackupKeys
from pixelflare.backups.recovery import new_recovery_key, vault_of
from pixelflare.backups.runs import BackupRuns
from pixelflare.backups.whole import request_run
from pixelflare.base.errors import AlreadyRunning, Unavailable
from schema.library.backup_encryption import BackupEncryption, BackupKey
from schema.library.backups import BackupRun


def turn_on(owner: str, own_key: str | None, *, keys: BackupKeys, now: datetime) -> tuple[BackupKey, str | None]:
    """Encrypts by the owner's key, or by a new one, which is returned for this once. A key that is in use already stays as it is,
    so it may be set again. Raises NotFound without a backup."""
    made = None if own_key else new_recovery_key()
    standing = keys.find(owner)
    if own_key and standing:
        in_use = keys.vault(owner)
        if in_use and hmac.compare_digest(vault_of(own_key, salt=in_use.salt).key_id, in_use.key_id):
            return standing, None
    return keys.put(owner, vault_of(own_key or made or ""), now=now), made


def rewrite(owner: str, *, runs: BackupRuns, queue: Queue, now: datetime) -> None:
    """Begins to bring the bucket to the key of now. A run that is under way goes on to that by itself, and what cannot be begun
    is left to the night."""
    with suppress(AlreadyRunning, Unavailable):
        request_run(owner, runs=runs, queue=queue, now=now)


def encryption_of(key: BackupKey | None, run: BackupRun) -> BackupEncryption:
    """How far encryption is. Off, nothing is left to do that anybody has to know."""
    if key is None:
        return BackupEncryption(is_on=False, key_id=None, since=None, is_complete=False)
    is_complete = run.last_success_at is not None and run.last_success_at >= key.since
    return BackupEncryption(is_on=True, key_id=key.key_id, since=key.since, is_complete=is_complete)
