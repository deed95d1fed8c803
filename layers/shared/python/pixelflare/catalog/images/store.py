"""Image records in the core table. Each method is one access pattern, and the table decides by conditions."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, PRESENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile, NotFound
from pixelflare.catalog.claims.names import path_taken
from pixelflare.catalog.claims.store import ClaimStore, PathClaim
from pixelflare.catalog.images.rows import bin_row, free_or_held_by, held_by, live_row, plain_row, unchanged, unmoved
from pixelflare.catalog.tags.store import TagStore
from pixelflare.catalog.uploads.outcomes import Accepted, NoLongerReserved, PathLost
from schema.addresses.image_path import ImagePath
from schema.addresses.presets import PRESETS
from schema.errors import RejectionReason
from schema.keys.core import album_listing, bin_key, content_key, id_key, image_key, path_key
from schema.library.images import Image, ImageStatus
from schema.limits import RESERVATION_SECONDS

_RESERVED, _REJECTED, _READY = ImageStatus.RESERVED.value, ImageStatus.REJECTED.value, ImageStatus.READY.value


class ImageStore:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._claims = ClaimStore(table)
        self._tags = TagStore(table)

    # Reads

    def find(self, owner: str, image_id: str) -> Image | None:
        item = self._table.get(image_key(owner, image_id), consistent=True)
        return Image.model_validate(item) if item else None

    def find_deleted(self, owner: str, image_id: str) -> Image | None:
        item = self._table.get(bin_key(owner, image_id), consistent=True)
        return Image.model_validate(item) if item else None

    def holder_of(self, image_path: ImagePath) -> str | None:
        """The id of the path's image."""
        return self._claims.holder_of(image_path)

    def claim_at(self, image_path: ImagePath, *, now: datetime) -> PathClaim | None:
        """The image at this path, or the one that has moved from here."""
        return self._claims.find(image_path, now=now)

    def owner_of(self, image_id: str, *, consistent: bool = False) -> str | None:
        """Exists from the reservation until the image is permanently deleted, also in the bin."""
        item = self._table.get(id_key(image_id), consistent=consistent)
        return str(item["owner"]) if item else None

    # An upload's lifecycle

    def reserve(self, image: Image, *, standing: frozenset[str] = frozenset()) -> None:
        """Claims the path. `standing` are tags whose records were read earlier in the same request.

        Raises PathTaken if another image has the path, except for an expired reservation.
        """
        try:
            self._table.transact(
                [
                    self._table.putting(live_row(image), only_if=ABSENT),
                    self._claims.taking(
                        image, reserved_until=image.created_at + timedelta(seconds=RESERVATION_SECONDS)
                    ),
                    self._table.putting(id_key(image.image_id) | {"owner": image.owner}, only_if=ABSENT),
                    *self._tags.tagging(image, image.tags, standing=standing, now=image.created_at),
                ]
            )
        except TransactionRefused as refused:
            raise path_taken(image.image_path, holder=refused.failed.get(1)) from refused

    def accept(self, image: Image, accepted: Accepted, *, now: datetime) -> None:
        """Reserved → processing, with a permanent path. Raises NoLongerReserved, PathLost."""
        still_reserved = Condition(
            "#status = :reserved AND #nonce = :nonce", {":reserved": _RESERVED, ":nonce": image.nonce}
        )
        change = {
            "status": ImageStatus.PROCESSING.value,
            "size_bytes": accepted.size_bytes,
            "sha256": accepted.sha256,
            "duplicate_of": accepted.duplicate_of,
            "upload_etag": accepted.upload_etag,
            "facts": accepted.facts.model_dump(mode="json"),
            "updated_at": text_of(now),
        }
        key = image_key(image.owner, image.image_id)
        try:
            self._table.transact(
                [
                    self._table.updating(key, set_=change, add={"version": 1}, only_if=still_reserved),
                    self._table.updating(path_key(image.image_path), remove=["reserved_until"], only_if=held_by(image)),
                    self._table.putting(content_key(image.owner, accepted.sha256, image.image_id)),
                ]
            )
        except TransactionRefused as refused:
            if 0 in refused.failed:
                standing = refused.failed[0] or {}
                raise NoLongerReserved(kept_sha256=standing.get("sha256")) from refused
            raise PathLost from refused

    def reject(self, image: Image, reason: RejectionReason, *, now: datetime) -> None:
        """Reserved → rejected, and the path is free again. Can be repeated, also if the image is gone."""
        change = {"status": _REJECTED, "reason": reason.value, "updated_at": text_of(now)}
        still_open = Condition("#status = :reserved", {":reserved": _RESERVED})
        if image.status is ImageStatus.RESERVED:
            try:
                self._table.update(
                    image_key(image.owner, image.image_id), set_=change, add={"version": 1}, only_if=still_open
                )
            except ConditionFailed as failed:
                if (failed.item or {}).get("status") != _REJECTED:
                    return
        with suppress(ConditionFailed):  # another image has the path now
            self._table.delete(path_key(image.image_path), only_if=free_or_held_by(image))
        self._tags.untag(image, image.tags)

    def mark_ready(self, image: Image, variants: frozenset[str], *, now: datetime) -> bool:
        """Records finished variants. The image is ready once all presets are. False if it has left its path or storage
        area.

        Recording a variant again changes nothing, so a repeated job leaves the same record.
        """
        if image.status is ImageStatus.PROCESSING and variants >= PRESETS.keys():
            with suppress(ConditionFailed):
                self._first_ready(image, variants, now=now)
                return True
        current = self.find(image.owner, image.image_id)
        if (
            current is None
            or not current.is_servable
            or (current.storage_area, current.image_path) != (image.storage_area, image.image_path)
        ):
            return False
        if variants <= current.variants_ready and current.status is ImageStatus.READY:
            return True
        change = {"updated_at": text_of(now)} | ({"status": _READY} if variants >= PRESETS.keys() else {})
        try:
            item = self._note(image, change, add={"variants_ready": variants})
            if item["status"] != _READY and item["variants_ready"] >= PRESETS.keys():
                self._note(image, {"status": _READY})
        except ConditionFailed:
            return False
        return True

    def _first_ready(self, image: Image, variants: frozenset[str], *, now: datetime) -> None:
        """The whole ladder of an image that nobody has called ready since it was read. Raises ConditionFailed."""
        there = unmoved(image)
        self._table.update(
            image_key(image.owner, image.image_id),
            set_={"updated_at": text_of(now), "status": _READY},
            add={"version": 1, "variants_ready": variants},
            only_if=Condition(f"#status = :processing AND {there.expression}", there.values),
        )

    def _note(self, image: Image, change: dict[str, Any], *, add: dict[str, Any] | None = None) -> Item:
        return self._table.update(
            image_key(image.owner, image.image_id),
            set_=change,
            add={"version": 1} | (add or {}),
            only_if=unmoved(image),
        )

    # Changes by the owner

    def change(
        self,
        image: Image,
        change: dict[str, Any],
        *,
        tags: frozenset[str] | None,
        to: ImagePath | None = None,
        now: datetime,
    ) -> Image:
        """The changed image. `to` moves it, and its old path then redirects to the new one.

        Raises ChangedMeanwhile if the image has changed since it was read, or PathTaken if `to` belongs to another
        image.
        """
        kept = image.tags if tags is None else tags
        change = {name: text_of(value) if isinstance(value, datetime) else value for name, value in change.items()}
        change |= {"updated_at": text_of(now), "tags": kept}
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
                    *self._tags.tagging(image, kept - image.tags, now=now),
                    *self._tags.untagging(image, image.tags - kept),
                ]
            )
        except TransactionRefused as refused:
            if to is not None and 1 in refused.failed and 0 not in refused.failed:
                raise path_taken(to, holder=refused.failed[1]) from refused
            raise _changed_meanwhile(image) from refused
        return Image.model_validate(plain_row(image) | change | {"version": image.version + 1})

    def forget_stale_paths(self, image: Image) -> None:
        """Records that an image's stale paths are cleared, live or in the bin. Does nothing if it has changed since."""
        if image.stale_paths:
            key = bin_key if image.deleted_at else image_key
            with suppress(ConditionFailed):
                self._table.update(key(image.owner, image.image_id), remove=["stale_paths"], only_if=unchanged(image))

    def begin_generation(self, image: Image) -> Image:
        """The image with the next generation, so its variants get new addresses. Raises ChangedMeanwhile if it has
        moved."""
        try:
            return Image.model_validate(self._note(image, {}, add={"generation": 1}))
        except ConditionFailed as moved:
            raise _changed_meanwhile(image) from moved

    def move_to_bin(self, image: Image, *, now: datetime) -> Image:
        """Live → bin. Path and tags are free. Raises ChangedMeanwhile if the image has changed since it was read."""
        deleted = image.model_copy(update={"deleted_at": now, "updated_at": now, "version": image.version + 1})
        try:
            self._table.transact(
                [
                    self._table.deleting(image_key(image.owner, image.image_id), only_if=unchanged(image)),
                    self._table.putting(bin_row(deleted)),
                    *self._tags.untagging(image, image.tags),
                    *self._claims.releasing(image),
                ]
            )
        except TransactionRefused as refused:
            raise _changed_meanwhile(image) from refused
        return deleted

    def restore(self, deleted: Image, *, to: ImagePath, now: datetime) -> Image:
        """Bin → live, without variants, and with what still has to be cleared. Raises PathTaken or NotFound."""
        image = deleted.model_copy(
            update={
                "album": to.album,
                "filename": to.filename,
                "deleted_at": None,
                "updated_at": now,
                "status": ImageStatus.PROCESSING,
                "variants_ready": frozenset(),
                "version": deleted.version + 1,
            }
        )
        try:
            self._table.transact(
                [
                    self._table.deleting(bin_key(image.owner, image.image_id), only_if=PRESENT),
                    self._claims.taking(image, reserved_until=None),
                    self._table.putting(live_row(image), only_if=ABSENT),
                    *self._tags.tagging(image, image.tags, now=now),
                ]
            )
        except TransactionRefused as refused:
            if 0 in refused.failed:
                raise NotFound(f"no deleted image {image.image_id}") from refused
            raise path_taken(image.image_path, holder=refused.failed.get(1)) from refused
        return image

    def forget(self, image: Image) -> None:
        """Removes a reservation or a rejected upload completely.

        Raises ChangedMeanwhile if it has changed since it was read. Otherwise a new tag would remain without its image.
        """
        try:
            self._table.transact(
                [
                    self._table.deleting(image_key(image.owner, image.image_id), only_if=unchanged(image)),
                    self._table.deleting(id_key(image.image_id)),
                    *self._tags.untagging(image, image.tags),
                    *self._claims.releasing(image),
                ]
            )
        except TransactionRefused as refused:
            raise _changed_meanwhile(image) from refused


def _changed_meanwhile(image: Image) -> ChangedMeanwhile:
    return ChangedMeanwhile(f"somebody else changed image {image.image_id} at the same time")
