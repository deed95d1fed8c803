"""Lists of images, a page at a time: which question is asked, and where the next page starts."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from pixelflare.aws.attributes import Item
from pixelflare.aws.table import Condition, Page, Table
from pixelflare.base.errors import InvalidRequest
from pixelflare.base.signing import sign, verify
from schema.images import Image, ImageStatus
from schema.keys import BY_ALBUM_OR_BIN, Key, album_listing, bin_listing, image_key, owner_partition, tag_prefix
from schema.pages import Page as ResourcePage

_MAX_READS = 20
"""Queries spent on filling one page; what a filter leaves out is still read, and a page may come back short."""


@dataclass(frozen=True)
class Question:
    """Newest first. Without a status: what has been accepted, that is, neither reservations nor rejected uploads."""

    owner: str
    album: str | None = None
    tag: str | None = None
    deleted: bool = False
    status: ImageStatus | None = None

    @property
    def statuses(self) -> tuple[ImageStatus, ...]:
        return (self.status,) if self.status else (ImageStatus.PROCESSING, ImageStatus.READY)


class ImageListing:
    def __init__(self, table: Table, *, cursor_key: Callable[[], bytes]) -> None:
        self._table = table
        self._cursor_key = cursor_key

    def page(self, question: Question, *, limit: int, cursor: str | None) -> ResourcePage[Image]:
        """Raises InvalidRequest for a cursor that was not given out for this question."""
        after = self._read_cursor(cursor, question) if cursor else None
        images: list[Image] = []
        for _ in range(_MAX_READS):
            found = self._ask(question, limit=limit - len(images), after=after)
            images += [image for item in found.items if _answers(image := Image.model_validate(item), question)]
            after = found.last_key
            if after is None or len(images) == limit:
                break
        return ResourcePage(data=images, next_cursor=self._cursor(after, question) if after else None)

    def _ask(self, question: Question, *, limit: int, after: Key | None) -> Page:
        if question.deleted:
            return self._indexed(bin_listing(question.owner, "", "")["g1pk"], limit=limit, after=after)
        if question.tag:
            return self._tagged(question, limit=limit, after=after)
        if question.album:
            return self._indexed(album_listing(question.owner, question.album, "")["g1pk"], limit=limit, after=after)
        newest = _begins(owner_partition(question.owner), image_key(question.owner, "")["sk"])
        return self._table.query(newest, limit=limit, after=after, newest_first=True, consistent=True)

    def _indexed(self, partition: str, *, limit: int, after: Key | None) -> Page:
        return self._table.query(
            Condition("#g1pk = :g1pk", {":g1pk": partition}),
            index=BY_ALBUM_OR_BIN,
            limit=limit,
            after=after,
            newest_first=True,
        )

    def _tagged(self, question: Question, *, limit: int, after: Key | None) -> Page:
        assert question.tag is not None
        prefix = tag_prefix(question.tag)
        tagged = _begins(owner_partition(question.owner), prefix)
        page = self._table.query(tagged, limit=limit, after=after, newest_first=True, consistent=True)
        keys = [image_key(question.owner, item["sk"].removeprefix(prefix)) for item in page.items]
        return Page(self._table.get_many(keys), page.last_key)

    # A cursor is the last key without its partitions, which are added again from who asks and what is asked:
    # it can neither be forged nor carried to another owner or another question.

    def _cursor(self, last: Key, question: Question) -> str:
        place: Item = {name: value for name, value in last.items() if name not in ("pk", "g1pk")}
        return sign(json.dumps([repr(question), place]).encode(), key=self._cursor_key())

    def _read_cursor(self, cursor: str, question: Question) -> Key:
        payload = verify(cursor, key=self._cursor_key())
        asked, place = json.loads(payload) if payload else (None, {})
        if asked != repr(question):
            raise InvalidRequest("this cursor was not given out for this list")
        partitions: Key = {"pk": owner_partition(question.owner)}
        if "g1sk" in place and question.deleted:
            partitions["g1pk"] = bin_listing(question.owner, "", "")["g1pk"]
        elif "g1sk" in place and question.album:
            partitions["g1pk"] = album_listing(question.owner, question.album, "")["g1pk"]
        return {**partitions, **place}


def _begins(partition: str, prefix: str) -> Condition:
    return Condition("#pk = :pk AND begins_with(#sk, :prefix)", {":pk": partition, ":prefix": prefix})


def _answers(image: Image, question: Question) -> bool:
    return (
        image.status in question.statuses
        and (question.album is None or image.album == question.album)
        and (question.tag is None or question.tag in image.tags)
    )
