"""API keys in the core table: a record in the owner's partition, a pointer from the id, and the live ones' ids on the user's row."""

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
        """By the id alone, before it is known who calls."""
        pointer = self._table.get(api_key_pointer(key_id), consistent=True)
        return self.find(str(pointer["owner"]), key_id) if pointer else None

    def all_of(self, owner: str) -> list[ApiKey]:
        """Newest first, with those that are revoked or have expired."""
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
        """Raises LimitReached when the owner has as many live keys as there may be, Unauthorized when the key that this
        one is made with has been revoked: who revokes it then sees every key that it has made."""
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
                raise  # an id that exists: 71 random bits came twice
            if refused.failed[0] is None:
                raise NotFound("there is no such user") from refused
            raise LimitReached(f"no more than {MAX_API_KEYS} API keys at once; revoke one first") from refused

    def _if_not_revoked(self, key: ApiKey | None) -> list[dict[str, Any]]:
        return [self._table.checking(api_key_key(key.owner, key.key_id), _NOT_REVOKED)] if key else []

    def revoke(self, key: ApiKey, *, now: datetime) -> None:
        """The key counts no more. Harmless when repeated, or when the key is gone altogether."""
        with suppress(ConditionFailed):
            self._table.update(
                api_key_key(key.owner, key.key_id),
                set_={"revoked_at": text_of(now)},
                add={"version": 1},
                only_if=_NOT_REVOKED,
            )

    def free_places(self, owner: str, dead: Sequence[ApiKey]) -> None:
        """Take keys that are revoked or have expired from the live ones. Harmless when repeated."""
        ids = frozenset(key.key_id for key in dead)
        with suppress(ConditionFailed):
            self._table.update(user_key(owner), discard={"live_keys": ids}, only_if=PRESENT)

    def forget(self, key: ApiKey) -> None:
        """Remove the record and the pointer."""
        self._table.transact(
            [
                self._table.deleting(api_key_key(key.owner, key.key_id)),
                self._table.deleting(api_key_pointer(key.key_id)),
            ]
        )

    def note_use(self, key: ApiKey, *, now: datetime) -> None:
        """Moved on at most once an hour, whoever asks; when it can not be written, a later use will be."""
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
