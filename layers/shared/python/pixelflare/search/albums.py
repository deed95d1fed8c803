"""What a new album title does to the index: all images of the album are indexed anew, some at a time.

Each step leaves a row in the core table with the place to go on, and the table's stream brings that row to the next step. So
an album of any size takes no queue, and holds up nobody. A second title while the first is on its way begins anew.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pixelflare.aws.attributes import from_attributes
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.parallel import in_parallel
from pixelflare.catalog import AlbumStore, ImageStore
from pixelflare.search.index import SearchIndex, index_image
from schema.keys.core import ALBUM, ALBUM_PROGRESS, album_progress_key, owner_of_partition

_AT_ONCE = 100


@dataclass(frozen=True)
class AlbumToIndex:
    """An album whose images say another title now. `next_path` is where to go on, and empty at the beginning."""

    owner: str
    slug: str
    next_path: str = ""


def read_album(record: dict[str, Any]) -> AlbumToIndex | None:
    """What a record of the stream asks for: a new title, or the next step. None for anything else.

    A new album has no images yet, and one that goes has none any more.
    """
    change = record["dynamodb"]
    keys = from_attributes(change["Keys"])
    owner, sort_key = owner_of_partition(keys["pk"]), str(keys["sk"])
    after = from_attributes(change.get("NewImage", {}))
    if after and sort_key.startswith(ALBUM_PROGRESS):
        return AlbumToIndex(owner, sort_key.removeprefix(ALBUM_PROGRESS), after["next_path"])
    before = from_attributes(change.get("OldImage", {}))
    if before and after and sort_key.startswith(ALBUM) and before["title"] != after["title"]:
        return AlbumToIndex(owner, sort_key.removeprefix(ALBUM))
    return None


class AlbumProgress:
    """How far the images of an album are indexed anew."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def note(self, step: AlbumToIndex, *, next_path: str | None) -> None:
        """Does nothing if another step has gone on from the same place, or a newer title has begun anew."""
        key = album_progress_key(step.owner, step.slug)
        here = Condition("#next_path = :here", {":here": step.next_path}) if step.next_path else None
        with suppress(ConditionFailed):
            if next_path is not None:
                self._table.put(key | {"next_path": next_path}, only_if=here)
            elif here is not None:
                self._table.delete(key, only_if=here)


def index_album(
    step: AlbumToIndex, *, images: ImageStore, albums: AlbumStore, index: SearchIndex, progress: AlbumProgress
) -> None:
    """One step. Raises ChangedMeanwhile if another run indexed one of the images at the same time."""
    image_ids, next_path = albums.claims(step.owner, step.slug, after=step.next_path, limit=_AT_ONCE)
    in_parallel(
        lambda image_id: index_image(step.owner, image_id, images=images, albums=albums, index=index), image_ids
    )
    progress.note(step, next_path=next_path)
