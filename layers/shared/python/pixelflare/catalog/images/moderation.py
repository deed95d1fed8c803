"""Moderation in the core table: each change of its state, with the row by which the review finds the image."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.cursors import Cursors
from pixelflare.catalog.images.rows import due_of, in_text, plain_row, unchanged
from pixelflare.catalog.images.writes import changed_meanwhile
from schema.budgets import HELD_TOO_LONG
from schema.keys.core import (
    REVIEWED_AWAY,
    TO_REVIEW,
    image_key,
    owner_partition,
    rejected_key,
    review_key,
)
from schema.keys.due import NEVER_DUE, DueKind, due_at
from schema.library.images import Image
from schema.library.moderation import Moderation, ModerationState
from schema.pages import Page

_MAX_READS = 20
"""The maximum number of queries for one page."""
_HOLDABLE = (None, ModerationState.FLAGGED)


def held(image: Image, *, now: datetime) -> Moderation | None:
    """Its moderation when it comes to where pictures are held. None if it stays as it is: judged, decided, or held."""
    before = image.moderation
    if (before.state if before else None) not in _HOLDABLE:
        return None
    return (before or Moderation(state=ModerationState.HELD)).model_copy(
        update={"state": ModerationState.HELD, "held_since": now}
    )


def stored(moderation: Moderation) -> Item:
    """The attribute of the record."""
    return moderation.model_dump(mode="json")


class ModerationStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def set(
        self,
        image: Image,
        moderation: Moderation,
        *,
        change: dict[str, Any] | None = None,
        also: Sequence[dict[str, Any]] = (),
        now: datetime,
    ) -> Image:
        """The changed image. `change` are further attributes; `also` is written in the same transaction.

        Raises ChangedMeanwhile if the image has changed since it was read.
        """
        due = due_of(image.model_copy(update=change or {}))
        set_ = in_text(change or {}) | {"moderation": stored(moderation), "updated_at": text_of(now), **due}
        key = image_key(image.owner, image.image_id)
        try:
            self._table.transact(
                [
                    self._table.updating(key, set_=set_, add={"version": 1}, only_if=unchanged(image)),
                    *self.listing(image, moderation),
                    *also,
                ]
            )
        except TransactionRefused as refused:
            raise changed_meanwhile(image) from refused
        return Image.model_validate(plain_row(image) | set_ | {"version": image.version + 1})

    def listing(self, image: Image, moderation: Moderation) -> list[dict[str, Any]]:
        """Members of a transaction: the row by which the review finds the image in this state, if it does."""
        to_review, rejected = review_key(image.owner, image.image_id), rejected_key(image.owner, image.image_id)
        match moderation.state:
            case ModerationState.HELD | ModerationState.FLAGGED:
                return [self._table.putting(to_review | _due(image, moderation)), self._table.deleting(rejected)]
            case ModerationState.REJECTED:
                return [self._table.putting(rejected), self._table.deleting(to_review)]
            case _:
                return [self._table.deleting(to_review), self._table.deleting(rejected)]

    def list_again(self, image: Image) -> None:
        """Has the review list the image as its record says. Raises TransactionRefused if it has changed since it was read."""
        key = image_key(image.owner, image.image_id)
        listed = self.listing(image, image.moderation or Moderation(state=ModerationState.CLEAR))
        self._table.transact([self._table.checking(key, unchanged(image)), *listed])

    def page(
        self, owner: str, *, state: ModerationState | None, cursors: Cursors, limit: int, cursor: str | None
    ) -> Page[Image]:
        """Live images, newest first: held and flagged ones, or those in one state.

        Raises InvalidRequest for a cursor of another list.
        """
        question = f"review of {owner}: {state}"
        prefix = REVIEWED_AWAY if state is ModerationState.REJECTED else TO_REVIEW
        partition = owner_partition(owner)
        rows = Condition("#pk = :pk AND begins_with(#sk, :prefix)", {":pk": partition, ":prefix": prefix})
        after = {"pk": partition, "sk": cursors.read(cursor, of=question)["sk"]} if cursor else None
        images: list[Image] = []
        for _ in range(_MAX_READS):
            found = self._table.query(rows, limit=limit - len(images), after=after, newest_first=True, consistent=True)
            keys = [image_key(owner, item["sk"].removeprefix(prefix)) for item in found.items]
            shown = (Image.model_validate(item) for item in self._table.get_many(keys))
            images += [image for image in shown if state is None or _state(image) is state]
            after = found.last_key
            if after is None or len(images) == limit:
                break
        return Page(data=images, next_cursor=cursors.give({"sk": after["sk"]}, of=question) if after else None)


def _state(image: Image) -> ModerationState | None:
    return image.moderation.state if image.moderation else None


def _due(image: Image, moderation: Moderation) -> Item:
    """Somebody looks when a verdict is late."""
    if not moderation.waits_for_verdict or moderation.held_since is None:
        return {**NEVER_DUE}
    return {**due_at(DueKind.HELD, text_of(moderation.held_since + HELD_TOO_LONG), image.image_id)}
