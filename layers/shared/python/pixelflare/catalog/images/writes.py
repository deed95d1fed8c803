"""Writes about an image that more than one store makes, alone or as members of a transaction."""

from datetime import datetime
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.table import Table
from pixelflare.base.errors import ChangedMeanwhile
from pixelflare.catalog.images.rows import unmoved
from pixelflare.catalog.tags.store import TagStore
from schema.keys.core import image_key, tag_key
from schema.library.images import Image


class ImageWrites:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._tags = TagStore(table)

    def tagging(
        self, image: Image, tags: frozenset[str], *, standing: frozenset[str] = frozenset(), now: datetime
    ) -> list[dict[str, Any]]:
        """Ensures the tags' records, but for those that stand. The image's rows below them are part of the next
        transaction."""
        self._tags.ensure(image.owner, tags - standing, now=now)
        return [self._table.putting(_tag(image, tag)) for tag in sorted(tags)]

    def untagging(self, image: Image, tags: frozenset[str]) -> list[dict[str, Any]]:
        return [self._table.deleting(_tag(image, tag)) for tag in sorted(tags)]

    def untag_now(self, image: Image) -> None:
        """Removes the image's rows below its tags outside a transaction. Can be repeated."""
        for tag in sorted(image.tags):
            self._table.delete(_tag(image, tag))

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
