"""Keys of index 2, on g2pk and g2sk: the rows that somebody has to look at, by the time when.

The index is sparse: a row that nothing will happen to has neither attribute. It says when to look, and the row says what is
to do, so a row that comes too early or twice does no harm.
"""

import zlib
from enum import StrEnum

from schema.keys import Key

BY_DUE = "by-due"
DUE_SHARDS = 4
"""Partitions of each kind. One takes a thousand writes in a second, and an installation's uploads meet here."""


class DueKind(StrEnum):
    EXPIRE = "expire"
    """A live image, at its expiry."""
    ABANDONED = "abandoned"
    """A reservation without bytes or a rejected upload, when nobody can come back to it."""
    BIN = "bin"
    """A deleted image, at its deletion: how long it is kept from then on is a setting."""
    PURGE = "purge"
    """An image whose permanent deletion has begun."""
    EMPTY = "empty"
    """An owner's request to empty the bin."""
    REDIRECT = "redirect"
    """An old path, when it stops to redirect."""
    UNPUBLISHED = "unpublished"
    """A live image without its presets, when nobody can be making them any more."""
    HELD = "held"
    """An image that waits for its verdict, when it has waited too long."""
    TAG = "tag"
    """A deleted tag, when no request knows it any more."""
    DOMAIN = "domain"
    """A custom domain, some time after its next check: the message for that may be lost, or can't wait as long."""
    JOB = "job"
    """A job of the studio that has not ended, when it should have moved on."""
    ACCOUNT = "account"
    """A user who has asked for the deletion of the account, when the time to take that back is over."""


NEVER_DUE: dict[str, None] = {"g2pk": None, "g2sk": None}
"""For an update: the row leaves the index."""


def due_at(kind: DueKind, moment: str, name: str) -> Key:
    """The row's place in the index. `name` tells rows of one moment apart, and spreads them."""
    return {"g2pk": due_partition(kind, zlib.crc32(name.encode()) % DUE_SHARDS), "g2sk": f"{moment}#{name}"}


def due_partition(kind: DueKind, shard: int) -> str:
    return f"W#{kind}#{shard}"
