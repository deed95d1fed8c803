"""The edge's cache: responses by key. It evicts the least recently used first, and purges by tag, path or wildcard."""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from local.http_messages import Response

CAPACITY_BYTES = 256 * 1024 * 1024
_PURGES_REMEMBERED = 1000


@dataclass(frozen=True)
class Stored:
    """A response from its origin, with the names that purge it."""

    response: Response
    stored_at: float
    expires_at: float
    paths: frozenset[str]
    tags: frozenset[str]


class Cache:
    """All methods are thread-safe. `clock` returns monotonic seconds."""

    def __init__(self, *, capacity_bytes: int = CAPACITY_BYTES, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = capacity_bytes
        self._clock = clock
        self._lock = threading.Lock()
        self._stored: OrderedDict[Hashable, Stored] = OrderedDict()
        self._size = 0
        self._purges: list[Callable[[Stored], bool]] = []
        self._forgotten = 0  # older purges than the remembered ones

    def get(self, key: Hashable) -> tuple[Response, int] | None:
        """A fresh response and its age in whole seconds."""
        with self._lock:
            found = self._stored.get(key)
            if found is None:
                return None
            now = self._clock()
            if now >= found.expires_at:
                self._drop(key)
                return None
            self._stored.move_to_end(key)
            return found.response, int(now - found.stored_at)

    def ticket(self) -> int:
        """A token to take before asking an origin, for `put`. A response that was purged in between is not stored."""
        with self._lock:
            return self._forgotten + len(self._purges)

    def put(
        self,
        key: Hashable,
        response: Response,
        *,
        seconds: float,
        ticket: int,
        paths: Iterable[str],
        tags: Iterable[str] = (),
    ) -> None:
        now = self._clock()
        stored = Stored(response, now, now + seconds, frozenset(paths), frozenset(tags))
        with self._lock:
            since = ticket - self._forgotten
            if since < 0 or any(purged(stored) for purged in self._purges[since:]):
                return
            self._drop(key)
            self._stored[key] = stored
            self._size += _size(response)
            while self._size > self._capacity:
                self._drop(next(iter(self._stored)))

    def purge(self, item: str) -> int:
        """Removes what an invalidation item names: `#tag`, `/path` or `/path*`. Returns the number of removed
        responses."""
        return self._purge(_matcher(item))

    def clear(self) -> None:
        self._purge(lambda _stored: True)

    def _purge(self, purged: Callable[[Stored], bool]) -> int:
        with self._lock:
            self._purges.append(purged)
            if len(self._purges) > _PURGES_REMEMBERED:
                self._purges.pop(0)
                self._forgotten += 1
            keys = [key for key, stored in self._stored.items() if purged(stored)]
            for key in keys:
                self._drop(key)
            return len(keys)

    def _drop(self, key: Hashable) -> None:
        dropped = self._stored.pop(key, None)
        if dropped is not None:
            self._size -= _size(dropped.response)


def _size(response: Response) -> int:
    return len(response.body) + sum(len(name) + len(value) for name, value in response.headers)


def _matcher(item: str) -> Callable[[Stored], bool]:
    if item.startswith("#"):
        tag = item[1:]
        return lambda stored: tag in stored.tags
    pattern = re.compile(".*".join(map(re.escape, item.split("*"))), re.DOTALL)
    return lambda stored: any(pattern.fullmatch(path) for path in stored.paths)
