"""The ledger and the balance that is its sum. They change in one transaction, together with what the credits pay for.

An entry is named by its cause, so whatever comes twice moves credits once. The balance has a version: whoever has read an old
one reads again, so an entry says exactly what the balance is after it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import AppError, ChangedMeanwhile, Unavailable
from pixelflare.base.ids import new_ulid
from pixelflare.base.optimistic import change_current
from pixelflare.credits.errors import BalanceFrozen, OutOfCredits
from schema.keys.studio import balance_key, entry_key, entry_listing
from schema.studio.credits import Balance, Entry, EntryKind, Parts
from schema.studio.price_list import FREE_CREDITS

Writes = Sequence[dict[str, Any]]
_BOUGHT = frozenset({EntryKind.PURCHASE, EntryKind.SUBSCRIPTION})
_USED = frozenset({EntryKind.DEDUCTION, EntryKind.REFUND})


class Superseded(Exception):
    """What the credits would have paid for is not as it was read. Nothing has moved."""

    def __init__(self, failed: dict[int, Any]) -> None:
        super().__init__(f"writes {sorted(failed)} beside the ledger were refused")
        self.failed = failed
        """By the position among the writes: the row that stands there."""


class OtherAmount(Exception):
    """The same cause has moved other credits before. It is a fault of ours, and nothing has moved."""


class Cause(NamedTuple):
    """Why credits move. `ref` makes it unique among the owner's causes of the kind."""

    kind: EntryKind
    ref: str
    reference_id: str | None = None
    description: str = ""
    by: str = "system"


class Ledger:
    def __init__(self, table: Table) -> None:
        self._table = table

    def balance(self, owner: str, *, now: datetime) -> Balance:
        """An owner who comes for the first time has the free credits."""
        return self._standing(owner) or self._open(owner, now)

    def entry(self, owner: str, kind: EntryKind, ref: str) -> Entry | None:
        row = self._table.get(entry_key(owner, kind, ref), consistent=True)
        return Entry.model_validate(row) if row else None

    def charge(self, owner: str, cost: int, cause: Cause, *, paid_for: Writes = (), now: datetime) -> Entry:
        """Takes credits: those of the plan first. The entry that stands afterwards.

        Raises OutOfCredits, BalanceFrozen, Superseded, Unavailable.
        """

        def parts(balance: Balance) -> Parts:
            if balance.frozen_by:
                raise BalanceFrozen("a payment is disputed, so credits cannot be used until that is settled")
            if balance.credits < cost:
                raise OutOfCredits(cost=cost, balance=balance.credits)
            of_plan = min(cost, max(balance.parts.plan, 0))
            return Parts(plan=-of_plan, pack=of_plan - cost)

        return self._move(owner, cause, parts, paid_for, now)

    def move(self, owner: str, parts: Parts, cause: Cause, *, paid_for: Writes = (), now: datetime) -> Entry:
        """Gives or takes exactly these credits, whatever the balance is. The entry that stands afterwards.

        Raises Superseded, OtherAmount, Unavailable.
        """
        entry = self._move(owner, cause, lambda _: parts, paid_for, now)
        if entry.parts != parts:
            raise OtherAmount(f"{cause.kind} {cause.ref} has moved {entry.parts}, and now {parts}")
        return entry

    def freeze(self, owner: str, dispute: str, *, now: datetime) -> None:
        """Nothing can be charged while one dispute is open. Twice is like once."""
        self._set_frozen(owner, lambda disputes: disputes | {dispute}, now)

    def thaw(self, owner: str, dispute: str, *, now: datetime) -> None:
        self._set_frozen(owner, lambda disputes: disputes - {dispute}, now)

    def _move(
        self, owner: str, cause: Cause, parts: Callable[[Balance], Parts], paid_for: Writes, now: datetime
    ) -> Entry:
        def write(balance: Balance) -> Entry:
            moved_before = self.entry(owner, cause.kind, cause.ref)
            if moved_before:
                return moved_before
            return self._write(balance, _entry(balance, parts(balance), cause, now), paid_for)

        try:
            return change_current(
                lambda: self.balance(owner, now=now), write, expected_version=None, name="the balance"
            )
        except ChangedMeanwhile as busy:
            raise Unavailable("the balance is busy", retry_after_seconds=1) from busy

    def _write(self, balance: Balance, entry: Entry, paid_for: Writes) -> Entry:
        writes = [
            self._table.putting(_entry_row(entry), only_if=ABSENT),
            self._table.putting(_balance_row(_after(balance, entry)), only_if=_as_read(balance)),
        ]
        try:
            self._table.transact([*writes, *paid_for])
        except TransactionRefused as refused:
            standing = refused.failed.get(0)
            if standing is not None:
                return Entry.model_validate(standing)
            beside = {
                position - len(writes): row for position, row in refused.failed.items() if position >= len(writes)
            }
            if beside:
                raise Superseded(beside) from refused
            raise ChangedMeanwhile("the balance has been changed at the same time") from refused
        return entry

    def _standing(self, owner: str) -> Balance | None:
        row = self._table.get(balance_key(owner), consistent=True)
        return Balance.model_validate(row) if row else None

    def _open(self, owner: str, now: datetime) -> Balance:
        before = Balance(owner=owner)
        cause = Cause(EntryKind.FREE_TIER, "account", description="Welcome")
        entry = _entry(before, Parts(pack=FREE_CREDITS), cause, now)
        opened = _after(before, entry)
        writes = [
            self._table.putting(_entry_row(entry), only_if=ABSENT),
            self._table.putting(_balance_row(opened), only_if=ABSENT),
        ]
        try:
            self._table.transact(writes)
        except TransactionRefused as refused:  # another request was faster
            standing = self._standing(owner)
            if standing is None:
                raise AppError("the account's first entry stands without a balance") from refused
            return standing
        return opened

    def _set_frozen(self, owner: str, change: Callable[[frozenset[str]], frozenset[str]], now: datetime) -> None:
        def write(balance: Balance) -> None:
            frozen_by = change(balance.frozen_by)
            if frozen_by == balance.frozen_by:
                return
            frozen = balance.model_copy(update={"frozen_by": frozen_by, "version": balance.version + 1})
            try:
                self._table.transact([self._table.putting(_balance_row(frozen), only_if=_as_read(balance))])
            except TransactionRefused as refused:
                raise ChangedMeanwhile("the balance has been changed at the same time") from refused

        change_current(lambda: self.balance(owner, now=now), write, expected_version=None, name="the balance")


def _entry(balance: Balance, parts: Parts, cause: Cause, now: datetime) -> Entry:
    return Entry(
        owner=balance.owner,
        entry_id=new_ulid(now),
        kind=cause.kind,
        ref=cause.ref,
        parts=parts,
        balance_after=balance.credits + parts.total,
        reference_id=cause.reference_id,
        description=cause.description,
        by=cause.by,
        created_at=now,
    )


def _after(balance: Balance, entry: Entry) -> Balance:
    return Balance(
        owner=balance.owner,
        parts=balance.parts + entry.parts,
        lifetime_purchased=balance.lifetime_purchased + (entry.credits if entry.kind in _BOUGHT else 0),
        lifetime_used=balance.lifetime_used - (entry.credits if entry.kind in _USED else 0),
        frozen_by=balance.frozen_by,
        version=balance.version + 1,
    )


def _as_read(balance: Balance) -> Condition:
    return Condition("#version = :version", {":version": balance.version})


def _balance_row(balance: Balance) -> dict[str, Any]:
    return balance_key(balance.owner) | balance.model_dump(mode="json") | {"frozen_by": balance.frozen_by}


def _entry_row(entry: Entry) -> dict[str, Any]:
    place = entry_key(entry.owner, entry.kind, entry.ref) | entry_listing(entry.owner, entry.entry_id)
    return place | entry.model_dump(mode="json") | {"created_at": text_of(entry.created_at)}
