"""Owners, listed for an operator by the user pool, which is where people are.

The tables have no list of owners, and their keys say nothing of logins. So a page is one of the pool's: each user's login leads
to the owner as when it signs in. The pool has an index of addresses; a handle and an owner's id are keys of the core table.
"""

from dataclasses import dataclass
from datetime import datetime

from pixelflare.accounts import HandleStore, UserStore
from pixelflare.aws.user_directory import MOST_LISTED, PoolUser, UserDirectory
from pixelflare.base.cursors import Cursors
from pixelflare.base.parallel import in_parallel
from pixelflare.costs import CostQuestions
from pixelflare.identity import Logins
from pixelflare.usage import UsageCounters
from schema.administration import ListedOwner, OwnerState
from schema.identity.handles import is_owner
from schema.identity.users import PlanTier, User
from schema.pages import Page
from schema.usage import Usage


@dataclass(frozen=True)
class OwnerList:
    directory: UserDirectory
    issuer: str
    """Of the pool's tokens."""
    logins: Logins
    users: UserStore
    handles: HandleStore
    counters: UsageCounters
    costs: CostQuestions
    cursors: Cursors

    def page(
        self, *, search: str | None, limit: int, cursor: str | None, with_costs: bool, now: datetime
    ) -> Page[ListedOwner]:
        """Everybody of the pool, in its order; or whose address begins with `search`, or whose handle or id it is.

        Raises InvalidRequest for a cursor of another list.
        """
        asked, question = (search or "").lower(), f"owners {search or ''}"
        after = self.cursors.read(cursor, of=question)["after"] if cursor else None
        named = self._named(asked) if asked and not after else None
        if named is not None:
            return Page(data=[self._listed(named.owner, None, named, with_costs=with_costs, now=now)])
        found = self.directory.page(limit=min(limit, MOST_LISTED), email=asked or None, after=after)
        following = self.cursors.give({"after": found.following}, of=question) if found.following else None
        return Page(data=self._all(found.users, with_costs=with_costs, now=now), next_cursor=following)

    def _named(self, name: str) -> User | None:
        """The owner of this handle or id."""
        if "@" in name:
            return None
        owner = name if is_owner(name) else self.handles.owner_of(name)
        return self.users.find(owner) if owner else None

    def _all(self, people: list[PoolUser], *, with_costs: bool, now: datetime) -> list[ListedOwner]:
        """Each once on a page, whoever of those who sign in as the owner comes first."""

        def find(person: PoolUser) -> ListedOwner:
            owner = self.logins.known_owner_of(self.issuer, person.subject, username=person.username)
            return self._listed(owner, person.email, self.users.find(owner), with_costs=with_costs, now=now)

        found = in_parallel(find, people)
        return list({each.owner: each for each in reversed(found)}.values())[::-1]

    def _listed(
        self, owner: str, email: str | None, user: User | None, *, with_costs: bool, now: datetime
    ) -> ListedOwner:
        if user is None:
            return _resource(owner, email, None, Usage(), None, now=now)
        costs = self.costs.owner(owner, f"{now:%Y-%m}", now=now).total if with_costs else None
        usage = self.counters.read(owner)
        return _resource(owner, email, user, usage, costs, now=now)


def _resource(
    owner: str, email: str | None, user: User | None, usage: Usage, costs: str | None, *, now: datetime
) -> ListedOwner:
    return ListedOwner(
        owner=owner,
        email=email,
        handle=user.handle if user else None,
        display_name=user.display_name if user else None,
        state=_state(user),
        plan=user.plan_tier if user else PlanTier.FREE,
        created_at=user.created_at if user else None,
        images=usage.images,
        bytes=usage.stored_bytes,
        uploads_this_month=usage.uploads.get(f"{now:%Y-%m}", 0),
        costs_this_month=costs,
    )


def _state(user: User | None) -> OwnerState:
    if user is None:
        return OwnerState.NEW
    if user.suspended:
        return OwnerState.SUSPENDED
    return OwnerState.CLOSING if user.deletion else OwnerState.ACTIVE
