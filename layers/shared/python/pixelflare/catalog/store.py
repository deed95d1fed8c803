"""Image records in the core table. A method is one access pattern; the table decides by conditions."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.table import ABSENT, PRESENT, Condition, ConditionFailed, Table, TransactionRefused
from pixelflare.base.errors import Conflict, NotFound
from pixelflare.catalog.paths import path_taken
from schema.errors import RejectionReason
from schema.images import Image, ImageStatus, PictureFacts
from schema.keys import Place, album_listing, bin_key, bin_listing, id_key, image_key, path_key, tag_key
from schema.limits import RESERVATION_SECONDS

_SETS = ("tags", "variants_ready")
_SERVABLE = (ImageStatus.PROCESSING.value, ImageStatus.READY.value)


@dataclass(frozen=True)
class Accepted:
    """What is known of an upload once its bytes have been inspected and kept."""

    size_bytes: int
    sha256: str
    upload_etag: str
    facts: PictureFacts


class ImageStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    # Reads

    def find(self, owner: str, image_id: str) -> Image | None:
        item = self._table.get(image_key(owner, image_id), consistent=True)
        return Image.model_validate(item) if item else None

    def find_deleted(self, owner: str, image_id: str) -> Image | None:
        item = self._table.get(bin_key(owner, image_id), consistent=True)
        return Image.model_validate(item) if item else None

    def holder_of(self, place: Place) -> str | None:
        """The id of the image that holds this path."""
        item = self._table.get(path_key(place), consistent=True)
        return str(item["image_id"]) if item else None

    def at(self, place: Place) -> Image | None:
        image_id = self.holder_of(place)
        return self.find(place.owner, image_id) if image_id else None

    def owner_of(self, image_id: str) -> str | None:
        item = self._table.get(id_key(image_id))
        return str(item["owner"]) if item else None

    # An upload's life

    def reserve(self, image: Image) -> None:
        """Take the path. Raises PathTaken when another image holds it, unless that is a reservation long expired."""
        try:
            self._table.transact(
                [
                    self._table.putting(_live_item(image), only_if=ABSENT),
                    self._claiming(image, reserved_until=image.created_at + timedelta(seconds=RESERVATION_SECONDS)),
                    self._table.putting(id_key(image.image_id) | {"owner": image.owner}, only_if=ABSENT),
                    *self._tagging(image, image.tags),
                ]
            )
        except TransactionRefused as refused:
            raise path_taken(image.place, holder=refused.failed.get(1)) from refused

    def accept(self, image: Image, accepted: Accepted, *, now: datetime) -> None:
        """Reserved → processing, and the path is kept for good. Raises TransactionRefused: 0 not reserved, 1 path lost."""
        still_reserved = Condition(
            "#status = :reserved AND #nonce = :nonce",
            {":reserved": ImageStatus.RESERVED.value, ":nonce": image.nonce},
        )
        change = {
            "status": ImageStatus.PROCESSING.value,
            "size_bytes": accepted.size_bytes,
            "sha256": accepted.sha256,
            "upload_etag": accepted.upload_etag,
            "facts": accepted.facts.model_dump(mode="json"),
            "updated_at": _text(now),
        }
        key = image_key(image.owner, image.image_id)
        self._table.transact(
            [
                self._table.updating(key, set_=change, add={"version": 1}, only_if=still_reserved),
                self._table.updating(path_key(image.place), remove=["reserved_until"], only_if=_held_by(image)),
            ]
        )

    def reject(self, image: Image, reason: RejectionReason, *, now: datetime) -> None:
        """Reserved → rejected, and the path is free again. Harmless when repeated, or when the image is gone."""
        change = {"status": ImageStatus.REJECTED.value, "reason": reason.value, "updated_at": _text(now)}
        open_ = Condition(
            "#status IN (:reserved, :rejected)",
            {":reserved": ImageStatus.RESERVED.value, ":rejected": ImageStatus.REJECTED.value},
        )
        if image.status is ImageStatus.RESERVED:
            try:
                self._table.update(
                    image_key(image.owner, image.image_id), set_=change, add={"version": 1}, only_if=open_
                )
            except ConditionFailed:
                return
        self._release(image)

    def mark_ready(self, image: Image, variants: frozenset[str], *, now: datetime) -> bool:
        """Note variants as made; processing → ready. False when the image has left its path or is gone.

        Noting what is noted already changes nothing, so that a repeated job ends in the same record.
        """
        current = self.find(image.owner, image.image_id)
        if current is None or current.place != image.place or not current.is_servable:
            return False
        if current.status is ImageStatus.READY and variants <= current.variants_ready:
            return True
        unmoved = Condition(
            "#status IN (:processing, :ready) AND #album = :album AND #filename = :filename",
            {":processing": _SERVABLE[0], ":ready": _SERVABLE[1], ":album": image.album, ":filename": image.filename},
        )
        change = {"status": ImageStatus.READY.value, "updated_at": _text(now)}
        try:
            self._table.update(
                image_key(image.owner, image.image_id),
                set_=change,
                add={"version": 1, "variants_ready": variants},
                only_if=unmoved,
            )
        except ConditionFailed:
            return False
        return True

    # Changes by the owner

    def change(self, image: Image, change: dict[str, Any], *, tags: frozenset[str] | None, now: datetime) -> Image:
        """Raises Conflict when the image has changed since it was read."""
        unchanged = Condition("#version = :version", {":version": image.version})
        change = change | {"updated_at": _text(now)} | ({} if tags is None else {"tags": tags})
        writes = [
            self._table.updating(
                image_key(image.owner, image.image_id), set_=change, add={"version": 1}, only_if=unchanged
            ),
            *self._tagging(image, (tags or image.tags) - image.tags),
            *(self._table.deleting(_tag(image, tag)) for tag in sorted(image.tags - tags if tags is not None else ())),
        ]
        try:
            self._table.transact(writes)
        except TransactionRefused as refused:
            raise Conflict(f"image {image.image_id} has been changed at the same time") from refused
        return Image.model_validate(_plain(image) | change | {"version": image.version + 1})

    def move_to_bin(self, image: Image, *, now: datetime) -> Image:
        """Live → bin; the path and the tags are free. Raises Conflict when the image has changed since it was read."""
        deleted = image.model_copy(update={"deleted_at": now, "updated_at": now, "version": image.version + 1})
        unchanged = Condition("#version = :version", {":version": image.version})
        listing = bin_listing(image.owner, _text(now), image.image_id)
        try:
            self._table.transact(
                [
                    self._table.deleting(image_key(image.owner, image.image_id), only_if=unchanged),
                    self._table.putting(_plain(deleted) | bin_key(image.owner, image.image_id) | listing),
                    self._table.deleting(path_key(image.place), only_if=_free_or_held_by(image)),
                    *(self._table.deleting(_tag(image, tag)) for tag in sorted(image.tags)),
                ]
            )
        except TransactionRefused as refused:
            raise Conflict(f"image {image.image_id} has been changed at the same time") from refused
        return deleted

    def restore(self, deleted: Image, *, to: Place, now: datetime) -> Image:
        """Bin → live, with no variants made yet. Raises PathTaken or NotFound."""
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
                    self._claiming(image, reserved_until=None),
                    self._table.putting(_live_item(image), only_if=ABSENT),
                    *self._tagging(image, image.tags),
                ]
            )
        except TransactionRefused as refused:
            if 0 in refused.failed:
                raise NotFound(f"no deleted image {image.image_id}") from refused
            raise path_taken(image.place, holder=refused.failed.get(1)) from refused
        return image

    def forget(self, image: Image) -> None:
        """Remove a reservation or a rejected upload without a trace. Raises Conflict when bytes have been accepted since."""
        self._release(image)
        never_accepted = Condition(
            "NOT #status IN (:processing, :ready)", dict(zip((":processing", ":ready"), _SERVABLE, strict=True))
        )
        try:
            self._table.transact(
                [
                    self._table.deleting(image_key(image.owner, image.image_id), only_if=never_accepted),
                    self._table.deleting(id_key(image.image_id)),
                ]
            )
        except TransactionRefused as refused:
            raise Conflict(f"image {image.image_id} has been changed at the same time") from refused

    # Members of transactions

    def _claiming(self, image: Image, *, reserved_until: datetime | None) -> dict[str, Any]:
        free = Condition("attribute_not_exists(#pk) OR #reserved_until < :now", {":now": _text(image.updated_at)})
        claim: Item = {"image_id": image.image_id, "reserved_until": _text(reserved_until) if reserved_until else None}
        return self._table.putting(path_key(image.place) | claim, only_if=free)

    def _tagging(self, image: Image, tags: frozenset[str]) -> list[dict[str, Any]]:
        return [self._table.putting(_tag(image, tag)) for tag in sorted(tags)]

    def _release(self, image: Image) -> None:
        """Give up the path, if it is still this image's, and the tags."""
        with suppress(ConditionFailed):  # another image has taken the path over: it is that image's now
            self._table.delete(path_key(image.place), only_if=_free_or_held_by(image))
        for tag in sorted(image.tags):
            self._table.delete(_tag(image, tag))


def _held_by(image: Image) -> Condition:
    return Condition("#image_id = :image_id", {":image_id": image.image_id})


def _free_or_held_by(image: Image) -> Condition:
    return Condition("attribute_not_exists(#pk) OR #image_id = :image_id", {":image_id": image.image_id})


def _tag(image: Image, tag: str) -> dict[str, str]:
    return tag_key(image.owner, tag, image.image_id)


def _text(moment: datetime) -> str:
    """ISO 8601 in one width, so that text order is time order."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _plain(image: Image) -> Item:
    times = {
        name: _text(value) for name in ("created_at", "updated_at", "deleted_at") if (value := getattr(image, name))
    }
    return image.model_dump(mode="json") | {name: getattr(image, name) for name in _SETS} | times


def _live_item(image: Image) -> Item:
    listing = album_listing(image.owner, image.album, image.image_id)
    return _plain(image) | image_key(image.owner, image.image_id) | listing
