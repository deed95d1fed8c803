"""What a route declares beside itself: who may call it, what it costs, what the audit log calls it, what body it takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schema.identity.scopes import Scope
from schema.limits import MAX_REQUEST_BYTES

BEARER = "bearer"
"""Credentials in the Authorization header: an access token or an API key."""
OPERATOR_TOKEN = "operator"  # noqa: S105 - the name of a kind of credentials
"""The same, but only of a caller who has signed in as a member of the user pool's operators."""
SIGNED_IN_TOKEN = "signed in"  # noqa: S105 - the name of a kind of credentials
"""The same, but only of a caller who has signed in: an API key may be in anybody's hands."""
ANONYMOUS_LIMIT = "anonymous"
"""The limit that is counted by the viewer's network. All others are counted by owner."""


@dataclass(frozen=True)
class RateCost:
    """How much of which limit one request takes."""

    limit: str
    each: str | None = None
    """A list in the JSON body: the request counts once for each member, and at least once."""
    members_per_unit: int = 1
    """How many members of that list count as one."""


READ = RateCost("read")
WRITE = RateCost("write")
ANONYMOUS = RateCost(ANONYMOUS_LIMIT)


@dataclass(frozen=True)
class AuditAction:
    """What the audit log says a request does, and to what."""

    action: str
    resource_type: str
    id_parameter: str | None = None
    """The path parameter that holds the resource's id."""
    id_field: str | None = None
    """The field of the answer that holds the id of a new resource."""


@dataclass(frozen=True)
class BodyLimit:
    max_bytes: int
    is_json: bool = True


JSON_BODY = BodyLimit(MAX_REQUEST_BYTES)


@dataclass(frozen=True, kw_only=True)
class RoutePolicy:
    """All of it has to be said: a default could be too generous."""

    scope: Scope | None
    """The least that a caller must be allowed; None when anybody may call."""
    cost: RateCost | None
    """None when requests are not counted."""
    audit: AuditAction | None
    """None for reads, which leave no audit entry."""
    body: BodyLimit | None
    """None for reads, whose body is ignored."""
    credentials: str = BEARER
    """Which of the pipeline's authenticators finds the caller."""
    is_for_closing: bool = False
    """Whether owners who have asked for the deletion of their account may call it, too."""
    is_braked: bool = False
    """Whether it is refused while the bill brake lets nothing in."""
    ahead: Callable[[Any], Any] | None = None
    """What the route will read in any case, from its Call: begun while the rate limit is counted."""


UNMATCHED = RoutePolicy(scope=Scope.ADMIN, cost=WRITE, audit=None, body=JSON_BODY)
"""A request before its route is known."""
