"""Users in the core table: the user's row, and the claims of logins and handles."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import ChangedMeanwhile, HandleTaken, NotFound
from schema.identity.users import Settings, User
from schema.keys.core import handle_key, identity_key, user_key
from schema.keys.notices import notices_key
from schema.limits import RELEASED_HANDLE_DAYS

_TIMES = ("created_at", "updated_at", "settings_updated_at")


class UserStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str) -> User | None:
        item = self._table.get(user_key(owner), consistent=True)
        return User.model_validate(item) if item else None

    def owner_of_login(self, login: str, *, consistent: bool = False) -> str | None:
        item = self._table.get(identity_key(login), consistent=consistent)
        return str(item["owner"]) if item else None

    def register(self, login: str, user: User, *, username: str) -> str:
        """Writes login and user, and whose mailbox notices go to. Returns the login's owner, also if another request was first."""
        claim: Item = identity_key(login) | {"owner": user.owner, "created_at": text_of(user.created_at)}
        try:
            self._table.transact(
                [
                    self._table.putting(claim, only_if=ABSENT),
                    self._table.putting(_row(user), only_if=ABSENT),
                    self._table.putting(notices_key(user.owner) | {"username": username, "version": 1}),
                ]
            )
        except TransactionRefused as refused:
            if standing := refused.failed.get(0):
                return str(standing["owner"])
            with suppress(ConditionFailed):  # the user existed without this login
                self._table.put(claim, only_if=ABSENT)
        return user.owner

    def put_back(self, user: User) -> User:
        """The owner's row from a backup, without a login, which finds it by the owner's name; or the row that stands."""
        with suppress(ConditionFailed):
            self._table.put(_row(user.model_copy(update={"deletion": None})), only_if=ABSENT)
        return self.find(user.owner) or user

    def change(self, user: User, change: dict[str, Any], *, now: datetime) -> User:
        """The changed user. A changed handle moves its claim along, and stays reserved for its last owner for a while.

        Raises HandleTaken, or ChangedMeanwhile if the profile has changed since it was read.
        """
        handle = change.get("handle", user.handle)
        released = {} if handle == user.handle else {"released_handle": user.handle}
        change = change | released | {"updated_at": text_of(now)}
        unchanged = Condition("#version = :version", {":version": user.version})
        updating = self._table.updating(user_key(user.owner), set_=change, add={"version": 1}, only_if=unchanged)
        try:
            self._table.transact([updating, *self._moving_handle(user, handle, now=now)])
        except TransactionRefused as refused:
            if 0 in refused.failed:
                raise ChangedMeanwhile("somebody else changed the profile at the same time") from refused
            raise HandleTaken(f"the handle {handle} belongs to somebody else") from refused
        return User.model_validate(user.model_dump() | change | {"version": user.version + 1})

    def put_settings(self, owner: str, settings: Settings, *, expected_version: int | None, now: datetime) -> User:
        """The user afterwards. Raises NotFound, or ChangedMeanwhile if the settings have another version."""
        condition = Condition("attribute_exists(#pk)")
        if expected_version is not None:
            condition = Condition("#settings_version = :version", {":version": expected_version})
        change = {"settings": settings.model_dump(mode="json"), "settings_updated_at": text_of(now)}
        try:
            item = self._table.update(user_key(owner), set_=change, add={"settings_version": 1}, only_if=condition)
        except ConditionFailed as failed:
            if failed.item is None:
                raise NotFound("this user does not exist") from failed
            raise ChangedMeanwhile("the settings are at another version") from failed
        return User.model_validate(item)

    def _moving_handle(self, user: User, handle: str | None, *, now: datetime) -> list[dict[str, Any]]:
        if handle == user.handle:
            return []
        writes = []
        if handle:
            writes.append(
                self._table.putting(handle_key(handle) | {"owner": user.owner}, only_if=_free_or_of(user, now=now))
            )
        if user.handle:
            until = text_of(now + timedelta(days=RELEASED_HANDLE_DAYS))
            released: Item = handle_key(user.handle) | {"owner": user.owner, "released_until": until}
            writes.append(self._table.putting(released, only_if=_free_or_of(user, now=now)))
        return writes


def _free_or_of(user: User, *, now: datetime) -> Condition:
    return Condition(
        "attribute_not_exists(#pk) OR #owner = :owner OR #released_until < :now",
        {":owner": user.owner, ":now": text_of(now)},
    )


def _row(user: User) -> Item:
    times = {name: text_of(getattr(user, name)) for name in _TIMES}
    return user.model_dump(mode="json") | times | user_key(user.owner)
