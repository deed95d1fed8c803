"""Counters in the core table. Every transaction that changes what an image adds to them changes them, too.

So they cannot drift: an image's row and its counters are written together or not at all. `make doctor` proves it.
"""

from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import Table
from pixelflare.usage.weights import MONTHLY, change_of
from schema.keys.core import USAGE, USAGE_SHARDS, owner_partition, usage_key
from schema.library.images import Image
from schema.usage import Usage

CHANGES = "changes"
"""Counts the changes of a row of counters: the condition of a repair."""


class UsageCounters:
    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, owner: str) -> Usage:
        """What the owner uses now: one query, with a consistent read."""
        return usage_of(self.rows(owner))

    def rows(self, owner: str) -> list[Item]:
        below = Condition("#pk = :pk AND begins_with(#sk, :prefix)", {":pk": owner_partition(owner), ":prefix": USAGE})
        return self._table.query(below, limit=USAGE_SHARDS, consistent=True).items

    def moving(self, before: Image | None, after: Image | None) -> list[dict[str, Any]]:
        """The write for a transaction in which the one becomes the other; none if the counters stay.

        The transaction must hold the row to what `before` was read as: its `counted`, too.
        """
        image = after or before
        # A month's uploads stay when the image goes.
        change = change_of(before, after)
        change = {name: more for name, more in change.items() if more > 0 or not name.startswith(MONTHLY)}
        if image is None or not change:
            return []
        return [self._table.updating(usage_key(image.owner, image.created_at), add={**change, CHANGES: 1})]


def usage_of(rows: list[Item]) -> Usage:
    """The sum of rows of counters."""
    sums: dict[str, int] = {}
    for row in rows:
        for name, value in row.items():
            if name not in ("pk", "sk", CHANGES):
                sums[name] = sums.get(name, 0) + int(value)
    uploads = {
        f"{name.removeprefix(MONTHLY)[:4]}-{name[-2:]}": sums.pop(name)
        for name in sorted(sums)
        if name.startswith(MONTHLY)
    }
    return Usage.model_validate(sums | {"uploads": uploads})


def counted_as_read(image: Image) -> Condition:
    """For a write that changes counters: the doctor has not begun to count the image since it was read."""
    if image.counted:
        return Condition("#counted = :counted", {":counted": True})
    return Condition("(attribute_not_exists(#counted) OR #counted = :counted)", {":counted": False})
