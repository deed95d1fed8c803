"""What a request takes from which rate limit: by owner, scaled by plan and scope, and by network for anonymous requests."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import NamedTuple

from pixelflare.accounts import Standings
from pixelflare.base.errors import InvalidRequest, Unavailable
from pixelflare.base.observability import count
from pixelflare.entry.http.policies import ANONYMOUS, ANONYMOUS_LIMIT, RateCost
from pixelflare.entry.http.request import Request
from pixelflare.entry.origin_proof import network_of
from pixelflare.identity import Caller
from pixelflare.rate_limits import Limit, RateLimiter
from schema.identity.scopes import RATE_PERCENTS
from schema.usage import RATE_FACTORS


class _Counted(NamedTuple):
    limit: Limit
    subject: str
    cost: int


class RateLimits:
    """The limits of one function, by the names that its routes' costs have. An amount of 0 switches a limit off."""

    def __init__(
        self, limiter: RateLimiter, limits: Mapping[str, Limit], *, standings: Standings | None = None
    ) -> None:
        """`standings` know the owners' plans. Without them all owners have the same limits."""
        self._limiter = limiter
        self._limits = limits
        self._standings = standings

    def count(self, request: Request, cost: RateCost | None, *, now: datetime) -> None:
        """Raises RateLimited. While the table cannot be asked, reads pass and everything else is Unavailable."""
        try:
            counted = self._counted(request, cost, now=now)
            if counted is None or counted.limit.amount == 0:
                return
            allowance = self._limiter.count(counted.limit, counted.subject, cost=counted.cost, now=now)
        except Unavailable:
            if not request.is_read or request.caller is None:
                raise
            count("RateLimitUnknown")
            return
        request.allowance = allowance
        if refused := allowance.refusal:
            raise refused

    def is_known_to_refuse(self, request: Request, *, now: datetime) -> bool:
        """Whether the request will be refused without asking the table."""
        if self._standings and request.caller and not self._standings.is_known(request.caller.owner, now=now):
            return False
        counted = self._counted(request, request.policy.cost, now=now)
        if counted is None:
            return False
        return self._limiter.is_known_to_refuse(counted.limit, counted.subject, cost=counted.cost, now=now)

    def count_anonymous(self, request: Request, *, now: datetime) -> None:
        """For a request whose credentials are not good. Raises RateLimited, Unavailable."""
        self.count(request, ANONYMOUS, now=now)

    def _counted(self, request: Request, cost: RateCost | None, *, now: datetime) -> _Counted | None:
        if cost is None:
            return None
        if request.caller is None or cost.limit == ANONYMOUS_LIMIT:
            return _Counted(self._limits[ANONYMOUS_LIMIT], network_of(request.address), 1)
        limit = self._scaled(self._limits[cost.limit], request.caller, now=now)
        return _Counted(limit, request.caller.owner, units_of(request, cost))

    def _scaled(self, limit: Limit, caller: Caller, *, now: datetime) -> Limit:
        """By the owner's plan, where plans are on, and by what the caller's credentials may do. Raises Unavailable."""
        plan = self._standings.plan(caller.owner, now=now) if self._standings else None
        return limit.scaled(factor=RATE_FACTORS[plan] if plan else 1, percent=RATE_PERCENTS[caller.scope])


def units_of(request: Request, cost: RateCost) -> int:
    """How often the request counts: at least once, so that a request that makes no sense counts too."""
    if cost.each is None:
        return 1
    try:
        body = request.json
    except InvalidRequest:
        return 1
    members = body.get(cost.each) if isinstance(body, dict) else None
    return max(1, ceil(len(members) / cost.members_per_unit)) if isinstance(members, list) else 1
