"""Image records in the core table. Each method is one access pattern, and the table decides by conditions."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import ConditionFailed, QueryPage, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import NotFound
from pixelflare.catalog.claims.names import path_taken
from pixelflare.catalog.claims.store import ClaimStore, PathClaim
from pixelflare.catalog.images.moderation import ModerationStore, stored
from pixelflare.catalog.images.origins import forgetting_origin
from pixelflare.catalog.images.rows import begun_anew, bin_row, both, due_of, in_text, live_row, plain_row, unchanged
from pixelflare.catalog.images.writes import MAX_TAGS_AT_ONCE, ImageWrites, changed_meanwhile
from pixelflare.usage import NotAdmitted, UsageCounters, Writes, counted_as_read
from schema.addresses.image_path import ImagePath
from schema.keys.core import (
    CONTENT,
    album_listing,
    bin_key,
    content_key,
    content_prefix,
    id_key,
    image_key,
    owner_partition,
)
from schema.library.images import Image, ImageStatus
from schema.library.moderation import Moderation

_RESTORABLE = Condition("attribute_exists(#pk) AND attribute_not_exists(#purging_since)")


class ImageStore:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._claims = ClaimStore(table)
        self._writes = ImageWrites(table)
        self._usage = UsageCounters(table)

    # Reads

    def find(self, owner: str, image_id: str, *, consistent: bool = True) -> Image | None:
        """An image that is not read consistently may lack its latest change."""
        item = self._table.get(image_key(owner, image_id), consistent=consistent)
        return Image.model_validate(item) if item else None

    def find_many(self, owner: str, image_ids: Sequence[str]) -> list[Image]:
        """Those that are live, in the order of the ids."""
        found = self._table.get_many([image_key(owner, image_id) for image_id in image_ids])
        return [Image.model_validate(item) for item in found]

    def by_content(self, owner: str, *, limit: int, after: str | None) -> QueryPage:
        """Rows of the owner's images, also in the bin, with those of the same bytes together. `after`: a sort key."""
        partition = owner_partition(owner)
        condition = Condition("#pk = :pk AND begins_with(#sk, :prefix)", {":pk": partition, ":prefix": CONTENT})
        start = {"pk": partition, "sk": after} if after else None
        return self._table.query(condition, limit=limit, after=start)

    def has_content(self, owner: str, sha256: str, *, besides: str) -> bool:
        """Whether another image of the owner has these bytes, live or in the bin."""
        values = {":pk": owner_partition(owner), ":prefix": content_prefix(sha256)}
        condition = Condition("#pk = :pk AND begins_with(#sk, :prefix)", values)
        ours = content_key(owner, sha256, besides)["sk"]
        page = self._table.query(condition, limit=2, consistent=True)
        return any(item["sk"] != ours for item in page.items)

    def find_deleted(self, owner: str, image_id: str) -> Image | None:
        """In the bin, from where it can be restored."""
        item = self._table.get(bin_key(owner, image_id), consistent=True)
        return Image.model_validate(item) if item and "purging_since" not in item else None

    def holder_of(self, image_path: ImagePath) -> str | None:
        """The id of the path's image."""
        return self._claims.holder_of(image_path)

    def claim_at(self, image_path: ImagePath, *, consistent: bool = True, now: datetime) -> PathClaim | None:
        """The image at this path, or the one that has moved from here."""
        return self._claims.find(image_path, consistent=consistent, now=now)

    def owner_of(self, image_id: str, *, consistent: bool = False) -> str | None:
        """Exists from the reservation until the image is permanently deleted, also in the bin."""
        item = self._table.get(id_key(image_id), consistent=consistent)
        return str(item["owner"]) if item else None

    # Changes by the owner

    def change(
        self,
        image: Image,
        change: dict[str, Any],
        *,
        tags: frozenset[str] | None,
        to: ImagePath | None = None,
        moderation: Moderation | None = None,
        now: datetime,
    ) -> Image:
        """The changed image. `to` moves it, and its old path then redirects to the new one. `moderation` holds it.

        Where more tags change than a transaction takes, those that go are gone first. Raises ChangedMeanwhile if the
        image has changed since it was read, or PathTaken if `to` belongs to another image.
        """
        kept = image.tags if tags is None else tags
        if len(kept ^ image.tags) > MAX_TAGS_AT_ONCE:
            image = self.change(image, {}, tags=kept & image.tags, now=now)
        due = due_of(image.model_copy(update=change))
        listing = ModerationStore(self._table).listing(image, moderation) if moderation else []
        if moderation:
            change = change | {"moderation": stored(moderation)}
        change = in_text(change)
        change |= {"updated_at": text_of(now), "tags": kept, **due}
        moving: list[dict[str, Any]] = []
        if to is not None:
            change |= {"album": to.album, "filename": to.filename} | album_listing(to.owner, to.album, image.image_id)
            arrived = image.model_copy(update={"album": to.album, "filename": to.filename, "updated_at": now})
            moving = [self._claims.taking(arrived, reserved_until=None), self._claims.redirecting(image, now=now)]
        key = image_key(image.owner, image.image_id)
        try:
            self._table.transact(
                [
                    self._table.updating(key, set_=change, add={"version": 1}, only_if=unchanged(image)),
                    *moving,
                    *listing,
                    *self._writes.tagging(image, kept - image.tags, now=now),
                    *self._writes.untagging(image, image.tags - kept),
                ]
            )
        except TransactionRefused as refused:
            if to is not None and 1 in refused.failed and 0 not in refused.failed:
                raise path_taken(to, holder=refused.failed[1]) from refused
            raise changed_meanwhile(image) from refused
        return Image.model_validate(plain_row(image) | change | {"version": image.version + 1})

    def forget_stale_paths(self, image: Image) -> None:
        """Records that an image's stale paths are cleared, live or in the bin. Does nothing if it has changed since."""
        if image.stale_paths:
            key = bin_key if image.deleted_at else image_key
            with suppress(ConditionFailed):
                self._table.update(key(image.owner, image.image_id), remove=["stale_paths"], only_if=unchanged(image))

    def begin_generation(self, image: Image, *, now: datetime) -> Image:
        """The image with the next generation, so its variants get new addresses. Raises ChangedMeanwhile if it has
        moved."""
        change = {"updated_at": text_of(now)}
        try:
            return Image.model_validate(self._writes.update_unmoved(image, change, add={"generation": 1}))
        except ConditionFailed as moved:
            raise changed_meanwhile(image) from moved

    def move_to_bin(self, image: Image, *, also: Sequence[dict[str, Any]] = (), now: datetime) -> Image:
        """Live → bin. Path and tags are free. `also` is written in the same transaction.

        Raises ChangedMeanwhile if the image has changed since it was read.
        """
        deleted = image.model_copy(
            update={"deleted_at": now, "updated_at": now, "variant_bytes": 0, "version": image.version + 1}
        )
        try:
            self._table.transact(
                [
                    self._table.deleting(image_key(image.owner, image.image_id), only_if=unchanged(image)),
                    self._table.putting(bin_row(deleted)),
                    *self._writes.untagging(image, image.tags),
                    *self._claims.releasing(image),
                    *self._usage.moving(image, deleted),
                    *also,
                ]
            )
        except TransactionRefused as refused:
            raise changed_meanwhile(image) from refused
        return deleted

    def restore(
        self,
        deleted: Image,
        *,
        to: ImagePath,
        moderation: Moderation | None = None,
        admission: Writes = (),
        now: datetime,
    ) -> Image:
        """Bin → live, without variants, and with what still has to be cleared. An expiry that is over is gone.
        `admission` takes a place in the owner's plan.

        `moderation` holds it.

        Raises PathTaken, NotFound, or NotAdmitted.
        """
        image = _restored(deleted, to=to, moderation=moderation, now=now)
        listing = ModerationStore(self._table).listing(image, image.moderation) if image.moderation else []
        writes = [
            self._table.deleting(
                bin_key(image.owner, image.image_id), only_if=both(_RESTORABLE, counted_as_read(deleted))
            ),
            self._claims.taking(image, reserved_until=None),
            self._table.putting(live_row(image), only_if=ABSENT),
            *listing,
            *self._writes.tagging(image, image.tags, now=now),
            *self._usage.moving(deleted, image),
        ]
        try:
            self._table.transact([*writes, *admission])
        except TransactionRefused as refused:
            if 0 in refused.failed:
                raise NotFound(f"no deleted image {image.image_id}") from refused
            if min(refused.failed) >= len(writes):
                raise NotAdmitted from refused
            raise path_taken(image.image_path, holder=refused.failed.get(1)) from refused
        return image

    def forget(self, image: Image, *, also: Sequence[dict[str, Any]] = ()) -> None:
        """Removes a reservation or a rejected upload completely. `also` is written in the same transaction.

        Raises ChangedMeanwhile if it has changed since it was read. Otherwise a new tag would remain without its image.
        """
        try:
            self._table.transact(
                [
                    self._table.deleting(image_key(image.owner, image.image_id), only_if=unchanged(image)),
                    self._table.deleting(id_key(image.image_id)),
                    *self._writes.untagging(image, image.tags),
                    *self._claims.releasing(image),
                    *forgetting_origin(self._table, image),
                    *self._usage.moving(image, None),
                    *also,
                ]
            )
        except TransactionRefused as refused:
            raise changed_meanwhile(image) from refused


def _restored(deleted: Image, *, to: ImagePath, moderation: Moderation | None, now: datetime) -> Image:
    """The image as it is live again: its variants have yet to be made."""
    return deleted.model_copy(
        update={
            "album": to.album,
            "filename": to.filename,
            "deleted_at": None,
            "expires_at": None if deleted.has_expired(now) else deleted.expires_at,
            "updated_at": now,
            **begun_anew(now),
            "status": ImageStatus.PROCESSING,
            "moderation": moderation or deleted.moderation,
            "version": deleted.version + 1,
        }
    )
