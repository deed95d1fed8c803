"""Resolves a verified login to its owner. The first request of a login creates its user."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from pixelflare.accounts import LinkStore, OwnAccount, UserStore
from pixelflare.identity.tokens import VerifiedToken
from schema.budgets import LINKS_BELIEVED, TOKEN_LEEWAY
from schema.identity.github import PROVIDER, github_id_of
from schema.identity.users import User

_OWNER_LENGTH = 20
_MOST_REMEMBERED = 10_000


class SignedIn(NamedTuple):
    owner: str
    is_linked: bool
    """Whether the account was made with another login."""


class _Seen(NamedTuple):
    signed_in: SignedIn
    at: datetime

    def holds_for(self, token: VerifiedToken, now: datetime) -> bool:
        """Not for long, and not for who has signed in since: a login that was linked or removed meanwhile is read anew."""
        was_there = token.issued_at + TOKEN_LEEWAY.total_seconds() < self.at.timestamp()
        return was_there and self.at <= now < self.at + LINKS_BELIEVED


class Logins:
    """Owners of logins, cached in the process. A known login costs no read, a new one costs one.

    Logins at GitHub are linked and removed, so they are believed for a minute.
    """

    def __init__(self, users: UserStore, *, pepper: Callable[[], bytes], links: LinkStore) -> None:
        self._users = users
        self._pepper = pepper
        self._links = links
        self._known: dict[str, str] = {}
        self._seen: dict[str, _Seen] = {}

    def resolve(self, token: VerifiedToken, *, now: datetime) -> SignedIn:
        """Whom the token's login signs in as: an owner that it is linked to, or else its own."""
        github_id = github_id_of(token.username)
        if github_id is None:
            owner = self.owner_of(token.issuer, token.subject, username=token.username, now=now)
            return SignedIn(owner, is_linked=False)
        seen = self._seen.get(token.subject)
        if seen is None or not seen.holds_for(token, now):
            if len(self._seen) >= _MOST_REMEMBERED:
                self._seen.clear()
            seen = self._seen[token.subject] = _Seen(self._look(token, github_id, now=now), now)
        return seen.signed_in

    def _look(self, token: VerifiedToken, github_id: str, *, now: datetime) -> SignedIn:
        if owner := self._links.owner_of(self.github_login(github_id)):
            return SignedIn(owner, is_linked=True)
        login = login_of(token.issuer, token.subject, pepper=self._pepper())
        own = self._users.owner_of_login(login, consistent=True)
        return SignedIn(own or self._register(login, username=token.username, now=now), is_linked=False)

    def github_login(self, github_id: str) -> str:
        """As its HMAC, whoever it is in the user pool."""
        return login_of(PROVIDER, github_id, pepper=self._pepper())

    def own_account(self, issuer: str, subject: str) -> OwnAccount | None:
        """What the login made for itself."""
        login = login_of(issuer, subject, pepper=self._pepper())
        owner = self._users.owner_of_login(login, consistent=True)
        return OwnAccount(owner, login) if owner else None

    def owner_of(self, issuer: str, subject: str, *, username: str, now: datetime) -> str:
        """Always the same for the same login: the owner in the table, or else the one derived from the login."""
        login = login_of(issuer, subject, pepper=self._pepper())
        if owner := self._known.get(login):
            return owner
        owner = self._users.owner_of_login(login) or self._register(login, username=username, now=now)
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[login] = owner
        return owner

    def known_owner_of(self, issuer: str, subject: str, *, username: str) -> str:
        """Whom it signs in as now, and makes no user. For who looks at others: nothing is cached."""
        github_id = github_id_of(username)
        if github_id and (linked := self._links.owner_of(self.github_login(github_id))):
            return linked
        login = login_of(issuer, subject, pepper=self._pepper())
        return self._users.owner_of_login(login) or login[:_OWNER_LENGTH]

    def _register(self, login: str, *, username: str, now: datetime) -> str:
        user = User(owner=login[:_OWNER_LENGTH], created_at=now, updated_at=now, settings_updated_at=now)
        return self._users.register(login, user, username=username)


def login_of(issuer: str, subject: str, *, pepper: bytes) -> str:
    """HMAC-SHA256 of a login as base32. It does not reveal the login. 100 bits of it become the owner."""
    digest = hmac.digest(pepper, f"{issuer}|{subject}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode().lower().rstrip("=")
