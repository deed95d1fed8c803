"""A record of each image that says what it costs, but for views: what is stored since when, and what was paid once.

The core table's stream writes it, and it outlives the image, so that a month's receipt stays what it was. Each change is set,
not added: changes may come twice and late.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, PRESENT, Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.clock import text_of
from pixelflare.changes import ImageChange
from pixelflare.costs.charges import charges_in
from schema.base import Record
from schema.keys.core import BIN
from schema.keys.derived import cost_key, cost_owner_key, cost_partition
from schema.library.images import Image, ImageStatus

_PAGE = 1_000
_KEPT = timedelta(days=400)
"""After the image has gone for good."""
_STORED = (ImageStatus.PROCESSING, ImageStatus.READY)


class CostRecord(Record):
    image_id: str
    album: str = ""
    bytes: int = 0
    """Of the original. 0 for an image whose upload this table has not seen."""
    variant_bytes: int = 0
    """Of the copy and the presets, as they were last made. 0 until they were."""
    since: datetime | None = None
    binned: datetime | None = None
    """When it went into the bin, where it has no variants."""
    until: datetime | None = None
    """When it went for good."""
    charges: frozenset[str] = frozenset()


class CostRecords:
    """In the derived table."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._listed: set[str] = set()

    def note(self, change: ImageChange) -> None:
        """Does nothing for a change that costs nothing."""
        key = cost_key(change.owner, change.image_id)
        charges = charges_in(change)
        before, after = change.image_before, change.image_after
        if after is not None and after.status in _STORED and (before is None or _said(before) != _said(after)):
            self.note_image(after, charges=charges)
        elif charges:
            self._table.update(key, add={"charges": charges})
        if after is None and before is not None and change.kind == BIN and before.purging_since is not None:
            gone = {
                "until": text_of(before.purging_since),
                "exp": int((before.purging_since + _KEPT).timestamp()),
            }
            with suppress(ConditionFailed):
                self._table.update(key, set_=gone, only_if=PRESENT)

    def note_image(self, image: Image, *, charges: frozenset[str] = frozenset()) -> None:
        """What is stored of it, and what was paid. An older state than the known one changes only what was paid."""
        key, add = cost_key(image.owner, image.image_id), {"charges": charges} if charges else {}
        as_new = Condition("attribute_not_exists(#version) OR #version <= :version", {":version": image.version})
        try:
            self._table.update(key, set_=_said(image) | {"version": image.version}, add=add, only_if=as_new)
        except ConditionFailed:
            if add:
                self._table.update(key, add=add)
        if image.owner not in self._listed:
            with suppress(ConditionFailed):
                self._table.put({**cost_owner_key(image.owner)}, only_if=ABSENT)
            self._listed.add(image.owner)

    def find(self, owner: str, image_id: str) -> CostRecord | None:
        found = self._table.get_many([cost_key(owner, image_id)], consistent=False)
        return _record(found[0]) if found else None

    def of_owner(self, owner: str) -> Iterator[CostRecord]:
        """All of them, also of images that have gone in the last year, page by page."""
        return map(_record, self._all(cost_partition(owner)))

    def owners(self) -> list[str]:
        """Everybody who has ever stored an image."""
        return [str(row["sk"]) for row in self._all(cost_owner_key("")["pk"])]

    def _all(self, partition: str) -> Iterator[Item]:
        after = None
        while True:
            page = self._table.query(Condition("#pk = :pk", {":pk": partition}), limit=_PAGE, after=after)
            yield from page.items
            after = page.last_key
            if after is None:
                return


def _said(image: Image) -> Item:
    binned = text_of(image.deleted_at) if image.deleted_at else None
    said = {"album": image.album, "bytes": image.size_bytes or 0, "since": text_of(image.created_at), "binned": binned}
    # A record in the bin says 0, and its variants were stored until then.
    return said | ({"variant_bytes": image.variant_bytes} if image.variant_bytes else {})


def _record(row: Item) -> CostRecord:
    return CostRecord.model_validate({**row, "image_id": row["sk"]})
