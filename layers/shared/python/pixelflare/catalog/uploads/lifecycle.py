"""An image's way from its reservation to ready, in the core table. The table decides by conditions."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.catalog.claims.names import path_taken
from pixelflare.catalog.claims.store import ClaimStore
from pixelflare.catalog.images.moderation import ModerationStore, stored
from pixelflare.catalog.images.origins import noting_origin
from pixelflare.catalog.images.rows import (
    both,
    due_of,
    free_or_held_by,
    held_by,
    live_row,
    plain_row,
    ready_of,
    unmoved,
)
from pixelflare.catalog.images.writes import ImageWrites, changed_meanwhile
from pixelflare.catalog.uploads.outcomes import Accepted, NoLongerReserved, PathLost
from pixelflare.usage import NotAdmitted, UsageCounters, Writes, counted_as_read
from schema.addresses.presets import PRESETS
from schema.errors import RejectionReason
from schema.keys.core import content_key, id_key, image_key, path_key
from schema.library.images import Image, ImageStatus
from schema.limits import RESERVATION_SECONDS

_RESERVED, _REJECTED, _READY = ImageStatus.RESERVED.value, ImageStatus.REJECTED.value, ImageStatus.READY.value

_NAMES = ("filename", "declared_type", "renamed")
"""What a corrected filename changes in the record."""


class UploadLifecycle:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._claims = ClaimStore(table)
        self._writes = ImageWrites(table)
        self._usage = UsageCounters(table)

    def reserve(self, image: Image, *, standing: frozenset[str] = frozenset(), admission: Writes = ()) -> None:
        """Claims the path. `standing` are tags whose records were read earlier in the same request; `admission` takes a
        place in the owner's plan.

        Raises PathTaken if another image has the path, except for an expired reservation, and NotAdmitted.
        """
        until = image.created_at + timedelta(seconds=RESERVATION_SECONDS)
        writes = [
            self._table.putting(live_row(image), only_if=ABSENT),
            self._claims.taking(image, reserved_until=until),
            self._table.putting(id_key(image.image_id) | {"owner": image.owner}, only_if=ABSENT),
            *self._writes.tagging(image, image.tags, standing=standing, now=image.created_at),
            *noting_origin(self._table, image),
            *self._usage.moving(None, image),
        ]
        try:
            self._table.transact([*writes, *admission])
        except TransactionRefused as refused:
            if min(refused.failed) >= len(writes):
                raise NotAdmitted from refused
            raise path_taken(image.image_path, holder=refused.failed.get(1)) from refused

    def accept(
        self, image: Image, accepted: Accepted, *, named: Image | None = None, also: Writes = (), now: datetime
    ) -> None:
        """Reserved → processing, with a permanent path. `named` is the image as it is from now on, if its filename changes;
        the reserved path then redirects to it. `also` is written in the same transaction.

        Raises NoLongerReserved, PathLost, ChangedMeanwhile for another expiry, and PathTaken for a new filename that another
        image has.
        """
        change = _accepting(image, accepted, named, now=now)
        holding: list[dict[str, Any]] = []
        if accepted.moderation is not None:
            change |= {"moderation": stored(accepted.moderation)}
            holding = ModerationStore(self._table).listing(image, accepted.moderation)
        key = image_key(image.owner, image.image_id)
        try:
            self._table.transact(
                [
                    self._table.updating(
                        key, set_=change, add=_spending(accepted.spent_mb_ms), only_if=_reserved_as_read(image)
                    ),
                    *self._settling_path(image, named, now=now),
                    self._table.putting(content_key(image.owner, accepted.sha256, image.image_id)),
                    *holding,
                    *self._usage.moving(image, _with_bytes(image, accepted)),
                    *accepted.also,
                    *also,
                ]
            )
        except TransactionRefused as refused:
            if 0 in refused.failed:
                standing = refused.failed[0] or {}
                if standing.get("status") == _RESERVED and standing.get("nonce") == image.nonce:
                    raise changed_meanwhile(image) from refused
                raise NoLongerReserved(kept_sha256=standing.get("sha256")) from refused
            if named is not None and 1 not in refused.failed:
                raise path_taken(named.image_path, holder=refused.failed.get(2)) from refused
            raise PathLost from refused

    def _settling_path(self, image: Image, named: Image | None, *, now: datetime) -> list[dict[str, Any]]:
        if named is None:
            return [self._table.updating(path_key(image.image_path), remove=["reserved_until"], only_if=held_by(image))]
        arrived = named.model_copy(update={"updated_at": now})
        return [self._claims.redirecting(image, now=now), self._claims.taking(arrived, reserved_until=None)]

    def reject(
        self,
        image: Image,
        reason: RejectionReason,
        *,
        found_type: str | None = None,
        also: Writes = (),
        now: datetime,
    ) -> None:
        """Reserved → rejected, and the path is free again. Can be repeated, also if the image is gone. `also` is written in
        the same transaction.

        Raises ChangedMeanwhile if it was counted since it was read.
        """
        rejected = image.model_copy(update={"status": ImageStatus.REJECTED, "updated_at": now})
        change = {
            "status": _REJECTED,
            "reason": reason.value,
            "found_type": found_type,
            "updated_at": text_of(now),
            **due_of(rejected),
        }
        still_open = both(Condition("#status = :reserved", {":reserved": _RESERVED}), counted_as_read(image))
        key = image_key(image.owner, image.image_id)
        if image.status is ImageStatus.RESERVED:
            rejecting = self._table.updating(key, set_=change, add={"version": 1}, only_if=still_open)
            try:
                self._table.transact([rejecting, *self._usage.moving(image, rejected), *also])
            except TransactionRefused as refused:
                standing = (refused.failed[0] or {}).get("status")
                if standing == _RESERVED:
                    raise changed_meanwhile(image) from refused
                if standing != _REJECTED:
                    return
        with suppress(ConditionFailed):  # another image has the path now
            self._table.delete(path_key(image.image_path), only_if=free_or_held_by(image))
        self._writes.untag_now(image, image.tags)

    def mark_ready(
        self,
        image: Image,
        variants: frozenset[str],
        *,
        stored_bytes: int | None = None,
        spent_mb_ms: int = 0,
        also: Writes = (),
        now: datetime,
    ) -> bool:
        """Records finished variants, how many bytes all of them have, and what they took of the function.

        The image is ready once all presets are. False if it has left its path or storage area. `also` is written in the
        transaction that makes it ready.

        Recording a variant again changes nothing, so a repeated job leaves the same record.
        """
        if image.status is ImageStatus.PROCESSING and variants >= PRESETS.keys():
            with suppress(TransactionRefused):
                self._first_ready(image, variants, stored_bytes or image.variant_bytes, spent_mb_ms, also=also, now=now)
                return True
        current = self._current(image)
        if (
            current is None
            or not current.is_servable
            or (current.storage_area, current.image_path) != (image.storage_area, image.image_path)
        ):
            return False
        self._note_made_again(current, stored_bytes or current.variant_bytes, spent_mb_ms)
        if variants <= current.variants_ready and current.status is ImageStatus.READY:
            return True
        change = {"updated_at": text_of(now)} | (ready_of(image) if variants >= PRESETS.keys() else {})
        try:
            item = self._writes.update_unmoved(image, change, add={"variants_ready": variants})
            if item["status"] != _READY and item["variants_ready"] >= PRESETS.keys():
                self._writes.update_unmoved(image, ready_of(image))
        except ConditionFailed:
            return False
        return True

    def _first_ready(
        self, image: Image, variants: frozenset[str], stored_bytes: int, spent: int, *, also: Writes, now: datetime
    ) -> None:
        """The whole ladder of an image that nobody has called ready since it was read. Raises TransactionRefused."""
        there = both(unmoved(image), _stored_as_read(image))
        ready = self._table.updating(
            image_key(image.owner, image.image_id),
            set_={"updated_at": text_of(now), "variant_bytes": stored_bytes} | ready_of(image),
            add=_spending(spent) | {"variants_ready": variants},
            only_if=Condition(f"#status = :processing AND {there.expression}", there.values),
        )
        self._table.transact([ready, *self._usage.moving(image, _storing(image, stored_bytes)), *also])

    def _note_made_again(self, image: Image, stored_bytes: int, spent: int) -> None:
        """The bytes of variants that were made again, and what that took. Another run that has noted its own bytes is as right."""
        key = image_key(image.owner, image.image_id)
        if stored_bytes != image.variant_bytes:
            noted = self._table.updating(
                key,
                set_={"variant_bytes": stored_bytes},
                add=_spending(spent),
                only_if=both(unmoved(image), _stored_as_read(image)),
            )
            writes = [noted, *self._usage.moving(image, _storing(image, stored_bytes))]
        elif spent:
            writes = [self._table.updating(key, add={"spent_mb_ms": spent}, only_if=unmoved(image))]
        else:
            return
        with suppress(TransactionRefused):
            self._table.transact(writes)

    def _current(self, image: Image) -> Image | None:
        item = self._table.get(image_key(image.owner, image.image_id), consistent=True)
        return Image.model_validate(item) if item else None


def _spending(mb_ms: int) -> dict[str, Any]:
    """One version more, and what it took."""
    return {"version": 1} | ({"spent_mb_ms": mb_ms} if mb_ms else {})


def _accepting(image: Image, accepted: Accepted, named: Image | None, *, now: datetime) -> dict[str, Any]:
    """What is recorded of an upload that is accepted, besides its moderation."""
    change = {
        **due_of(image.model_copy(update={"status": ImageStatus.PROCESSING, "processing_since": now})),
        "status": ImageStatus.PROCESSING.value,
        "processing_since": text_of(now),
        "size_bytes": accepted.size_bytes,
        "sha256": accepted.sha256,
        "duplicate_of": accepted.duplicate_of,
        "upload_etag": accepted.upload_etag,
        "facts": accepted.facts.model_dump(mode="json"),
        "updated_at": text_of(now),
    }
    if named is not None:
        change |= {name: plain_row(named)[name] for name in _NAMES}
    return change


def _with_bytes(image: Image, accepted: Accepted) -> Image:
    return image.model_copy(
        update={"status": ImageStatus.PROCESSING, "size_bytes": accepted.size_bytes, "sha256": accepted.sha256}
    )


def _storing(image: Image, stored_bytes: int) -> Image:
    return image.model_copy(update={"variant_bytes": stored_bytes})


def _stored_as_read(image: Image) -> Condition:
    """What the counters hold of its variants is what they held when it was read."""
    same = Condition("#variant_bytes = :variant_bytes", {":variant_bytes": image.variant_bytes})
    if not image.variant_bytes:
        same = Condition(f"(attribute_not_exists(#variant_bytes) OR {same.expression})", same.values)
    return both(same, counted_as_read(image))


def _reserved_as_read(image: Image) -> Condition:
    """Without bytes, for the same form, and with the same expiry: the index of due work follows from it."""
    if image.expires_at is None:
        expiry, values = "attribute_not_exists(#expires_at)", {}
    else:
        expiry, values = "#expires_at = :expires_at", {":expires_at": text_of(image.expires_at)}
    reserved = {":reserved": _RESERVED, ":nonce": image.nonce}
    as_read = Condition(f"#status = :reserved AND #nonce = :nonce AND {expiry}", reserved | values)
    return both(as_read, counted_as_read(image))
