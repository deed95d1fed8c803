"""What is kept of a sign-in between its requests, under hashes: who reads the table can finish nobody's sign-in."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TypeVar

from pixelflare.aws.expressions import ABSENT, PRESENT, Condition
from pixelflare.aws.table import ConditionFailed, Table
from schema.base import Record
from schema.budgets import LINK_CONFIRMED
from schema.identity.github import LINK_STATE, BegunLink, BegunSignIn, ProvenLink, ProvenSignIn
from schema.keys import Key
from schema.keys.sign_ins import begun_link_key, begun_sign_in_key, proven_link_key, proven_sign_in_key
from schema.limits import GITHUB_CODE_SECONDS, GITHUB_SIGN_IN_MINUTES

Kept = TypeVar("Kept", bound=Record)


class SignInTickets:
    """Each is good for one use."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def begin(self, begun: BegunSignIn, *, now: datetime) -> str:
        """The state for GitHub."""
        state = new_secret()
        self._keep(begun, begun_sign_in_key(hashed(state)), until=now + timedelta(minutes=GITHUB_SIGN_IN_MINUTES))
        return state

    def take_begun(self, state: str, *, now: datetime) -> BegunSignIn | None:
        return self._take(BegunSignIn, begun_sign_in_key(hashed(state)), now=now)

    def prove(self, proven: ProvenSignIn, *, now: datetime) -> str:
        """The code for the user pool."""
        code = new_secret()
        self._keep(proven, proven_sign_in_key(hashed(code)), until=now + timedelta(seconds=GITHUB_CODE_SECONDS))
        return code

    def take_proven(self, code: str, *, now: datetime) -> ProvenSignIn | None:
        return self._take(ProvenSignIn, proven_sign_in_key(hashed(code)), now=now)

    def begin_link(self, begun: BegunLink, *, now: datetime) -> str:
        """The state for GitHub."""
        state = f"{LINK_STATE}{new_secret()}"
        self._keep(begun, begun_link_key(hashed(state)), until=now + timedelta(minutes=GITHUB_SIGN_IN_MINUTES))
        return state

    def take_begun_link(self, state: str, *, now: datetime) -> BegunLink | None:
        return self._take(BegunLink, begun_link_key(hashed(state)), now=now)

    def prove_link(self, proven: ProvenLink, *, now: datetime) -> str:
        """The code for the application."""
        code = new_secret()
        self._keep(proven, proven_link_key(hashed(code)), until=now + LINK_CONFIRMED)
        return code

    def take_proven_link(self, code: str, *, owner: str, now: datetime) -> ProvenLink | None:
        """None, too, for an owner who has not begun it, and who takes it from nobody."""
        of_owner = Condition("#owner = :owner", {":owner": owner})
        return self._take(ProvenLink, proven_link_key(hashed(code)), only_if=of_owner, now=now)

    def _keep(self, record: Record, key: Key, *, until: datetime) -> None:
        self._table.put(record.model_dump(mode="json") | key | {"exp": int(until.timestamp())}, only_if=ABSENT)

    def _take(self, kind: type[Kept], key: Key, *, only_if: Condition = PRESENT, now: datetime) -> Kept | None:
        """The record for whoever is first, and None for everybody else and after its time."""
        item = self._table.get(key, consistent=True)
        if item is None:
            return None
        try:
            self._table.delete(key, only_if=only_if)
        except ConditionFailed:
            return None
        return kind.model_validate(item) if now.timestamp() < item["exp"] else None


def hashed(secret: str) -> str:
    """The secrets have 256 random bits, so a quick hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    return secrets.token_urlsafe(32)
