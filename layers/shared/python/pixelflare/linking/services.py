"""What linking works with, and who may do it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pixelflare.accounts import LinkStore, UserStore
from pixelflare.api_keys import Caller
from pixelflare.aws.table import Table
from pixelflare.base.errors import Forbidden
from pixelflare.github_sign_in import SignInTickets
from pixelflare.identity import Logins


class Pool(Protocol):
    """The user pool."""

    def attributes_of(self, username: str) -> dict[str, str] | None: ...


@dataclass(frozen=True)
class LinkServices:
    core: Table
    users: UserStore
    links: LinkStore
    logins: Logins
    tickets: SignInTickets
    pool: Pool
    pool_issuer: str
    client_id: str
    """Of this installation's app at GitHub; `off` without one."""
    oidc_issuer: Callable[[], str]
    """Below which GitHub sends people back."""
    public_url: Callable[[], str]


def username_of_caller(caller: Caller) -> str:
    """In the user pool. Raises Forbidden for an API key, which may be in anybody's hands."""
    if caller.username is None:
        raise Forbidden("only who has signed in can see and change what signs in")
    return caller.username


def check_may_link(caller: Caller) -> str:
    """The name in the user pool of what the account was made with. Raises Forbidden.

    A linked login links no other one: what it was trusted with ends when it is removed.
    """
    username = username_of_caller(caller)
    if caller.is_linked:
        raise Forbidden("sign in with what the account was made with to link another sign-in")
    return username
