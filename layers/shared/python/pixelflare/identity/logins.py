"""Resolves a verified login to its owner. The first request of a login creates its user."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime

from pixelflare.accounts import UserStore
from schema.identity.users import User

_OWNER_LENGTH = 20
_MOST_REMEMBERED = 10_000


class Logins:
    """Owners of logins, cached in the process. A known login costs no read, a new one costs one."""

    def __init__(self, users: UserStore, *, pepper: Callable[[], bytes]) -> None:
        self._users = users
        self._pepper = pepper
        self._known: dict[str, str] = {}

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

    def known_owner_of(self, issuer: str, subject: str) -> str:
        """The same, and makes no user. For who looks at others: nothing is cached."""
        login = login_of(issuer, subject, pepper=self._pepper())
        return self._users.owner_of_login(login) or login[:_OWNER_LENGTH]

    def _register(self, login: str, *, username: str, now: datetime) -> str:
        user = User(owner=login[:_OWNER_LENGTH], created_at=now, updated_at=now, settings_updated_at=now)
        return self._users.register(login, user, username=username)


def login_of(issuer: str, subject: str, *, pepper: bytes) -> str:
    """HMAC-SHA256 of a login as base32. It does not reveal the login. 100 bits of it become the owner."""
    digest = hmac.digest(pepper, f"{issuer}|{subject}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode().lower().rstrip("=")
