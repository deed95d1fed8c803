"""The caller: an owner, a scope, and the kind of credential."""

from dataclasses import dataclass, field

from schema.identity.api_keys import ApiKey
from schema.identity.scopes import Scope

USER = "user"
"""The actor of a signed-in user, as opposed to an API key."""


@dataclass(frozen=True)
class Caller:
    owner: str
    scope: Scope
    actor: str
    """`user`, the API key's id, `upload` for an upload token, or `notice` for one of a notice by e-mail."""
    key: ApiKey | None = field(default=None, repr=False)
    username: str | None = None
    """Of who has signed in, in the user pool. None for a key."""
    is_linked: bool = False
    """Whether that login was linked to the account, which was made with another one."""
    is_operator: bool = False
    """Whether the caller has signed in as a member of the pool's operators. Never an API key."""
