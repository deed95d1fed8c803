"""Who had a path until when: for lines that come late, after the path has gone to another image."""

from collections import defaultdict
from datetime import datetime, timedelta

from pixelflare.analytics.lines import Left
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import Table
from pixelflare.base.clock import text_of
from pixelflare.changes import ImageChange
from schema.access_logs import LOG_DAYS
from schema.addresses.image_path import ImagePath
from schema.keys.core import BIN, LIVE
from schema.keys.rollups import path_history_key, path_history_partition

_PAGE = 1_000


class PathHistory:
    """Rows in the derived table, which go when no line can be so late any more."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def note(self, change: ImageChange) -> None:
        """Does nothing unless the image has left a path by this change."""
        left = path_left(change)
        if left is None:
            return
        image_path, until = left
        key = path_history_key(image_path.path, text_of(until), change.image_id)
        expiry = int((until + timedelta(days=LOG_DAYS)).timestamp())
        self._table.put(key | {"path": image_path.path, "image_id": change.image_id, "exp": expiry})

    def since(self, moment: datetime, *, until: datetime) -> Left:
        """All paths that were left from that day on."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for day in range((until.date() - moment.date()).days + 1):
            partition = path_history_partition(text_of(moment + timedelta(days=day)))
            after = None
            while True:
                page = self._table.query(Condition("#pk = :pk", {":pk": partition}), limit=_PAGE, after=after)
                for row in page.items:
                    found[row["path"]].append((row["sk"].split("#")[0], row["image_id"]))
                after = page.last_key
                if after is None:
                    break
        return {path: sorted(rows) for path, rows in found.items()}


def path_left(change: ImageChange) -> tuple[ImagePath, datetime] | None:
    """The path that an image had before the change, and when it left it: by a new name, or into the bin."""
    before, after = change.image_before, change.image_after
    if change.kind == LIVE and before and after and before.image_path != after.image_path:
        return before.image_path, after.updated_at
    if change.kind == BIN and before is None and after and after.deleted_at:
        return after.image_path, after.deleted_at
    return None
