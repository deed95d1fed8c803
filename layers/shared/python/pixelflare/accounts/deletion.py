"""An owner's wish to delete the account: for 30 days it can be taken back, then the clean-up removes everything."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pixelflare.accounts.store import UserStore
from pixelflare.accounts.users import get_user
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import Forbidden, Gone, InvalidRequest
from schema.identity.users import Deletion, User
from schema.keys.core import user_key
from schema.keys.due import NEVER_DUE, DueKind, due_at
from schema.limits import ACCOUNT_DELETION_DAYS

_TIME_TO_THINK = timedelta(days=ACCOUNT_DELETION_DAYS)
_PERSONAL = ("handle", "released_handle", "display_name", "profile_picture", "bio", "website", "github", "settings")


class Deletions:
    """The part of the user's row that is about its deletion."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def request(self, owner: str, deletion: Deletion) -> None:
        """Does nothing if it was requested before."""
        times = {"requested_at": text_of(deletion.requested_at), "deletes_at": text_of(deletion.deletes_at)}
        due = due_at(DueKind.ACCOUNT, times["deletes_at"], owner)
        wanted: dict[str, Any] = {"deletion": deletion.model_dump(mode="json") | times, **due}
        first = Condition("attribute_exists(#pk) AND attribute_not_exists(#deletion)")
        try:
            self._table.update(user_key(owner), set_=wanted, only_if=first)
        except ConditionFailed:
            return

    def take_back(self, owner: str) -> None:
        """Raises Gone when the removal has begun."""
        in_time = Condition("attribute_exists(#pk) AND attribute_not_exists(#removing_since)")
        try:
            self._table.update(user_key(owner), set_={"deletion": None, **NEVER_DUE}, only_if=in_time)
        except ConditionFailed as failed:
            raise Gone("the removal of this account has begun") from failed

    def begin_removal(self, user: User, *, also: dict[str, Any], now: datetime) -> bool:
        """Whether it is under way: nobody can take it back, and no page shows the profile."""
        if user.removing_since is not None:
            return True
        change = {"public_profile": False, "profile_albums": [], "removing_since": text_of(now)}
        as_due = Condition(
            "attribute_exists(#deletion) AND attribute_not_exists(#removing_since) AND #g2sk < :now",
            {":now": text_of(now)},
        )
        begun = self._table.updating(user_key(user.owner), set_=change, only_if=as_due)
        try:
            self._table.transact([begun, also])
        except TransactionRefused:
            return False  # taken back, or another run is first
        return True

    def note_emptied(self, owner: str, *, now: datetime) -> datetime:
        """The time: from then on nothing new is written of the owner but what comes late."""
        with suppress(ConditionFailed):  # another run has removed the row
            removing = Condition("attribute_exists(#removing_since)")
            self._table.update(user_key(owner), set_={"emptied_since": text_of(now)}, only_if=removing)
        return now

    def forget_person(self, owner: str) -> None:
        """The user's row keeps no word of the owner's."""
        with suppress(ConditionFailed):  # another run has removed it
            removing = Condition("attribute_exists(#removing_since)")
            self._table.update(user_key(owner), set_=dict.fromkeys(_PERSONAL), only_if=removing)

    def end_removal(self, owner: str, *, also: dict[str, Any]) -> bool:
        """Whether the last row has gone, which happens once."""
        removing = Condition("attribute_exists(#removing_since)")
        try:
            self._table.transact([self._table.deleting(user_key(owner), only_if=removing), also])
        except TransactionRefused:
            return False
        return True


def request_deletion(
    owner: str, confirmation: str, *, username: str | None, users: UserStore, deletions: Deletions, now: datetime
) -> User:
    """The user, whose account is removed in 30 days. A repetition changes nothing.

    Raises NotFound, InvalidRequest without the owner's name or handle, and Forbidden for an API key, which may be in
    anybody's hands.
    """
    if username is None:
        raise Forbidden("only who has signed in can delete the account")
    user = get_user(owner, users=users)
    if confirmation not in (user.owner, user.handle):
        raise InvalidRequest("`confirm` must be your owner id or your handle")
    deletions.request(owner, Deletion(requested_at=now, deletes_at=now + _TIME_TO_THINK, username=username))
    return get_user(owner, users=users)


def restore_account(owner: str, *, users: UserStore, deletions: Deletions, now: datetime) -> User:
    """The user, who may change everything again. Raises NotFound, and Gone when the 30 days are over."""
    user = get_user(owner, users=users)
    if user.deletion is None:
        return user
    if now >= user.deletion.deletes_at:
        raise Gone("the time to take the deletion back is over")
    deletions.take_back(owner)
    return get_user(owner, users=users)
