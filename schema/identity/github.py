"""Sign-in with GitHub: what GitHub says of a person, and what our OpenID provider keeps for a moment."""

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
