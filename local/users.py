"""Users of the local user pool. Nobody has to sign up: a name is enough."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from local.provisioned import Resolved

MAIL_DOMAIN = "example.com"  # for people without an address
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,62}(@[A-Za-z0-9.-]{1,100})?")


class UnknownCallerError(Exception):
    """The name is not valid, or the application has no user pool."""


@dataclass(frozen=True)
class User:
    username: str  # in a pool with sign-in by e-mail address, Cognito generates it
    subject: str
    attributes: Mapping[str, str]

    @property
    def name(self) -> str:
        """The user's display name."""
        return self.attributes.get("preferred_username") or self.attributes.get("email") or self.username


class Users:
    """One pool's users, created when they are first named."""

    def __init__(self, pool: Resolved, *, cognito: Any) -> None:
        self._pool = pool.identifier
        self._by_email = "email" in pool.properties.get("UsernameAttributes", [])
        self._by_case = pool.properties.get("UsernameConfiguration", {}).get("CaseSensitive", True)
        self._cognito = cognito

    def named(self, name: str) -> User:
        """The user of that name or e-mail address. Raises UnknownCallerError for an invalid one."""
        login = self.login(name)
        user = self.find(login)
        if user is None:
            self._make(login)
            user = self.find(login)
        if user is None:
            raise UnknownCallerError(name)
        return user

    def find(self, login: str) -> User | None:
        """The user with that sign-in name, if there is one."""
        try:
            found = self._cognito.admin_get_user(UserPoolId=self._pool, Username=login)
        except self._cognito.exceptions.UserNotFoundException:
            return None
        return _user(found["Username"], found["UserAttributes"])

    def login(self, name: str) -> str:
        """What the user types on Cognito's own page: an e-mail address, in a pool of e-mail addresses."""
        if not _NAME.fullmatch(name):
            raise UnknownCallerError(name)
        login = name if self._by_case else name.lower()
        return f"{login}@{MAIL_DOMAIN}" if self._by_email and "@" not in login else login

    def known(self, most: int) -> list[User]:
        """Some earlier users, for a page to offer."""
        found = self._cognito.list_users(UserPoolId=self._pool, Limit=most)["Users"]
        return sorted((_user(each["Username"], each["Attributes"]) for each in found), key=lambda user: user.name)

    def _make(self, login: str) -> None:
        email = login if "@" in login else f"{login}@{MAIL_DOMAIN}"
        short = login.removesuffix(f"@{MAIL_DOMAIN}")
        attributes = {"email": email, "email_verified": "true", "preferred_username": short}
        with suppress(self._cognito.exceptions.UsernameExistsException):  # another thread was faster
            self._cognito.admin_create_user(
                UserPoolId=self._pool,
                Username=login,
                MessageAction="SUPPRESS",
                UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
            )


def _user(username: str, attributes: list[dict[str, str]]) -> User:
    values = {each["Name"]: each["Value"] for each in attributes}
    return User(username, values.pop("sub"), values)
