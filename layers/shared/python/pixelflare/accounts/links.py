"""Logins at GitHub that sign in as an owner whose account was made otherwise: a row of the owner's, and the claim that leads there."""

from collections.abc import Sequence
from typing import Any

from pixelflare.accounts.emptiness import OwnAccount
from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import AppError, Gone, IdentityInUse, IdentityTaken, LimitReached, NotFound
from schema.identity.identities import LinkedGitHub
from schema.keys.core import identity_key, user_key
from schema.keys.sign_ins import linked_github_key

_Refusal = tuple[type[AppError], str]
_TAKEN = (IdentityTaken, "this GitHub login signs in to another account; remove it there first")
_ANOTHER = (LimitReached, "another GitHub login is linked to this account; remove that first")
_LEAVING = (Gone, "the removal of this account has begun")
_NOT_LINKED = (NotFound, "this sign-in is not linked to this account")
_IN_USE = (
    IdentityInUse,
    "this GitHub login has an account of its own, which holds something; move that and delete it there first",
)


class LinkStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str) -> LinkedGitHub | None:
        item = self._table.get(linked_github_key(owner), consistent=True)
        return LinkedGitHub.model_validate(item) if item else None

    def owner_of(self, login: str) -> str | None:
        """Whom the login, as its HMAC, signs in as by a link."""
        item = self._table.get(identity_key(login), consistent=True)
        return str(item["owner"]) if item else None

    def link(self, owner: str, linked: LinkedGitHub, *, ending: OwnAccount | None) -> None:
        """From now on the login signs in as this owner, and its own account, which is empty, ends. Can be repeated.

        Raises IdentityTaken, IdentityInUse, LimitReached, Gone.
        """
        claim = identity_key(linked.claim) | {"owner": owner, "created_at": text_of(linked.linked_at)}
        row = linked.model_dump(mode="json") | {"linked_at": text_of(linked.linked_at)} | linked_github_key(owner)
        staying = Condition("attribute_exists(#pk) AND attribute_not_exists(#removing_since)")
        writes = [
            self._table.putting(claim, only_if=_free_or_of(owner)),
            self._table.putting(row, only_if=_free_or_the_same(linked)),
            self._table.checking(user_key(owner), staying),
            *(ending.ending_in(self._table) if ending else ()),
        ]
        self._transact(writes, refusals=(_TAKEN, _ANOTHER, _LEAVING))

    def rename(self, owner: str, github_id: str, *, login: str) -> None:
        """Raises NotFound if it is no longer linked."""
        the_same = Condition("#github_id = :github_id", {":github_id": github_id})
        try:
            self._table.update(linked_github_key(owner), set_={"login": login}, only_if=the_same)
        except ConditionFailed as failed:
            raise not_linked() from failed

    def unlink(self, owner: str, linked: LinkedGitHub) -> None:
        """The login no longer signs in as this owner. Raises NotFound."""
        the_same = Condition("#github_id = :github_id", {":github_id": linked.github_id})
        writes = [
            self._table.deleting(linked_github_key(owner), only_if=the_same),
            self._table.deleting(identity_key(linked.claim), only_if=_free_or_of(owner)),
        ]
        self._transact(writes, refusals=(_NOT_LINKED, _TAKEN))

    def _transact(self, writes: Sequence[dict[str, Any]], *, refusals: Sequence[_Refusal]) -> None:
        """Raises what belongs to the first write that was refused; IDENTITY_IN_USE after those that are named."""
        try:
            self._table.transact(writes)
        except TransactionRefused as refused:
            place = min(refused.failed)
            kind, message = refusals[place] if place < len(refusals) else _IN_USE
            raise kind(message) from refused


def in_use() -> AppError:
    return IdentityInUse(_IN_USE[1])


def not_linked() -> AppError:
    return NotFound(_NOT_LINKED[1])


def _free_or_of(owner: str) -> Condition:
    return Condition("attribute_not_exists(#pk) OR #owner = :owner", {":owner": owner})


def _free_or_the_same(linked: LinkedGitHub) -> Condition:
    return Condition("attribute_not_exists(#pk) OR #github_id = :github_id", {":github_id": linked.github_id})
