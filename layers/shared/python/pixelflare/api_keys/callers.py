"""Who is calling: an owner, how far they may go, and by which means."""

from dataclasses import dataclass, field

from schema.identity.api_keys import ApiKey
from schema.identity.scopes import Scope

USER = "user"
"""The actor who has signed in, as against an API key."""


@dataclass(frozen=True)
class Caller:
    owner: str
    scope: Scope
    actor: str
    """`user`, the API key's id, or `upload` for the bearer of an upload's token."""
    key: ApiKey | None = field(default=None, repr=False)
