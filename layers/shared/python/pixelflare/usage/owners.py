"""What an operator decides about an owner: the plan, and whether the owner may change anything.

Each decision is one transaction with an entry in the owner's own audit log.
"""

from datetime import datetime
from typing import Any

from pixelflare.audit import OPERATOR, AuditLog, entry_of
from pixelflare.aws.expressions import PRESENT
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import NotFound
from schema.identity.users import PlanTier
from schema.keys.core import quota_key, user_key


class OwnerControls:
    """`by` is the command or the route that an operator used."""

    def __init__(self, table: Table, *, audit: AuditLog) -> None:
        self._table = table
        self._audit = audit

    def set_plan(self, owner: str, plan: PlanTier, *, by: str, now: datetime) -> None:
        """The next image is counted before it is admitted under the new plan. Raises NotFound."""
        recount = self._table.updating(quota_key(owner), set_={"ceiling": 0}, add={"revision": 1})
        self._decide(owner, {"plan_tier": plan.value}, "set_plan", {"plan": plan.value}, recount, by=by, now=now)

    def suspend(self, owner: str, reason: str | None, *, by: str, now: datetime) -> None:
        """The functions learn of it within SUSPENSION_SECONDS. Raises NotFound."""
        suspended = {"since": text_of(now), "reason": reason}
        self._decide(owner, {"suspended": suspended}, "suspend", {"reason": reason}, by=by, now=now)

    def resume(self, owner: str, *, by: str, now: datetime) -> None:
        """Raises NotFound."""
        self._decide(owner, {"suspended": None}, "resume", {}, by=by, now=now)

    def _decide(
        self,
        owner: str,
        change: dict[str, Any],
        action: str,
        details: dict[str, Any],
        *also: dict[str, Any],
        by: str,
        now: datetime,
    ) -> None:
        entry = entry_of(action, "owner", owner, by=by, actor=OPERATOR, now=now, details=details)
        try:
            self._table.transact(
                [
                    self._table.updating(user_key(owner), set_=change, only_if=PRESENT),
                    self._audit.appending(owner, entry),
                    *also,
                ]
            )
        except TransactionRefused as refused:
            raise NotFound(f"there is no owner {owner}") from refused
