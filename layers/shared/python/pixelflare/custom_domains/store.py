"""Custom domains in the core table: the owner's rows, their number, and the claim of a host that was proven."""

from collections.abc import Sequence
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile, Conflict, LimitReached, NotFound, NotReady
from schema.budgets import DOMAIN_SLACK
from schema.identity.custom_domains import MOST_DOMAINS, CustomDomain
from schema.keys.core import DOMAINS, domain_count_key, domain_key, host_key, owner_partition
from schema.keys.due import DueKind, due_at

_TIMES = ("created_at", "checked_at", "next_check_at", "verified_at", "gives_up_at")
_MOST_ROWS = MOST_DOMAINS + 20
"""Those that are being taken down count until they are gone, and a plan may have been larger."""

Write = dict[str, Any]


class DomainStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def all_of(self, owner: str) -> list[CustomDomain]:
        """By name, with those that are being taken down."""
        below = Condition(
            "#pk = :pk AND begins_with(#sk, :prefix)", {":pk": owner_partition(owner), ":prefix": DOMAINS}
        )
        found = self._table.query(below, limit=_MOST_ROWS, consistent=True)
        return [CustomDomain.model_validate(item) for item in found.items]

    def find(self, owner: str, host: str) -> CustomDomain | None:
        item = self._table.get(domain_key(owner, host), consistent=True)
        return CustomDomain.model_validate(item) if item else None

    def get(self, owner: str, domain_id: str) -> CustomDomain:
        """Raises NotFound, also for one that its owner has deleted."""
        for domain in self.all_of(owner):
            if domain.id == domain_id and not domain.is_removed:
                return domain
        raise NotFound(f"no custom domain {domain_id}")

    def holder_of(self, host: str) -> str | None:
        """The owner who has proven the host."""
        item = self._table.get(host_key(host), consistent=True)
        return str(item["owner"]) if item else None

    def add(self, domain: CustomDomain, *, limit: int) -> None:
        """Raises Conflict for a host that the owner has, NotReady while it is taken down, and LimitReached."""
        if limit < 1:
            raise LimitReached("there is room for no custom domain")
        counting = self._table.updating(
            domain_count_key(domain.owner),
            add={"domains": 1},
            only_if=Condition("attribute_not_exists(#domains) OR #domains < :limit", {":limit": limit}),
        )
        try:
            self._table.transact([self._table.putting(_row(domain), only_if=ABSENT), counting])
        except TransactionRefused as refused:
            standing = refused.failed.get(0)
            if standing is None:
                raise LimitReached(f"there are {limit} custom domains already") from refused
            if standing["is_removed"]:
                raise NotReady(f"{domain.host} is still being taken down; try again in some minutes") from refused
            raise Conflict(f"{domain.host} is one of your domains already", details={"id": standing["id"]}) from refused

    def save(self, domain: CustomDomain, change: dict[str, Any], *, also: Sequence[Write] = ()) -> CustomDomain:
        """The changed domain, written together with `also`. Raises ChangedMeanwhile if either is not as it was read."""
        changed = domain.model_copy(update=change | {"version": domain.version + 1})
        try:
            self._table.transact([self._table.putting(_row(changed), only_if=_as_read(domain)), *also])
        except TransactionRefused as refused:
            raise ChangedMeanwhile(f"{domain.host} has been changed at the same time") from refused
        return changed

    def erase(self, domain: CustomDomain, *, also: Sequence[Write] = ()) -> None:
        """The row, and its part in the number. Raises ChangedMeanwhile."""
        writes = [
            self._table.deleting(domain_key(domain.owner, domain.host), only_if=_as_read(domain)),
            self._table.updating(domain_count_key(domain.owner), add={"domains": -1}),
            *also,
        ]
        try:
            self._table.transact(writes)
        except TransactionRefused as refused:
            raise ChangedMeanwhile(f"{domain.host} has been changed at the same time") from refused

    def claiming(self, domain: CustomDomain, *, instead_of: str | None = None) -> Write:
        """The claim, for the transaction that proves it: free, the owner's, or that of `instead_of`, who has lost it."""
        free = "attribute_not_exists(#pk) OR #owner = :owner"
        only_if = (
            Condition(f"{free} OR #owner = :before", {":owner": domain.owner, ":before": instead_of})
            if instead_of
            else Condition(free, {":owner": domain.owner})
        )
        return self._table.putting(host_key(domain.host) | {"owner": domain.owner, "id": domain.id}, only_if=only_if)

    def releasing(self, domain: CustomDomain) -> Write:
        """The end of the claim. Only for an owner who has it."""
        return self._table.deleting(
            host_key(domain.host), only_if=Condition("#owner = :owner", {":owner": domain.owner})
        )


def _as_read(domain: CustomDomain) -> Condition:
    return Condition("#version = :version", {":version": domain.version})


def _row(domain: CustomDomain) -> Item:
    times = {name: text_of(moment) for name in _TIMES if (moment := getattr(domain, name)) is not None}
    said = domain.model_dump(mode="json", exclude_none=True) | times
    return said | domain_key(domain.owner, domain.host) | _place(domain)


def _place(domain: CustomDomain) -> dict[str, Any]:
    """In the index of due work: some time after the next check, whose message may be lost."""
    if domain.next_check_at is None:
        return {}
    return dict(due_at(DueKind.DOMAIN, text_of(domain.next_check_at + DOMAIN_SLACK), domain.host))
