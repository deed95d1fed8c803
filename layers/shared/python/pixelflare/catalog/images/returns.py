"""Images that come back from a backup, as they were: with their ids, paths, tags and what was recognised in them."""

from collections.abc import Sequence
from typing import Any

from pixelflare.aws.expressions import ABSENT
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.errors import Conflict
from pixelflare.catalog.claims.names import path_taken
from pixelflare.catalog.claims.store import ClaimStore
from pixelflare.catalog.images.moderation import ModerationStore
from pixelflare.catalog.images.rows import bin_row, live_row
from pixelflare.catalog.images.writes import ImageWrites
from pixelflare.usage import NotAdmitted, UsageCounters
from schema.keys.core import ai_key, content_key, id_key, path_key
from schema.library.images import Image
from schema.library.recognition import Recognition


class ReturnedImages:
    def __init__(self, table: Table) -> None:
        self._table = table

    def is_there(self, image: Image) -> bool:
        """Whether the owner has the image, live or in the bin. Raises Conflict if it belongs to another owner."""
        standing = self._table.get(id_key(image.image_id), consistent=True)
        if standing is not None and standing["owner"] != image.owner:
            raise Conflict(f"image {image.image_id} belongs to another owner here")
        return standing is not None

    def check_path(self, image: Image) -> None:
        """Raises PathTaken if another image has its path now."""
        holder = None if image.deleted_at else self._table.get(path_key(image.image_path), consistent=True)
        if holder is not None and holder["image_id"] != image.image_id:
            raise path_taken(image.image_path, holder=holder)

    def add(self, image: Image, recognition: Recognition | None, *, also: Sequence[dict[str, Any]] = ()) -> None:
        """Writes the image and all that belongs to it, in one transaction. Its bytes must be there already.

        `also` is written with it. Raises PathTaken if another image has its path, Conflict if its id is in use, and NotAdmitted if
        one of `also` was refused.
        """
        assert image.sha256 is not None
        row = bin_row(image) if image.deleted_at else live_row(image)
        writes = [
            self._table.putting(row, only_if=ABSENT),
            self._table.putting(id_key(image.image_id) | {"owner": image.owner}, only_if=ABSENT),
            *self._at_its_path(image),
            self._table.putting(content_key(image.owner, image.sha256, image.image_id)),
            *UsageCounters(self._table).moving(None, image),
        ]
        if recognition is not None:
            kept = recognition.model_dump(mode="json", exclude_none=True)
            writes.append(self._table.putting(ai_key(image.owner, image.image_id) | kept))
        try:
            self._table.transact([*writes, *also])
        except TransactionRefused as refused:
            if min(refused.failed) >= len(writes):
                raise NotAdmitted from refused
            if refused.failed.keys() & {0, 1}:
                raise Conflict(f"image {image.image_id} is there already") from refused
            raise path_taken(image.image_path, holder=refused.failed.get(2)) from refused

    def _at_its_path(self, image: Image) -> list[dict[str, Any]]:
        """What only a live image has: its path, tags, and place in the review."""
        if image.deleted_at:
            return []
        listed = ModerationStore(self._table).listing(image, image.moderation) if image.moderation else []
        return [
            ClaimStore(self._table).taking(image, reserved_until=None),
            *ImageWrites(self._table).tagging(image, image.tags, now=image.updated_at),
            *listed,
        ]
