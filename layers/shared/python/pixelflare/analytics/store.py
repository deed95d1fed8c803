"""Rows of what was counted, and the objects that they are written from.

An object holds a period's whole result. Rows follow from it: those that differ from the result before are written, and
those that it no longer has become empty. Nothing is ever added to a row. A run that stops in between leaves two objects,
and the next run writes every row that either of them has. So a period's first result begins with an empty object.
"""

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from pixelflare.analytics.attribution import Images, by_owner
from pixelflare.analytics.tally import Tally
from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import Condition
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.clock import text_of
from pixelflare.base.parallel import in_parallel
from schema.keys import Key
from schema.keys.rollups import (
    EVERYBODY,
    Interval,
    image_rollup_key,
    period_of,
    rollup_key,
    rollup_object,
    rollup_prefix,
)

_NO_RUN = "0"
_NOT_NEWER = "attribute_not_exists(#pk) OR #run <= :run"


class Run(NamedTuple):
    """One run, by its beginning: a row never goes back to what an older run has counted."""

    began: datetime

    @property
    def name(self) -> str:
        return text_of(self.began)

    @property
    def not_newer(self) -> Condition:
        return Condition(_NOT_NEWER, {":run": self.name})


class RollupWriter:
    def __init__(self, table: Table, objects: ObjectStore) -> None:
        self._table, self._objects = table, objects

    def read(self, period: str) -> Images:
        """What the latest complete run has counted. Of several objects the newest is the one."""
        found = self._objects.listed(rollup_prefix(period))
        images: Images = {}
        if found:
            newest = max(found, key=lambda each: each.key)
            images = {place: Tally.from_text(text) for place, text in self._rows_of(newest.key)}
        return images

    def write(self, period: str, images: Images, *, run: Run, expires_at: datetime | None) -> int:
        """The number of rows that were written."""
        before = [each.key for each in self._objects.listed(rollup_prefix(period))] or [self._begin(period)]
        key = rollup_object(period, run.name)
        bounded = {place: tally.bounded() for place, tally in images.items()}
        self._objects.write(key, packed_result(bounded), content_type="application/gzip")
        written = self._write_rows(period, self._changed(bounded, before), bounded, run=run, expires_at=expires_at)
        for old in before:
            if old != key:
                self._objects.delete(old)
        return written

    def _begin(self, period: str) -> str:
        """The key of an object that says nothing, and is older than every run's."""
        key = rollup_object(period, _NO_RUN)
        self._objects.write(key, packed_result({}), content_type="application/gzip")
        return key

    def rewrite(self, period: str, *, run: Run, expires_at: datetime | None) -> int:
        """Every row of the standing result, whatever the table has. The number of rows."""
        images = self.read(period)
        return self._write_rows(period, images, images, run=run, expires_at=expires_at)

    def _write_rows(
        self, period: str, changed: Images, images: Images, *, run: Run, expires_at: datetime | None
    ) -> int:
        owners = by_owner(images)
        wanted = [(image_rollup_key(*place, period), tally) for place, tally in changed.items()]
        wanted += [
            (rollup_key(owner, period), owners.get(owner, Tally()).bounded())
            for owner in sorted({owner for owner, _ in changed})
        ]
        if changed:
            wanted.append((rollup_key(EVERYBODY, period), totals_of(owners.values())))
        said = {"run": run.name, "exp": int(expires_at.timestamp()) if expires_at else None}
        rows: list[Item] = [{**key, "tally": tally.as_text(), **said} for key, tally in wanted]
        in_parallel(lambda row: self._put(row, run), rows)
        return len(rows)

    def _changed(self, images: Images, before: list[str]) -> Images:
        """After a run that has stopped, all of it: nobody knows how far it came."""
        known: dict[tuple[str, str], str] = {}
        for key in before:
            known |= dict(self._rows_of(key))
        changed = {
            place: tally for place, tally in images.items() if len(before) > 1 or known.get(place) != tally.as_text()
        }
        return changed | {place: Tally() for place in known if place not in images}

    def _put(self, row: Item, run: Run) -> None:
        try:
            self._table.put(row, only_if=run.not_newer)
        except ConditionFailed:
            return  # a newer run has counted more

    def _rows_of(self, key: str) -> Iterator[tuple[tuple[str, str], str]]:
        stored = self._objects.read(key)
        if stored is None:
            return
        for line in gzip.decompress(stored.body).decode().splitlines():
            owner, image_id, text = json.loads(line)
            yield (owner, image_id), text


class RollupReader:
    """What routes read."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of_images(self, owner: str, image_ids: Sequence[str], month: datetime) -> list[Tally]:
        """What those were asked for in a month; nothing for an image that nobody has asked for."""
        period = period_of(Interval.MONTH, month)
        return self._found([image_rollup_key(owner, image_id, period) for image_id in image_ids])

    def of_owner(self, owner: str, month: datetime) -> list[Tally]:
        """One or none: what the owner's images were asked for in a month, and what nobody could place."""
        return self._found([rollup_key(owner, period_of(Interval.MONTH, month))])

    def of_everybody(self, month: datetime) -> list[Tally]:
        """One or none: the totals of all owners in a month, with those of owners that do not exist."""
        return self._found([rollup_key(EVERYBODY, period_of(Interval.MONTH, month))])

    def _found(self, keys: Sequence[Key]) -> list[Tally]:
        rows = self._table.get_many(keys, consistent=False) if keys else []
        return [Tally.from_text(row["tally"]) for row in rows]

    def between(self, key: Key, last: str) -> list[tuple[str, Tally]]:
        """The periods from the key's to the last, both included, that have anything."""
        condition = Condition(
            "#pk = :pk AND #sk BETWEEN :first AND :last", {":pk": key["pk"], ":first": key["sk"], ":last": last}
        )
        found: list[tuple[str, Tally]] = []
        after = None
        while True:
            page = self._table.query(condition, limit=1_000, after=after)
            found += [(row["sk"], Tally.from_text(row["tally"])) for row in page.items]
            after = page.last_key
            if after is None:
                return found


def merged(many: Iterable[Images]) -> Images:
    """Several periods as one."""
    whole: Images = {}
    for images in many:
        for place, tally in images.items():
            whole.setdefault(place, Tally()).add(tally)
    return whole


def totals_of(tallies: Iterable[Tally]) -> Tally:
    """Several as one, without their parts."""
    return Tally(map(sum, zip(*(tally.totals for tally in tallies), strict=True)))


def packed_result(images: Images) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=5) as file:
        for place, tally in sorted(images.items(), key=lambda each: each[0]):
            file.write(json.dumps([*place, tally.as_text()]).encode() + b"\n")
    return packed.getvalue()
