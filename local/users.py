"""Users of the local user pool. Nobody has to sign up: a name is enough.

Nobody administers the pool, so a group's metadata `LocalMembers` says the names of those who are in it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from local.provisioned import Provisioned, Resolved

MAIL_DOMAIN = "example.com"  # for people without an address
FEDERATED_DOMAIN = (
    "federated.example.com"  # for users who come from a provider: the emulated pool wants an address as name
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,62}(@[A-Za-z0-9.-]{1,100})?")


class UnknownCallerError(Exception):
    """The name is not valid, or the application has no user pool."""


@dataclass(frozen=True)
class User:
    username: str  # in a pool with sign-in by e-mail address, Cognito generates it
    subject: str
    attributes: Mapping[str, str]
    groups: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The user's display name."""
        return self.attributes.get("preferred_username") or self.attributes.get("email") or self.username


class Users:
    """One pool's users, created when they are first named."""

    def __init__(self, pool: Resolved, *, groups: Mapping[str, Sequence[str]], cognito: Any) -> None:
        """`groups`: the names of the members of each."""
        self._pool, self._groups = pool.identifier, groups
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
        for group in user.groups:
            self._join(user, group)
        return user

    def federated(self, provider: str, subject: str, attributes: Mapping[str, str]) -> str:
        """The login of who has come from a provider, made at first, and with these attributes from now on."""
        login = alias_of(f"{provider}_{subject}")
        identity = {"userId": subject, "providerName": provider, "email": attributes.get("email", "")}
        kept = {name: value for name, value in attributes.items() if not name.startswith("email")}
        kept["identities"] = json.dumps([identity])
        values = [{"Name": name, "Value": value} for name, value in kept.items()]
        if self.find(login) is None:
            self._cognito.admin_create_user(
                UserPoolId=self._pool, Username=login, MessageAction="SUPPRESS", UserAttributes=values
            )
        else:
            self._cognito.admin_update_user_attributes(UserPoolId=self._pool, Username=login, UserAttributes=values)
        return login

    def find(self, login: str) -> User | None:
        """The user with that sign-in name, if there is one."""
        try:
            found = self._cognito.admin_get_user(UserPoolId=self._pool, Username=alias_of(login))
        except self._cognito.exceptions.UserNotFoundException:
            return None
        return self._user(found["Username"], found["UserAttributes"])

    def login(self, name: str) -> str:
        """What the user types on Cognito's own page: an e-mail address, in a pool of e-mail addresses."""
        if not _NAME.fullmatch(name):
            raise UnknownCallerError(name)
        login = name if self._by_case else name.lower()
        return f"{login}@{MAIL_DOMAIN}" if self._by_email and "@" not in login else login

    def known(self, most: int) -> list[User]:
        """Some earlier users, for a page to offer. Those who come from a provider have to come from there."""
        found = self._cognito.list_users(UserPoolId=self._pool, Limit=most)["Users"]
        users = [self._user(each["Username"], each["Attributes"]) for each in found]
        return sorted((user for user in users if "identities" not in user.attributes), key=lambda user: user.name)

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

    def _user(self, username: str, attributes: list[dict[str, str]]) -> User:
        values = {each["Name"]: each["Value"] for each in attributes}
        if "identities" in values:  # named as Cognito names them, with the address that the provider knows
            (identity,) = json.loads(values["identities"])
            username = f"{identity['providerName']}_{identity['userId']}"
            values |= {"email": identity["email"], "email_verified": "true"}
        short = values.get("preferred_username")
        groups = tuple(group for group, members in self._groups.items() if short in members)
        return User(username, values.pop("sub"), values, groups)

    def _join(self, user: User, group: str) -> None:
        """For tokens that the emulated pool issues by itself."""
        with suppress(self._cognito.exceptions.GroupExistsException):
            self._cognito.create_group(UserPoolId=self._pool, GroupName=group)
        self._cognito.admin_add_user_to_group(UserPoolId=self._pool, Username=user.username, GroupName=group)


def alias_of(username: str) -> str:
    """What the emulated pool calls a user who comes from a provider; other names are as they are."""
    is_federated = "_" in username and "@" not in username
    return f"{username.lower()}@{FEDERATED_DOMAIN}" if is_federated else username


def users_of(here: Provisioned, pool: Resolved, *, cognito: Any) -> Users:
    """The users of one of the application's pools."""
    groups = {
        group.properties["GroupName"]: group.metadata.get("LocalMembers", ())
        for group in here.resources("AWS::Cognito::UserPoolGroup")
        if group.properties["UserPoolId"] == pool.identifier
    }
    return Users(pool, groups=groups, cognito=cognito)
