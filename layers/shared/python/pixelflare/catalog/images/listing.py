"""Image lists, page by page: the query, and the start of the next page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import QueryPage, Table
from pixelflare.base.cursors import Cursors
from pixelflare.base.ids import first_image_id_at
from schema.budgets import ID_SLACK
from schema.keys import Key
from schema.keys.core import BY_ALBUM_OR_BIN, album_listing, bin_listing, image_key, owner_partition, tag_prefix
from schema.library.images import Image, ImageStatus, Visibility
from schema.pages import Page as ResourcePage

_MAX_READS = 20
"""The maximum number of queries for one page. Filtered images are still read, so a page may be short."""
_FIRST, _LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
"""Before the first and after the last possible image, within the range of an id's time."""


class SortOrder(StrEnum):
    DESC = "desc"
    ASC = "asc"


@dataclass(frozen=True)
class ImageQuery:
    """Without a status: accepted images, without reservations and rejected uploads.

    `since` (included) and `before` (excluded) refer to the creation time, also in the bin.
    """

    owner: str
    album: str | None = None
    tag: str | None = None
    deleted: bool = False
    status: ImageStatus | None = None
    visibility: Visibility | None = None
    since: datetime | None = None
    before: datetime | None = None
    order: SortOrder = SortOrder.DESC

    @property
    def statuses(self) -> tuple[ImageStatus, ...]:
        return (self.status,) if self.status else (ImageStatus.PROCESSING, ImageStatus.READY)


class ImageListing:
    def __init__(self, table: Table, *, cursors: Cursors) -> None:
        self._table = table
        self._cursors = cursors

    def page(self, question: ImageQuery, *, limit: int, cursor: str | None) -> ResourcePage[Image]:
        """Raises InvalidRequest for a cursor of another list."""
        after = self._start(cursor, question) if cursor else None
        images: list[Image] = []
        for _ in range(_MAX_READS):
            found = self._ask(question, limit=limit - len(images), after=after)
            images += [image for item in found.items if _answers(image := Image.model_validate(item), question)]
            after = found.last_key
            if after is None or len(images) == limit:
                break
        return ResourcePage(data=images, next_cursor=self._cursor(after, question) if after else None)

    def _ask(self, question: ImageQuery, *, limit: int, after: Key | None) -> QueryPage:
        if question.deleted:
            everything = Condition("#g1pk = :g1pk", {":g1pk": _index_partition(question)})
            return self._query(everything, question, limit=limit, after=after, index=BY_ALBUM_OR_BIN)
        if question.tag:
            return self._tagged(question, limit=limit, after=after)
        if question.album:
            in_album = Condition(
                "#g1pk = :g1pk AND #g1sk BETWEEN :low AND :high",
                {":g1pk": _index_partition(question), **_range("", question)},
            )
            return self._query(in_album, question, limit=limit, after=after, index=BY_ALBUM_OR_BIN)
        return self._query(_own(question, image_key(question.owner, "")["sk"]), question, limit=limit, after=after)

    def _tagged(self, question: ImageQuery, *, limit: int, after: Key | None) -> QueryPage:
        assert question.tag is not None
        prefix = tag_prefix(question.tag)
        page = self._query(_own(question, prefix), question, limit=limit, after=after)
        keys = [image_key(question.owner, item["sk"].removeprefix(prefix)) for item in page.items]
        return QueryPage(self._table.get_many(keys), page.last_key)

    def _query(
        self, condition: Condition, question: ImageQuery, *, limit: int, after: Key | None, index: str | None = None
    ) -> QueryPage:
        return self._table.query(
            condition,
            index=index,
            limit=limit,
            after=after,
            newest_first=question.order is SortOrder.DESC,
            consistent=index is None,
        )

    # The place in a cursor is the last key without its partitions.

    def _cursor(self, last: Key, question: ImageQuery) -> str:
        image_path = {name: value for name, value in last.items() if name not in ("pk", "g1pk")}
        return self._cursors.give(image_path, of=repr(question))

    def _start(self, cursor: str, question: ImageQuery) -> Key:
        image_path = self._cursors.read(cursor, of=repr(question))
        partitions: Key = {"pk": owner_partition(question.owner)}
        if "g1sk" in image_path:
            partitions["g1pk"] = _index_partition(question)
        return {**partitions, **image_path}


def _index_partition(question: ImageQuery) -> str:
    if question.deleted or question.album is None:
        return bin_listing(question.owner, "", "")["g1pk"]
    return album_listing(question.owner, question.album, "")["g1pk"]


def _own(question: ImageQuery, prefix: str) -> Condition:
    return Condition(
        "#pk = :pk AND #sk BETWEEN :low AND :high",
        {":pk": owner_partition(question.owner), **_range(prefix, question)},
    )


def _range(prefix: str, question: ImageQuery) -> dict[str, str]:
    """The range of ids for these times. A ULID begins with its time."""
    low = max(question.since or _FIRST, _FIRST) - ID_SLACK
    high = min(question.before or _LAST, _LAST) + ID_SLACK
    return {":low": f"{prefix}{first_image_id_at(low)}", ":high": f"{prefix}{first_image_id_at(high)}"}


def _answers(image: Image, question: ImageQuery) -> bool:
    return (
        image.status in question.statuses
        and question.album in (None, image.album)
        and (question.tag is None or question.tag in image.tags)
        and question.visibility in (None, image.visibility)
        and (question.since is None or image.created_at >= question.since)
        and (question.before is None or image.created_at < question.before)
    )
