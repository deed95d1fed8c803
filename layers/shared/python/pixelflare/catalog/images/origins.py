"""Where imported pictures were before: rows that lead from such an address to its image."""

import hashlib
from typing import Any

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import Table
from schema.keys.core import owner_partition, source_key, source_prefix
from schema.library.images import Image, ImportedFrom


def imported_from(address: str) -> ImportedFrom:
    """The address as records have it."""
    return ImportedFrom(address=address.partition("?")[0], digest=hashlib.sha256(address.encode()).hexdigest())


class OriginStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, address: str) -> str | None:
        """The id of the owner's oldest image from this very address, live or in the bin."""
        condition = Condition(
            "#pk = :pk AND begins_with(#sk, :prefix)",
            {":pk": owner_partition(owner), ":prefix": source_prefix(imported_from(address).digest)},
        )
        found = self._table.query(condition, limit=1, consistent=True).items
        return str(found[0]["sk"]).rpartition("#")[2] if found else None


def noting_origin(table: Table, image: Image) -> list[dict[str, Any]]:
    """The writes that record it together with the image."""
    if image.imported_from is None:
        return []
    return [table.putting(source_key(image.owner, image.imported_from.digest, image.image_id))]


def forgetting_origin(table: Table, image: Image) -> list[dict[str, Any]]:
    """The writes that end it with the image."""
    if image.imported_from is None:
        return []
    return [table.deleting(source_key(image.owner, image.imported_from.digest, image.image_id))]
