"""Credits: an owner's balance, and the ledger that it is the sum of."""

from datetime import datetime
from enum import StrEnum

from schema.base import Record


class EntryKind(StrEnum):
    """What moves credits. The API calls it a transaction's `type`."""

    FREE_TIER = "free_tier"
    """Given with the account."""
    BONUS = "bonus"
    """Given by an operator."""
    PURCHASE = "purchase"
    """A pack."""
    SUBSCRIPTION = "subscription"
    """A plan's credits for one period."""
    LAPSED = "lapsed"
    """A plan's credits that were not used in time."""
    DEDUCTION = "deduction"
    """A run of a job."""
    REFUND = "refund"
    """A run of a job that has not delivered, or not all."""
    ADJUSTMENT = "adjustment"
    """A payment that was taken back, or an operator's correction."""


class Parts(Record):
    """Credits by where they come from. A debit is negative."""

    plan: int = 0
    """Of the subscription. They go first, and lapse."""
    pack: int = 0
    """Bought or given. They never lapse."""

    @property
    def total(self) -> int:
        return self.plan + self.pack

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(plan=self.plan + other.plan, pack=self.pack + other.pack)

    def __neg__(self) -> "Parts":
        return Parts(plan=-self.plan, pack=-self.pack)


class Balance(Record):
    """What an owner has. It changes only together with an entry of the ledger."""

    owner: str
    parts: Parts = Parts()
    lifetime_purchased: int = 0
    """Of packs and plans."""
    lifetime_used: int = 0
    """By jobs, without what was refunded."""
    frozen_by: frozenset[str] = frozenset()
    """Disputes that are open. While there is one, nothing can be charged."""
    version: int = 0

    @property
    def credits(self) -> int:
        return self.parts.total


class Entry(Record):
    """A line of the ledger. It is never changed: what was wrong is set right by another one."""

    owner: str
    entry_id: str
    """A ULID of the entry's time."""
    kind: EntryKind
    ref: str
    """The cause. There is one entry of a kind for each, so a cause that comes twice moves credits once."""
    parts: Parts
    balance_after: int
    reference_id: str | None = None
    """What the API names as the cause: a job, a payment."""
    description: str = ""
    by: str = "system"
    """Who: `system`, an owner's id or an operator's."""
    created_at: datetime

    @property
    def credits(self) -> int:
        return self.parts.total
