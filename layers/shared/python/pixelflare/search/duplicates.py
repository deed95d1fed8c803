"""An owner's images that are there more than once: the same bytes, or nearly the same look."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, groupby

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import QueryPage, Table
from pixelflare.base.cursors import Cursors
from pixelflare.catalog import ImageStore
from pixelflare.search.looks import ALIKE, distance, look_terms
from schema.keys import Key
from schema.keys.derived import posting_partition
from schema.library.images import Image

_ROWS = 1_000
_MAX_READS = 10
"""Queries for a page of groups. In a library without duplicates, a page may be empty and still have a next one."""


class DuplicateKind(StrEnum):
    SAME = "same"
    """The same bytes."""
    ALIKE = "alike"
    """Other bytes that look alike."""


@dataclass(frozen=True)
class Group:
    images: list[Image]


@dataclass(frozen=True)
class GroupPage:
    groups: list[Group]
    next_cursor: str | None


class DuplicateFinder:
    def __init__(self, table: Table, *, images: ImageStore, cursors: Cursors) -> None:
        self._table = table
        self._images = images
        self._cursors = cursors

    def page(self, owner: str, kind: DuplicateKind, *, limit: int, cursor: str | None) -> GroupPage:
        """Groups of two images or more. Raises InvalidRequest for a cursor of another list."""
        name = f"duplicates {owner} {kind}"
        after = str(self._cursors.read(cursor, of=name)["after"]) if cursor else None
        groups: list[Group] = []
        for _ in range(_MAX_READS):
            rows, is_last = self._rows(owner, kind, after)
            for image_ids, last in self._found(rows, kind, is_last=is_last):
                after = last
                groups += self._confirmed(owner, kind, image_ids)
                if len(groups) >= limit:
                    return GroupPage(groups, self._cursors.give({"after": after}, of=name))
            if is_last:
                return GroupPage(groups, None)
        return GroupPage(groups, self._cursors.give({"after": after}, of=name))

    def _rows(self, owner: str, kind: DuplicateKind, after: str | None) -> tuple[list[Item], bool]:
        read = self._images.by_content if kind is DuplicateKind.SAME else self._by_look
        page = read(owner, limit=_ROWS, after=after)
        return page.items, page.last_key is None

    def _by_look(self, owner: str, *, limit: int, after: str | None) -> QueryPage:
        partition = posting_partition(owner, "like:")
        start: Key | None = {"pk": partition, "sk": after} if after else None
        return self._table.query(Condition("#pk = :pk", {":pk": partition}), limit=limit, after=start)

    def _found(self, rows: list[Item], kind: DuplicateKind, *, is_last: bool) -> Iterator[tuple[list[list[str]], str]]:
        """For each value: the ids that belong together, and its last row. The last value may go on in the next rows."""
        lists = [list(rows_of) for _, rows_of in groupby(rows, key=lambda row: str(row["sk"]).rpartition("#")[0])]
        whole = lists if is_last or len(lists) == 1 else lists[:-1]
        together: Callable[[Sequence[Item]], list[list[str]]] = _same if kind is DuplicateKind.SAME else _alike
        for rows_of in whole:
            yield together(rows_of), str(rows_of[-1]["sk"])

    def _confirmed(self, owner: str, kind: DuplicateKind, found: list[list[str]]) -> Iterator[Group]:
        """Only live ones, and as their records say."""
        for image_ids in found:
            images = [image for image in self._images.find_many(owner, image_ids) if image.is_servable]
            contents = {image.sha256 for image in images}
            if len(images) > 1 and (kind is DuplicateKind.SAME or len(contents) > 1):
                yield Group(images)


def _same(rows: Sequence[Item]) -> list[list[str]]:
    return [[str(row["sk"]).rpartition("#")[2] for row in rows]] if len(rows) > 1 else []


def _alike(rows: Sequence[Item]) -> list[list[str]]:
    """Each pair is found in one list: the first that has both. Pairs with an image in common are one group."""
    term, looks = (
        str(rows[0]["sk"]).partition("#")[0],
        {str(row["sk"]).partition("#")[2]: str(row["look_hash"]) for row in rows},
    )
    groups: list[set[str]] = []
    for one, other in combinations(looks, 2):
        if distance(looks[one], looks[other]) <= ALIKE and _first_in_common(looks[one], looks[other]) == term:
            joined = {one, other}.union(*(group for group in groups if group & {one, other}))
            groups = [group for group in groups if not group & joined] + [joined]
    return [sorted(group) for group in groups]


def _first_in_common(one: str, other: str) -> str:
    return next(term for term, same in zip(look_terms(one), look_terms(other), strict=True) if term == same)
