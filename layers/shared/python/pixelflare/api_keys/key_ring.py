"""API keys in requests, and a process's cache of known keys."""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from pixelflare.api_keys.callers import Caller
from pixelflare.api_keys.key_text import digest_of, key_id_of
from pixelflare.api_keys.store import USE_IS_NOTED_EVERY, ApiKeyStore
from pixelflare.base.errors import Forbidden, Unauthorized
from schema.identity.api_keys import ApiKey
from schema.identity.networks import address_of, network_of
from schema.limits import KEY_CACHE_SECONDS

_REMEMBERED = timedelta(seconds=KEY_CACHE_SECONDS)
_MOST_REMEMBERED = 1000
_NOBODYS = "0" * 64
"""Compared with if there is no such key, so that the answer takes as long."""


class _Seen(NamedTuple):
    key: ApiKey
    at: datetime


class KeyRing:
    """Caches existing keys for KEY_CACHE_SECONDS, and never caches missing ones."""

    def __init__(self, keys: ApiKeyStore, *, pepper: Callable[[], bytes]) -> None:
        self._keys = keys
        self._pepper = pepper
        self._seen: dict[str, _Seen] = {}

    def caller(self, text: str, *, address: str, now: datetime) -> Caller:
        """The caller with this key, from this address.

        Raises Unauthorized (unknown, revoked or expired; the answer does not say which), or Forbidden (outside its
        networks).
        """
        key_id = key_id_of(text)
        if key_id is None:
            raise _not_valid()
        key = self._find(key_id, now=now)
        is_the_one = hmac.compare_digest(digest_of(text, pepper=self._pepper()), key.digest if key else _NOBODYS)
        if key is None or not is_the_one or not key.is_live(now):
            raise _not_valid()
        if key.allowed_ips and not _is_within(address, key.allowed_ips):
            raise Forbidden("this API key cannot be used from this network")
        self._note_use(key, now=now)
        return Caller(key.owner, key.scope, key.key_id, key)

    def forget(self, key_id: str) -> None:
        """Forces a look-up at the key's next use."""
        self._seen.pop(key_id, None)

    def _find(self, key_id: str, *, now: datetime) -> ApiKey | None:
        seen = self._seen.get(key_id)
        if seen and seen.at <= now < seen.at + _REMEMBERED:
            return seen.key
        # A key's owner never changes: what was seen before leads to the record without the pointer.
        key = self._keys.find(seen.key.owner, key_id) if seen else self._keys.find_anywhere(key_id)
        if key is None:
            self.forget(key_id)
            return None
        if len(self._seen) >= _MOST_REMEMBERED:
            self._seen.clear()
        self._seen[key_id] = _Seen(key, now)
        return key

    def _note_use(self, key: ApiKey, *, now: datetime) -> None:
        if key.last_used_at and now - key.last_used_at < USE_IS_NOTED_EVERY:
            return
        self._keys.note_use(key, now=now)
        seen = self._seen[key.key_id]
        self._seen[key.key_id] = seen._replace(key=seen.key.model_copy(update={"last_used_at": now}))


def _is_within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        where = address_of(address)
    except ValueError:
        return False  # the address is unknown
    return any(where in network_of(text) for text in networks)


def _not_valid() -> Unauthorized:
    return Unauthorized("the API key is not valid")
