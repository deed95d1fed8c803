"""What signs an account in: what it was made with, and a login at GitHub that its owner has linked to it later."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from schema.base import Record, Request, Resource

FIRST = "first"
"""The id of what the account was made with."""

IdentityId = Annotated[str, StringConstraints(pattern=r"^(first|github-[0-9]{1,19})$")]


class IdentityProvider(StrEnum):
    PASSWORD = "password"  # noqa: S105 - the name of a way in
    """The user pool's own: a password, a passkey or a code by e-mail."""
    GITHUB = "github"


class LinkedGitHub(Record):
    """A login at GitHub that signs in as an owner whose account was made otherwise."""

    github_id: str
    """Stays. The name may become another person's."""
    login: str
    """The name when it was last linked."""
    linked_at: datetime
    claim: str
    """The login as its HMAC, under which a row leads to the owner."""
    first_username: str
    """In the user pool, of what the account was made with."""


class IdentityResource(Resource):
    """One way in."""

    id: str
    """`first` for what the account was made with."""
    provider: IdentityProvider
    login: str | None
    """The name at GitHub, as far as it is known: the one when it was linked."""
    email: str | None
    """The user pool's address of what the account was made with."""
    since: datetime
    is_first: bool
    """The account was made with it, and keeps it."""
    is_current: bool
    """This request was signed in by it."""


class BegunLinking(Resource):
    """Where to send the browser."""

    address: str
    """At GitHub. Good for one use."""
    expires_at: datetime


class FinishLinking(Request):
    code: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    """What the browser came back with."""
