"""DynamoDB as threads may use it: moto checks and writes in two steps, and undoes a refused transaction by copying tables back."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

import pytest
from moto.dynamodb.responses import DynamoHandler


@contextmanager
def tables_in_turn() -> Iterator[None]:
    """One call after the other for as long as this lasts."""
    turn, real = RLock(), DynamoHandler.call_action

    def call_action(self: DynamoHandler) -> Any:
        with turn:
            return real(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DynamoHandler, "call_action", call_action)
        yield
