"""Whether a backup is encrypted before it leaves, and by which key."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from schema.base import Record, Request, Resource
from schema.limits import MAX_RECOVERY_KEY_LENGTH, MIN_RECOVERY_KEY_LENGTH


def _typeable(key: SecretStr) -> SecretStr:
    text = key.get_secret_value()
    if not text.isprintable() or len(text.strip()) < MIN_RECOVERY_KEY_LENGTH:
        raise ValueError(f"a recovery key has at least {MIN_RECOVERY_KEY_LENGTH} printable characters")
    return key


RecoveryKey = Annotated[SecretStr, Field(max_length=MAX_RECOVERY_KEY_LENGTH), AfterValidator(_typeable)]


class PutBackupEncryption(Request):
    recovery_key: RecoveryKey | None = None
    """The owner's own. Otherwise one is made, and shown in the answer alone."""


class BackupKey(Record):
    """Of an owner's backup, without the key itself."""

    key_id: str
    since: datetime
    """When objects began to be encrypted by it."""


class BackupEncryption(Resource):
    """Whether the backup is encrypted, and how far that is."""

    is_on: bool
    key_id: str | None
    """The beginning of every object that is encrypted by this key has it, too. null while encryption is off."""
    since: datetime | None
    is_complete: bool
    """Whether a run over the whole library has ended since: the bucket has nothing of it in another form."""


class NewBackupEncryption(BackupEncryption):
    """What is on from now, and the key that was made for it."""

    recovery_key: str | None
    """Shown this once. null if the owner has set it."""
