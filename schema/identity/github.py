"""Sign-in with GitHub: what GitHub says of a person, and what our OpenID provider keeps for a moment."""

import re

from pydantic import BaseModel, ConfigDict

from schema.base import Record

LOCAL_CLIENT = "local"
"""GitHub's client id under `make run`, where a double plays GitHub, and never in AWS."""
ANYBODY = "anybody"
"""Everybody with an account at GitHub may sign in."""
RELYING_PARTY = "cognito"
"""The only client of our OpenID provider: the user pool."""
PROVIDER = "GitHub"
"""As the user pool calls it, and in the names of users who come from there: `GitHub_583231`."""
PATH = "/auth/github"
DOUBLE = "/_github"
"""Where `make run` plays GitHub, at the address of everything else."""
LINK_STATE = "link-"
"""How a state begins whose person is signed in already, and links a login at GitHub to the account."""
LINKING_PAGE = "/app/settings/sign-in"
"""Of the application. What it is told is in the fragment, which no server sees."""


def github_id_of(username: str) -> str | None:
    """GitHub's id of a user of the pool who came from there. The pool gives such names itself: those of all others are UUIDs."""
    named = re.fullmatch(rf"{PROVIDER}_([0-9]{{1,19}})", username, re.IGNORECASE)
    return named[1] if named else None


def username_of(github_id: str) -> str:
    """In the user pool. Upper and lower case are the same name there."""
    return f"{PROVIDER}_{github_id}"


class _Told(BaseModel):
    """The part of an answer of GitHub's that is read."""

    model_config = ConfigDict(defer_build=True, extra="ignore", frozen=True)


class GitHubUser(_Told):
    """https://docs.github.com/en/rest/users/users#get-the-authenticated-user"""

    id: int
    login: str
    name: str | None = None
    avatar_url: str | None = None


class GitHubAddress(_Told):
    """https://docs.github.com/en/rest/users/emails#list-email-addresses-for-the-authenticated-user"""

    email: str
    primary: bool
    verified: bool


class Person(Record):
    """Somebody who has proven to be a user of GitHub."""

    id: int
    """Stays. The name may become another person's."""
    login: str
    name: str | None = None
    picture: str | None = None
    email: str | None = None
    """The primary address, if GitHub has verified it."""

    @property
    def claims(self) -> dict[str, str | bool]:
        """OpenID Connect Core 1.0 §5.1."""
        told = {"preferred_username": self.login, "name": self.name, "picture": self.picture, "email": self.email}
        known: dict[str, str | bool] = {name: value for name, value in told.items() if value}
        return {"sub": str(self.id), **known, **({"email_verified": True} if self.email else {})}


class BegunSignIn(Record):
    """Somebody is at GitHub."""

    state: str
    """The user pool's."""
    nonce: str | None = None
    verifier: str
    """Proves to GitHub that who exchanges the code has begun the sign-in (RFC 7636)."""
    browser: str
    """Hash of what the browser keeps meanwhile."""


class ProvenSignIn(Record):
    """Somebody is back from GitHub, and the user pool has yet to ask who it is."""

    person: Person
    nonce: str | None = None


class BegunLink(Record):
    """An owner is at GitHub, to link a login there to the account."""

    owner: str
    verifier: str
    """As of a sign-in."""


class ProvenLink(Record):
    """A login at GitHub that the owner has yet to confirm."""

    owner: str
    """Who has begun it, and nobody else can finish it."""
    github_id: str
    login: str
