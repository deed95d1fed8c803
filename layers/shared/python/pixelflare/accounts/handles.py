"""Resolves a handle to its owner."""

from pixelflare.aws.table import Table
from schema.keys.core import handle_key


class HandleStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def owner_of(self, handle: str) -> str | None:
        """The handle's current owner; None once it was given up.

        The read is consistent, because an answer after a purge must not lead to the last owner.
        """
        item = self._table.get(handle_key(handle), consistent=True)
        return str(item["owner"]) if item and "released_until" not in item else None
