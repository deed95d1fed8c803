"""Admits images while an owner's plan has room: two at once cannot both take the last place.

The quota's row says how many images there are at most. Whoever adds an image raises it in the same transaction, while it is
below its ceiling. Nobody lowers it: at the ceiling, and once an hour, the counters are summed up and it is set right.
Nothing was admitted in between, if the row is as it was read before the sum.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pixelflare.accounts import UserStore
from pixelflare.audit import AuditLog, entry_of
from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import QuotaExceeded, Unavailable
from pixelflare.usage.counters import UsageCounters
from schema.identity.users import PlanTier
from schema.keys.core import quota_key
from schema.usage import IMAGES_OF_PLAN, NOTICE_PERCENTS, Quota, most_images

Result = TypeVar("Result")
Writes = Sequence[dict[str, Any]]

_BELIEVED = timedelta(hours=1)
"""Longer than a deployment takes that switches plans on: until it has ended, some functions count nothing here."""
_ATTEMPTS = 5


class NotAdmitted(Exception):
    """The quota's row is at its ceiling, was not settled for long, or has changed since it was read."""


class Admissions:
    def __init__(self, table: Table, *, users: UserStore, audit: AuditLog, are_on: bool) -> None:
        self._table = table
        self._users = users
        self._audit = audit
        self._counters = UsageCounters(table)
        self._are_on = are_on

    def admit(self, owner: str, write: Callable[[Writes], Result], *, now: datetime) -> Result:
        """What `write` returns for the writes that take a place in the plan, which belong into its transaction.

        It raises NotAdmitted when one of them was refused. Raises QuotaExceeded, and Unavailable while others take places.
        """
        if not self._are_on:
            return write(())
        try:
            return write([self._taking(owner, now=now)])
        except NotAdmitted:
            pass
        for _ in range(_ATTEMPTS):
            writes = self._settling(owner, now=now)
            try:
                return write(writes)
            except NotAdmitted:
                continue
        raise Unavailable("others are adding images of the same owner", retry_after_seconds=1)

    def quota(self, owner: str) -> Quota | None:
        item = self._table.get(quota_key(owner), consistent=True)
        return Quota.model_validate(item) if item else None

    def _taking(self, owner: str, *, now: datetime) -> dict[str, Any]:
        below = Condition("#admitted < #ceiling AND #settled_at > :fresh", {":fresh": text_of(now - _BELIEVED)})
        return self._table.updating(quota_key(owner), add={"admitted": 1, "revision": 1}, only_if=below)

    def _settling(self, owner: str, *, now: datetime) -> Writes:
        """The writes that count one image more, and set the row right. Raises QuotaExceeded."""
        seen = self.quota(owner)  # before the sum
        user = self._users.find(owner)
        plan = user.plan_tier if user else PlanTier.FREE
        images = self._counters.read(owner).images
        if images < most_images(plan):
            return self._settled(owner, images + 1, plan, seen, now=now)
        told = self._settled(owner, images, plan, seen, now=now)
        if seen is None or len(told) > 1:  # a notice that nobody has got yet
            with suppress(TransactionRefused):  # another call has set it right
                self._table.transact(told)
        raise QuotaExceeded(
            f"the plan {plan} allows {IMAGES_OF_PLAN[plan]} images; delete some, or ask for a larger plan",
            details={"plan": plan, "images": images, "max_images": IMAGES_OF_PLAN[plan]},
        )

    def _settled(self, owner: str, images: int, plan: PlanTier, seen: Quota | None, *, now: datetime) -> Writes:
        marks = {percent: -(-IMAGES_OF_PLAN[plan] * percent // 100) for percent in NOTICE_PERCENTS}
        given = seen.notices if seen else {}
        reached = {str(percent): given.get(str(percent), now) for percent, mark in marks.items() if images >= mark}
        row = {
            "admitted": images,
            "ceiling": min([most_images(plan), *(mark - 1 for mark in marks.values() if mark > images)]),
            "settled_at": text_of(now),
            "notices": {percent: text_of(at) for percent, at in reached.items()},
            "revision": seen.revision + 1 if seen else 1,
        }
        as_read = Condition("#revision = :seen", {":seen": seen.revision}) if seen else ABSENT
        return [
            self._table.putting(quota_key(owner) | row, only_if=as_read),
            *(self._noting(owner, percent, images, plan, now=now) for percent in sorted(reached.keys() - given.keys())),
        ]

    def _noting(self, owner: str, percent: str, images: int, plan: PlanTier, *, now: datetime) -> dict[str, Any]:
        details = {"percent": int(percent), "images": images, "plan": plan, "max_images": IMAGES_OF_PLAN[plan]}
        entry = entry_of("notify", "plan", plan, by="admissions", now=now, details=details)
        return self._audit.appending(owner, entry)
