"""Shared albums in the core table: a record in the owner's partition, a pointer from the token's hash, and the ids."""

from datetime import datetime
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile, Gone, LimitReached, NotFound
from schema.keys.core import SHARE, owner_partition, share_ids_key, share_key, share_pointer
from schema.library.shares import Share
from schema.limits import MAX_SHARES

_TIMES = ("album_created_at", "expires_at", "created_at", "updated_at")
_MAY_BE_SEEN = Condition("attribute_not_exists(#max_views) OR #views < #max_views")


class ShareStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, share_id: str) -> Share | None:
        item = self._table.get(share_key(owner, share_id), consistent=True)
        return Share.model_validate(item) if item else None

    def find_by_hash(self, token_hash: str) -> Share | None:
        """Whoever opens a link."""
        pointer = self._table.get(share_pointer(token_hash))
        return self.find(str(pointer["owner"]), str(pointer["share_id"])) if pointer else None

    def all_of(self, owner: str) -> list[Share]:
        """Newest first."""
        values = {":pk": owner_partition(owner), ":prefix": SHARE}
        below = Condition("#pk = :pk AND begins_with(#sk, :prefix)", values)
        page = self._table.query(below, limit=MAX_SHARES, newest_first=True, consistent=True)
        return [Share.model_validate(item) for item in page.items]

    def add(self, share: Share, *, token_hash: str) -> None:
        """Raises LimitReached if the owner has the maximum."""
        has_room = Condition("attribute_not_exists(#ids) OR size(#ids) < :most", {":most": MAX_SHARES})
        pointer: Item = share_pointer(token_hash) | {"owner": share.owner, "share_id": share.share_id}
        ids = {"ids": frozenset({share.share_id})}
        try:
            self._table.transact(
                [
                    self._table.updating(share_ids_key(share.owner), add=ids, only_if=has_room),
                    self._table.putting(_row(share), only_if=ABSENT),
                    self._table.putting(pointer, only_if=ABSENT),
                ]
            )
        except TransactionRefused as refused:
            if 0 not in refused.failed:
                raise  # the id exists already: 80 random bits repeated
            raise LimitReached(f"at most {MAX_SHARES} shared albums at once; delete one first") from refused

    def change(self, share: Share, change: dict[str, Any]) -> Share:
        """Raises ChangedMeanwhile. Views that are counted meanwhile are no change."""
        unchanged = Condition("#version = :version", {":version": share.version})
        key = share_key(share.owner, share.share_id)
        try:
            item = self._table.update(key, set_=change, add={"version": 1}, only_if=unchanged)
        except ConditionFailed as failed:
            raise ChangedMeanwhile("somebody else changed the shared album at the same time") from failed
        return Share.model_validate(item)

    def count_view(self, share: Share, *, now: datetime) -> None:
        """Notes that somebody opens the album. Raises Gone when it was opened as often as it may be, and NotFound when the
        share is deleted or changed."""
        unchanged = Condition(
            f"#version = :version AND ({_MAY_BE_SEEN.expression})", {":version": share.version, **_MAY_BE_SEEN.values}
        )
        key, noted = share_key(share.owner, share.share_id), {"last_viewed_at": text_of(now)}
        try:
            self._table.update(key, set_=noted, add={"views": 1}, only_if=unchanged)
        except ConditionFailed as failed:
            if failed.item and int(failed.item["version"]) == share.version:
                raise Gone("this album has been opened as often as it may be") from failed
            raise NotFound("this link leads nowhere") from failed

    def remove(self, share: Share, *, token_hash: str) -> None:
        """Can be repeated."""
        self._table.transact(
            [
                self._table.deleting(share_key(share.owner, share.share_id)),
                self._table.deleting(share_pointer(token_hash)),
                self._table.updating(share_ids_key(share.owner), discard={"ids": frozenset({share.share_id})}),
            ]
        )


def _row(share: Share) -> Item:
    stated = share.model_dump(mode="json", exclude_none=True)
    times = {name: text_of(moment) for name in _TIMES if (moment := getattr(share, name))}
    return stated | times | share_key(share.owner, share.share_id)
