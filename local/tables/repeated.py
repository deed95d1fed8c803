"""Transactions that a client sends again because it never got the answer: the same token is the same transaction.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
"""

import json
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from local.tables.errors import TableError

_REMEMBERED_SECONDS = 600


class RepeatedTransactions:
    """The tokens of transactions that were made, for ten minutes. One that was refused may still be made."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[float, bytes]] = {}

    def was_made(self, request: Mapping[str, Any]) -> bool:
        """Raises IdempotentParameterMismatchException for another transaction of the same token."""
        known = self._made.get(request.get("ClientRequestToken", ""))
        if known is None or known[0] < time.monotonic() - _REMEMBERED_SECONDS:
            return False
        if known[1] != _fingerprint(request):
            raise TableError("IdempotentParameterMismatchException", "The token belongs to another transaction")
        return True

    def note(self, request: Mapping[str, Any]) -> None:
        oldest = time.monotonic() - _REMEMBERED_SECONDS
        while self._made and (first := next(iter(self._made))) and self._made[first][0] < oldest:
            del self._made[first]
        if token := request.get("ClientRequestToken"):
            self._made[token] = (time.monotonic(), _fingerprint(request))


def _fingerprint(request: Mapping[str, Any]) -> bytes:
    return sha256(json.dumps(request["TransactItems"], sort_keys=True).encode()).digest()
