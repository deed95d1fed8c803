"""Path claims: the image of a path, and the new path of an image that has moved."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.catalog.images.rows import held_by
from schema.addresses.image_path import ImagePath
from schema.keys import Key
from schema.keys.core import path_key
from schema.keys.due import DueKind, due_at
from schema.library.images import Image
from schema.limits import REDIRECT_DAYS


class PathClaim(NamedTuple):
    """A path leads to its image, or for a while to the image that had it before."""

    image_id: str
    has_moved: bool


class ClaimStore:
    """A redirect never keeps a path from an image that wants it."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, image_path: ImagePath, *, consistent: bool = True, now: datetime) -> PathClaim | None:
        item = self._table.get(path_key(image_path), consistent=consistent)
        if item is None:
            return None
        if "moved_to" not in item:
            return PathClaim(str(item["image_id"]), has_moved=False)
        return PathClaim(str(item["moved_to"]), has_moved=True) if item["moved_until"] > text_of(now) else None

    def holder_of(self, image_path: ImagePath) -> str | None:
        """The id of the path's image."""
        item = self._table.get(path_key(image_path), consistent=True)
        return str(item["image_id"]) if item and "image_id" in item else None

    def forget_redirect(self, key: Key, *, also: Sequence[dict[str, Any]] = (), now: datetime) -> bool:
        """Removes an old path that no longer redirects. False if it is another row by now. `also` is written in the same
        transaction."""
        over = Condition("attribute_exists(#moved_to) AND #moved_until <= :now", {":now": text_of(now)})
        try:
            self._table.transact([self._table.deleting(key, only_if=over), *also])
        except TransactionRefused:
            return False
        return True

    # Members of transactions

    def taking(self, image: Image, *, reserved_until: datetime | None) -> dict[str, Any]:
        free = Condition(
            "attribute_not_exists(#pk) OR #reserved_until < :now OR attribute_exists(#moved_to)",
            {":now": text_of(image.updated_at)},
        )
        claim: Item = {
            "image_id": image.image_id,
            "reserved_until": text_of(reserved_until) if reserved_until else None,
        }
        return self._table.putting(path_key(image.image_path) | claim, only_if=free)

    def redirecting(self, image: Image, *, now: datetime) -> dict[str, Any]:
        """The path that the image leaves redirects to the image's current path, for 30 days."""
        until = text_of(now + timedelta(days=REDIRECT_DAYS))
        redirect = {"moved_to": image.image_id, "moved_until": until} | due_at(DueKind.REDIRECT, until, image.image_id)
        return self._table.putting(path_key(image.image_path) | redirect, only_if=held_by(image))

    def releasing(self, image: Image) -> list[dict[str, Any]]:
        """Releases the path if it belongs to this image. An expired reservation may have lost it to another image."""
        if self.holder_of(image.image_path) != image.image_id:
            return []
        return [self._table.deleting(path_key(image.image_path), only_if=held_by(image))]
