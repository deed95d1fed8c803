"""All rows of an owner, sorted by what they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import Table
from schema.keys import Key
from schema.keys.core import ALBUM, ANALYSES, BIN, LIVE, RECOGNISED, REVIEWED_AWAY, TO_REVIEW, USAGE, owner_partition
from schema.library.albums import Album
from schema.library.images import Image

_PAGE = 1000
CLAIM, TAGGED, COUNTED, CONTENT, TAG = "P#", "TI#", "TC#", "C#", "T#"
_KINDS = (ALBUM, LIVE, BIN, RECOGNISED, ANALYSES, CLAIM, TAGGED, COUNTED, CONTENT, TAG, TO_REVIEW, REVIEWED_AWAY, USAGE)


@dataclass(frozen=True)
class OwnersRows:
    owner: str
    by_kind: dict[str, dict[str, Item]] = field(default_factory=lambda: {kind: {} for kind in _KINDS})
    """The rows by their sort keys without the prefix."""

    @property
    def live(self) -> dict[str, Image]:
        return {image_id: Image.model_validate(row) for image_id, row in self.by_kind[LIVE].items()}

    @property
    def albums(self) -> dict[str, Album]:
        return {slug: Album.model_validate(row) for slug, row in self.by_kind[ALBUM].items()}

    @property
    def deleted(self) -> dict[str, Image]:
        return {image_id: Image.model_validate(row) for image_id, row in self.by_kind[BIN].items()}


def read_rows(owner: str, table: Table) -> OwnersRows:
    """With consistent reads, page by page: what changes in between is looked at twice."""
    found = OwnersRows(owner)
    for item in everything_in(owner_partition(owner), table):
        kind = next((kind for kind in _KINDS if item["sk"].startswith(kind)), None)
        if kind is not None:
            found.by_kind[kind][item["sk"].removeprefix(kind)] = item
    return found


def everything_in(partition: str, table: Table) -> Iterator[Item]:
    after: Key | None = None
    while True:
        condition = Condition("#pk = :pk", {":pk": partition})
        page = table.query(condition, limit=_PAGE, after=after, consistent=True)
        yield from page.items
        after = page.last_key
        if after is None:
            return
