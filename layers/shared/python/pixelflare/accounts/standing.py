"""Whether an owner may change anything, and under which plan, cached for a moment: SUSPENSION_SECONDS at most."""

from datetime import datetime, timedelta
from typing import NamedTuple

from pixelflare.accounts.store import UserStore
from pixelflare.base.clock import text_of
from pixelflare.base.errors import AccountClosing, AccountSuspended
from schema.identity.users import PlanTier, Suspension, User
from schema.limits import SUSPENSION_SECONDS

_REMEMBERED = timedelta(seconds=SUSPENSION_SECONDS)
_MOST_REMEMBERED = 10_000


class _Seen(NamedTuple):
    suspended: Suspension | None
    plan: PlanTier
    deletes_at: datetime | None
    at: datetime


class Standings:
    def __init__(self, users: UserStore) -> None:
        self._users = users
        self._seen: dict[str, _Seen] = {}

    def is_known(self, owner: str, *, now: datetime) -> bool:
        """Whether asking reads nothing."""
        seen = self._seen.get(owner)
        return seen is not None and _is_fresh(seen, now)

    def suspension(self, owner: str, *, now: datetime) -> Suspension | None:
        return self._look(owner, now=now).suspended

    def plan(self, owner: str, *, now: datetime) -> PlanTier:
        return self._look(owner, now=now).plan

    def forget(self, owner: str) -> None:
        """The next question reads what has just been changed."""
        self._seen.pop(owner, None)

    def check(self, owner: str, *, is_for_closing: bool = False, now: datetime) -> None:
        """Everybody may close the account and take that back, also who is suspended. Raises AccountSuspended, AccountClosing."""
        if is_for_closing:
            return
        suspended = self.suspension(owner, now=now)
        if suspended is not None:
            details = suspended.model_dump(mode="json")
            raise AccountSuspended("this account is suspended: it can be read, and not changed", details=details)
        deletes_at = self._look(owner, now=now).deletes_at
        if deletes_at is not None:
            raise AccountClosing(
                "this account is going to be deleted: it can be read, and not changed, until you take that back",
                details={"deletes_at": text_of(deletes_at)},
            )

    def _look(self, owner: str, *, now: datetime) -> _Seen:
        seen = self._seen.get(owner)
        if seen is not None and _is_fresh(seen, now):
            return seen
        user = self._users.find(owner)
        found = _seen_of(user, now) if user else _Seen(None, PlanTier.FREE, None, now)
        if len(self._seen) >= _MOST_REMEMBERED:
            self._seen.clear()
        self._seen[owner] = found
        return found


def _seen_of(user: User, now: datetime) -> _Seen:
    return _Seen(user.suspended, user.plan_tier, user.deletion.deletes_at if user.deletion else None, now)


def _is_fresh(seen: _Seen, now: datetime) -> bool:
    return seen.at <= now < seen.at + _REMEMBERED
