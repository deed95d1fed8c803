"""The keys that owners' backups are encrypted by. The library's key is kept sealed, and the recovery key nowhere."""

import base64
from collections.abc import Callable
from datetime import datetime

from pixelflare.aws.expressions import PRESENT
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.backups.vault import Vault
from pixelflare.base.clock import text_of
from pixelflare.base.errors import NotFound
from pixelflare.base.observability import logger
from pixelflare.base.sealing import seal, unseal
from schema.keys.backups import backup_encryption_key, backup_key
from schema.library.backup_encryption import BackupKey


class BackupKeys:
    """`secret` returns the installation's secret. It is called only if a key is sealed or opened."""

    def __init__(self, table: Table, *, secret: Callable[[], bytes]) -> None:
        self._table = table
        self._secret = secret

    def find(self, owner: str) -> BackupKey | None:
        item = self._table.get(backup_encryption_key(owner), consistent=True)
        return BackupKey.model_validate(item) if item else None

    def vault(self, owner: str) -> Vault | None:
        """None while the owner's backup is not encrypted. Raises NotFound for a key of another installation's secret: nothing
        is written unencrypted in its place."""
        item = self._table.get(backup_encryption_key(owner), consistent=True)
        if item is None:
            return None
        opened = unseal(str(item["sealed"]), secret=self._secret(), info=_name(owner))
        if opened is None:
            logger.error("a backup's encryption key does not open: was it sealed under another secret?", owner=owner)
            raise NotFound("the backup's recovery key has to be given again")
        return Vault(opened, salt=base64.b64decode(str(item["salt"])))

    def put(self, owner: str, vault: Vault, *, now: datetime) -> BackupKey:
        """From now on the owner's backup is encrypted by this key. Raises NotFound without a backup."""
        kept = BackupKey(key_id=vault.key_id.hex(), since=now)
        item = {
            "key_id": kept.key_id,
            "since": text_of(now),
            "salt": base64.b64encode(vault.salt).decode(),
            "sealed": seal(vault.key, secret=self._secret(), info=_name(owner)),
        }
        try:
            self._table.transact(
                [
                    self._table.checking(backup_key(owner), PRESENT),
                    self._table.putting(backup_encryption_key(owner) | item),
                ]
            )
        except TransactionRefused as gone:
            raise NotFound("no backup is set up") from gone
        return kept

    def forget(self, owner: str) -> None:
        """From now on the owner's backup is not encrypted."""
        self._table.delete(backup_encryption_key(owner))


def _name(owner: str) -> bytes:
    return f"pixelflare backup key\n{owner}".encode()
