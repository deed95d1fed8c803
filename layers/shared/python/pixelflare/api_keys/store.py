"""API keys in the core table: a record in the owner's partition, a pointer from the id, and the live ids on the user's
row."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.attributes import Item
from pixelflare.aws.expressions import ABSENT, PRESENT, Condition
from pixelflare.aws.table import ConditionFailed, Table, TransactionRefused
from pixelflare.base.clock import text_of
from pixelflare.base.errors import LimitReached, NotFound, Unauthorized
from schema.identity.api_keys import ApiKey
from schema.keys.core import api_key_key, api_key_pointer, owner_partition, user_key
from schema.limits import MAX_API_KEYS

_TIMES = ("created_at", "expires_at", "revoked_at", "last_used_at")
_PAGE = 100
_NOT_REVOKED = Condition("attribute_exists(#pk) AND attribute_not_exists(#revoked_at)")
USE_IS_NOTED_EVERY = timedelta(hours=1)


class ApiKeyStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, owner: str, key_id: str) -> ApiKey | None:
        item = self._table.get(api_key_key(owner, key_id), consistent=True)
        return ApiKey.model_validate(item) if item else None

    def find_anywhere(self, key_id: str) -> ApiKey | None:
        """By the id alone, before the caller is known."""
        pointer = self._table.get(api_key_pointer(key_id), consistent=True)
        return self.find(str(pointer["owner"]), key_id) if pointer else None

    def all_of(self, owner: str) -> list[ApiKey]:
        """Newest first, including revoked and expired ones."""
        keys: list[ApiKey] = []
        after = None
        below = Condition(
            "#pk = :pk AND begins_with(#sk, :prefix)",
            {":pk": owner_partition(owner), ":prefix": api_key_key(owner, "")["sk"]},
        )
        while True:
            page = self._table.query(below, limit=_PAGE, after=after, consistent=True)
            keys += map(ApiKey.model_validate, page.items)
            after = page.last_key
            if after is None:
                return sorted(keys, key=lambda key: (key.created_at, key.key_id), reverse=True)

    def add(self, key: ApiKey, *, made_with: ApiKey | None = None) -> None:
        """Raises LimitReached if the owner has the maximum of live keys. Raises Unauthorized if the creating key has
        been revoked, so that a revocation shows every key that it has created."""
        has_room = Condition(
            "attribute_exists(#pk) AND (attribute_not_exists(#live_keys) OR size(#live_keys) < :most)",
            {":most": MAX_API_KEYS},
        )
        pointer: Item = api_key_pointer(key.key_id) | {"owner": key.owner}
        live = {"live_keys": frozenset({key.key_id})}
        try:
            self._table.transact(
                [
                    self._table.updating(user_key(key.owner), add=live, only_if=has_room),
                    self._table.putting(_row(key), only_if=ABSENT),
                    self._table.putting(pointer, only_if=ABSENT),
                    *self._if_not_revoked(made_with),
                ]
            )
        except TransactionRefused as refused:
            if 3 in refused.failed:
                raise Unauthorized("the API key is not valid") from refused
            if 0 not in refused.failed:
                raise  # the id exists already: 71 random bits repeated
            if refused.failed[0] is None:
                raise NotFound("this user does not exist") from refused
            raise LimitReached(f"at most {MAX_API_KEYS} API keys at once; revoke one first") from refused

    def _if_not_revoked(self, key: ApiKey | None) -> list[dict[str, Any]]:
        return [self._table.checking(api_key_key(key.owner, key.key_id), _NOT_REVOKED)] if key else []

    def revoke(self, key: ApiKey, *, now: datetime) -> None:
        """Revokes the key. Can be repeated, also for a removed key."""
        with suppress(ConditionFailed):
            self._table.update(
                api_key_key(key.owner, key.key_id),
                set_={"revoked_at": text_of(now)},
                add={"version": 1},
                only_if=_NOT_REVOKED,
            )

    def free_places(self, owner: str, dead: Sequence[ApiKey]) -> None:
        """Removes revoked and expired keys from the live ones. Can be repeated."""
        ids = frozenset(key.key_id for key in dead)
        with suppress(ConditionFailed):
            self._table.update(user_key(owner), discard={"live_keys": ids}, only_if=PRESENT)

    def forget(self, key: ApiKey) -> None:
        """Removes the record and the pointer."""
        self._table.transact(
            [
                self._table.deleting(api_key_key(key.owner, key.key_id)),
                self._table.deleting(api_key_pointer(key.key_id)),
            ]
        )

    def note_use(self, key: ApiKey, *, now: datetime) -> None:
        """Updated at most once an hour. If the write fails, a later use repeats it."""
        long_ago = Condition(
            "attribute_exists(#pk) AND (attribute_not_exists(#last_used_at) OR #last_used_at <= :an_hour_ago)",
            {":an_hour_ago": text_of(now - USE_IS_NOTED_EVERY)},
        )
        self._table.update_if_possible(
            api_key_key(key.owner, key.key_id), set_={"last_used_at": text_of(now)}, only_if=long_ago
        )


def _row(key: ApiKey) -> Item:
    times = {name: text_of(value) for name in _TIMES if (value := getattr(key, name))}
    return key.model_dump(mode="json") | times | api_key_key(key.owner, key.key_id)
