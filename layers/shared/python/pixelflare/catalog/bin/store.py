"""The bin: permanent deletion, and emptying. A deletion is marked first, which ends every way back, and done then."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import NotFound
from pixelflare.catalog.images.origins import forgetting_origin
from pixelflare.catalog.images.rows import both, due_of
from pixelflare.usage import UsageCounters, counted_as_read
from schema.keys import Key
from schema.keys.core import (
    BY_ALBUM_OR_BIN,
    ai_key,
    bin_key,
    bin_key_of_owner,
    bin_listing,
    content_key,
    id_key,
    rejected_key,
    review_key,
)
from schema.keys.due import DueKind, due_at
from schema.library.bin import EmptyingBin
from schema.library.images import Image

_PAGE = 100
_MARKED = Condition("attribute_exists(#purging_since)")
_UNMARKED = Condition("attribute_exists(#pk) AND attribute_not_exists(#purging_since)")


class BinStore:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._usage = UsageCounters(table)

    # Permanent deletion

    def find(self, owner: str, image_id: str) -> Image | None:
        """In the bin, or on its way out of it."""
        item = self._table.get(bin_key(owner, image_id), consistent=True)
        return Image.model_validate(item) if item else None

    def mark(self, owner: str, image_id: str, *, now: datetime) -> Image:
        """The image that from now on can neither be restored nor found in the bin. Can be repeated. Raises NotFound."""
        image = self.find(owner, image_id)
        if image is None:
            raise NotFound(f"no deleted image {image_id}")
        if image.purging_since is not None:
            return image
        due = due_of(image.model_copy(update={"purging_since": now}))
        change = {"purging_since": text_of(now), "g1pk": None, "g1sk": None, **due}
        with suppress(ConditionFailed):  # another call has marked or restored it
            return Image.model_validate(self._table.update(bin_key(owner, image_id), set_=change, only_if=_UNMARKED))
        image = self.find(owner, image_id)
        if image is None or image.purging_since is None:
            raise NotFound(f"no deleted image {image_id}")
        return image

    def forget(self, image: Image, *, also: Sequence[dict[str, Any]] = ()) -> bool:
        """Removes a marked image's rows, the last of what belongs to it. False if another run has done so."""
        reviewed = (review_key, rejected_key) if image.moderation else ()
        content = [self._table.deleting(content_key(image.owner, image.sha256, image.image_id))] if image.sha256 else []
        try:
            self._table.transact(
                [
                    self._table.deleting(
                        bin_key(image.owner, image.image_id), only_if=both(_MARKED, counted_as_read(image))
                    ),
                    self._table.deleting(id_key(image.image_id)),
                    self._table.deleting(ai_key(image.owner, image.image_id)),
                    *(self._table.deleting(key(image.owner, image.image_id)) for key in reviewed),
                    *content,
                    *forgetting_origin(self._table, image),
                    *self._usage.moving(image, None),
                    *also,
                ]
            )
        except TransactionRefused:
            return False
        return True

    # Emptying

    def count(self, owner: str) -> int:
        """How many images are in the bin. An image deleted a moment ago may be missing."""
        return self._table.count(_bin_of(owner), index=BY_ALBUM_OR_BIN)

    def emptying(self, owner: str) -> EmptyingBin | None:
        item = self._table.get(bin_key_of_owner(owner), consistent=True)
        return EmptyingBin.model_validate(item) if item else None

    def begin_emptying(self, owner: str, emptying: EmptyingBin) -> None:
        """Asks for it. A later request takes the place of an earlier one, because it covers more."""
        row = emptying.model_dump(mode="json") | {"before": text_of(emptying.before)}
        due = due_at(DueKind.EMPTY, text_of(emptying.before), owner)
        self._table.put(bin_key_of_owner(owner) | row | due)

    def end_emptying(self, owner: str, emptying: EmptyingBin) -> None:
        same = Condition("#before = :before", {":before": text_of(emptying.before)})
        with suppress(ConditionFailed):  # asked for again meanwhile
            self._table.delete(bin_key_of_owner(owner), only_if=same)

    def deleted_before(self, owner: str, moment: datetime) -> Iterator[str]:
        """The ids of images in the bin, those deleted first first."""
        after: Key | None = None
        while True:
            page = self._table.query(_bin_of(owner, before=moment), index=BY_ALBUM_OR_BIN, limit=_PAGE, after=after)
            yield from (str(item["image_id"]) for item in page.items)
            after = page.last_key
            if after is None:
                return


def _bin_of(owner: str, *, before: datetime | None = None) -> Condition:
    partition = bin_listing(owner, "", "")["g1pk"]
    if before is None:
        return Condition("#g1pk = :g1pk", {":g1pk": partition})
    return Condition("#g1pk = :g1pk AND #g1sk < :before", {":g1pk": partition, ":before": text_of(before)})
