"""Imports and their pictures, in the ephemeral table: they are kept for a month, and what they have made stays.

A picture has one row. While it is to do, its key begins with W, and once it is done, with E. The row moves in one transaction
that also counts it, so however often the work is repeated, each picture is counted once.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from pixelflare.aws.expressions import PRESENT, Condition
from pixelflare.aws.table import ConditionFailed, QueryPage, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import NotFound
from schema.budgets import IMPORT_LEASE
from schema.keys import Key
from schema.keys.ephemeral import (
    ENDED_ITEM,
    WAITING_ITEM,
    import_item_key,
    import_key,
    import_partition,
    imports_partition,
)
from schema.library.imports import ENDED, Import, ImportItem, ImportState, ItemState
from schema.limits import IMPORT_DAYS

_ROWS_AT_ONCE = 99
"""With the check of the import, the hundred operations of a transaction."""
_COUNTED = {
    ItemState.IMPORTED: "imported",
    ItemState.SKIPPED: "skipped",
    ItemState.FAILED: "failed",
    ItemState.LISTED: "listed",
}


class ImportStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    # Imports

    def create(self, job: Import, *, sealed: str | None) -> None:
        times = {"created_at": text_of(job.created_at), "updated_at": text_of(job.updated_at)}
        key = import_key(job.owner, job.import_id)
        self._table.put(
            key | job.model_dump(mode="json", exclude_none=True) | times | {"sealed": sealed, "exp": _expiry(job)}
        )

    def find(self, owner: str, import_id: str) -> Import | None:
        item = self._table.get(import_key(owner, import_id), consistent=True)
        return Import.model_validate(item) if item else None

    def get(self, owner: str, import_id: str) -> Import:
        """Raises NotFound."""
        job = self.find(owner, import_id)
        if job is None:
            raise NotFound(f"no import {import_id}")
        return job

    def sealed(self, job: Import) -> str | None:
        """The encrypted secret of its source."""
        item = self._table.get(import_key(job.owner, job.import_id), consistent=True) or {}
        return item.get("sealed")

    def page(self, owner: str, *, limit: int, after: Key | None) -> QueryPage:
        """An owner's imports, newest first."""
        of_owner = Condition("#pk = :pk", {":pk": imports_partition(owner)})
        return self._table.query(of_owner, limit=limit, newest_first=True, after=after, consistent=True)

    def change(self, job: Import, *, only_from: Sequence[ImportState], now: datetime, **change: object) -> bool:
        """False if the import is in another state meanwhile. None erases an attribute: `sealed`, the secret."""
        states = {f":from{position}": state.value for position, state in enumerate(only_from)}
        condition = Condition(f"#state IN ({', '.join(states)})", states)
        try:
            self._table.update(
                import_key(job.owner, job.import_id),
                set_=change | {"updated_at": text_of(now)},
                only_if=condition,
            )
        except ConditionFailed:
            return False
        return True

    def listed(
        self, job: Import, items: Sequence[ImportItem], *, place: str, now: datetime, at_end: Mapping[str, object]
    ) -> bool:
        """Records a page of the source's list, and what the import is after it. False if another run has recorded it.

        Rows that a run has left which died before the page counted are written anew.
        """
        as_read = Condition(
            "#state = :listing AND #found = :found", {":listing": ImportState.LISTING.value, ":found": job.found}
        )
        key = import_key(job.owner, job.import_id)
        try:
            for start in range(0, len(items), _ROWS_AT_ONCE):
                rows = [self._adding(job, item) for item in items[start : start + _ROWS_AT_ONCE]]
                self._table.transact([self._table.checking(key, as_read), *rows])
            self._table.update(
                key,
                set_={"place": place, "updated_at": text_of(now), "refusals": 0, **at_end},
                add={"found": len(items)},
                only_if=as_read,
            )
        except (TransactionRefused, ConditionFailed):
            return False
        return True

    # Pictures

    def waiting(self, job: Import, *, limit: int) -> list[ImportItem]:
        return [ImportItem.model_validate(item) for item in self._rows(job, WAITING_ITEM, limit=limit).items]

    def ended(self, job: Import, *, limit: int, after: Key | None) -> QueryPage:
        """In the order of the source's list."""
        return self._rows(job, ENDED_ITEM, limit=limit, after=after)

    def claim(self, job: Import, item: ImportItem, *, now: datetime) -> bool:
        """Whether the picture is this run's to work on, for the length of a lease."""
        free = Condition(
            "attribute_exists(#pk) AND (attribute_not_exists(#busy_until) OR #busy_until <= :now)",
            {":now": text_of(now)},
        )
        return self._busy(job, item, until=now + IMPORT_LEASE, only_if=free)

    def put_off(self, job: Import, item: ImportItem, *, until: datetime) -> None:
        """Its source has failed, and is asked again later."""
        self._busy(job, item, until=until, attempts=item.attempts + 1, only_if=PRESENT)

    def end(self, job: Import, item: ImportItem) -> None:
        """Counts the outcome, unless another run has done so."""
        row = item.model_copy(update={"busy_until": None})
        count = {_COUNTED[item.state]: 1}
        with suppress(TransactionRefused):
            self._table.transact(
                [
                    self._table.deleting(_key(job, WAITING_ITEM, item), only_if=PRESENT),
                    self._table.putting(_key(job, ENDED_ITEM, item) | _row(job, row)),
                    self._table.updating(import_key(job.owner, job.import_id), add=count, only_if=PRESENT),
                ]
            )

    def try_again(self, job: Import, item: ImportItem) -> None:
        """A picture that failed is to do once more."""
        row = item.model_copy(
            update={"state": ItemState.WAITING, "attempts": 0, "claims": 0, "code": None, "message": None}
        )
        failed = Condition("#state = :failed", {":failed": ItemState.FAILED.value})
        with suppress(TransactionRefused):
            self._table.transact(
                [
                    self._table.deleting(_key(job, ENDED_ITEM, item), only_if=failed),
                    self._table.putting(_key(job, WAITING_ITEM, item) | _row(job, row)),
                    self._table.updating(import_key(job.owner, job.import_id), add={"failed": -1}, only_if=PRESENT),
                ]
            )

    def _adding(self, job: Import, item: ImportItem) -> dict[str, object]:
        return self._table.putting(_key(job, WAITING_ITEM, item) | _row(job, item))

    def _rows(self, job: Import, state: str, *, limit: int, after: Key | None = None) -> QueryPage:
        partition = import_partition(job.owner, job.import_id)
        condition = Condition("#pk = :pk AND begins_with(#sk, :state)", {":pk": partition, ":state": state})
        return self._table.query(condition, limit=limit, after=after, consistent=True)

    def _busy(
        self, job: Import, item: ImportItem, *, until: datetime, attempts: int | None = None, only_if: Condition
    ) -> bool:
        change = {"busy_until": text_of(until)} | ({} if attempts is None else {"attempts": attempts})
        begun = {"claims": 1} if attempts is None else {}
        try:
            self._table.update(_key(job, WAITING_ITEM, item), set_=change, add=begun, only_if=only_if)
        except ConditionFailed:
            return False
        return True


def is_running(job: Import) -> bool:
    return job.state not in ENDED


def _key(job: Import, state: str, item: ImportItem) -> Key:
    return import_item_key(job.owner, job.import_id, state, item.number)


def _row(job: Import, item: ImportItem) -> dict[str, object]:
    return item.model_dump(mode="json", exclude_none=True) | {"exp": _expiry(job)}


def _expiry(job: Import) -> int:
    return int((job.created_at + timedelta(days=IMPORT_DAYS)).timestamp())
