"""Keys of the core table for backups, with owners first, as in schema/keys/core.py."""

from schema.keys import Key
from schema.keys.core import BACKUP_RUN, owner_partition

RESTORE = "#RESTORE"
BACKED_UP = "BACKUPS"
"""The partition of all owners with a backup."""


def backup_key(owner: str) -> Key:
    """Where the owner's library is backed up to, with the sealed credentials."""
    return {"pk": owner_partition(owner), "sk": "#BACKUP"}


def backup_run_key(owner: str) -> Key:
    """How the owner's backup stands."""
    return {"pk": owner_partition(owner), "sk": BACKUP_RUN}


def backup_encryption_key(owner: str) -> Key:
    """The key that the owner's backup is encrypted by, sealed."""
    return {"pk": owner_partition(owner), "sk": "#BACKUPKEY"}


def restore_key(owner: str) -> Key:
    """The latest restore that the owner has asked for."""
    return {"pk": owner_partition(owner), "sk": RESTORE}


def backed_up_key(owner: str) -> Key:
    """Says that the owner has a backup, for the nightly run."""
    return {"pk": BACKED_UP, "sk": owner}
