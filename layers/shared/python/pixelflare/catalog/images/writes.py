"""Writes about an image that more than one store makes, alone or as members of a transaction."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import PRESENT
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.errors import ChangedMeanwhile
from pixelflare.catalog.images.rows import unmoved
from pixelflare.catalog.tags.store import TagStore
from schema.keys.core import image_key, tag_count_key, tag_key
from schema.library.images import Image, ImageStatus

MAX_TAGS_AT_ONCE = 48
"""Each takes two of a transaction's hundred writes; the others are the image's, and its paths' when it moves."""


class ImageWrites:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._tags = TagStore(table)

    def tagging(
        self, image: Image, tags: frozenset[str], *, standing: frozenset[str] = frozenset(), now: datetime
    ) -> list[dict[str, Any]]:
        """Ensures the tags' records, but for those that stand. The image's rows below them and their counts are part of
        the next transaction."""
        self._tags.ensure(image.owner, tags - standing, now=now)
        return [
            write
            for tag in sorted(tags)
            for write in (self._table.putting(_tag(image, tag)), self._count(image, tag, 1))
        ]

    def untagging(self, image: Image, tags: frozenset[str]) -> list[dict[str, Any]]:
        """A rejected upload may have lost its rows already, so it loses them before the transaction."""
        if image.status is ImageStatus.REJECTED:
            self.untag_now(image, tags)
            return []
        return [
            write
            for tag in sorted(tags)
            for write in (self._table.deleting(_tag(image, tag)), self._count(image, tag, -1))
        ]

    def untag_now(self, image: Image, tags: frozenset[str]) -> None:
        """Removes the image's rows below these tags, each in a transaction of its own. Can be repeated."""
        for tag in sorted(tags):
            with suppress(TransactionRefused):  # an earlier run has removed it
                self._table.transact(
                    [self._table.deleting(_tag(image, tag), only_if=PRESENT), self._count(image, tag, -1)]
                )

    def _count(self, image: Image, tag: str, more: int) -> dict[str, Any]:
        return self._table.updating(tag_count_key(image.owner, tag, image.created_at), add={"images": more})

    def update_unmoved(self, image: Image, change: dict[str, Any], *, add: dict[str, Any] | None = None) -> Item:
        """The changed row. Raises ConditionFailed if the image has left its path or its storage area."""
        return self._table.update(
            image_key(image.owner, image.image_id),
            set_=change,
            add={"version": 1} | (add or {}),
            only_if=unmoved(image),
        )


def changed_meanwhile(image: Image) -> ChangedMeanwhile:
    return ChangedMeanwhile(f"somebody else changed image {image.image_id} at the same time")


def _tag(image: Image, tag: str) -> dict[str, str]:
    return tag_key(image.owner, tag, image.image_id)
