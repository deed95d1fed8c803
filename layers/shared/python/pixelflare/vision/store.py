"""What was recognised in images: a row of its own for each, and what everybody asks for in the image's record."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from pixelflare.aws.expressions import ABSENT, PRESENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile
from schema.keys.core import ai_key, image_key
from schema.library.images import Image
from schema.library.recognition import Recognition


class RecognitionStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, image_id: str) -> Recognition | None:
        """Of an image that is live or in the bin."""
        item = self._table.get(ai_key(owner, image_id), consistent=True)
        return Recognition.model_validate(item) if item else None

    def note_vector(self, owner: str, image_id: str, *, now: datetime) -> None:
        """That the image's vector has been written. Each time is paid for. Nothing for an image that is gone for ever."""
        with suppress(ConditionFailed):
            self._table.update(ai_key(owner, image_id), set_={"vector_put_at": text_of(now)}, only_if=PRESENT)

    def write(
        self,
        image: Image,
        recognition: Recognition,
        change: dict[str, Any],
        *,
        as_read: bool = False,
        also: Sequence[dict[str, Any]] = (),
        now: datetime,
    ) -> None:
        """Replaces the row, and changes the image's record in the same transaction. The record's version rises with it.

        With `as_read`, only if the record has not changed since it was read. Raises ChangedMeanwhile, also for an image that
        is not live any more.
        """
        revised = recognition.model_copy(update={"revision": recognition.revision + 1})
        row = ai_key(image.owner, image.image_id) | revised.model_dump(mode="json", exclude_none=True)
        known = Condition("#revision = :revision", {":revision": recognition.revision})
        live = Condition("#sha256 = :sha256", {":sha256": image.sha256})
        unchanged = Condition("#version = :version", {":version": image.version})
        try:
            self._table.transact(
                [
                    self._table.putting(row, only_if=known if recognition.revision else ABSENT),
                    self._table.updating(
                        image_key(image.owner, image.image_id),
                        set_=change | {"updated_at": text_of(now)},
                        add={"version": 1},
                        only_if=unchanged if as_read else live,
                    ),
                    *also,
                ]
            )
        except TransactionRefused as refused:
            raise ChangedMeanwhile(f"somebody else changed image {image.image_id} at the same time") from refused
