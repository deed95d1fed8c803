"""Places to send from, so that no owner's slow endpoints, and no endpoints that fail, hold up all others."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.ids import new_nonce
from schema.budgets import WEBHOOK_LEASE
from schema.keys.ephemeral import place_key

_MOST = 10
"""Of one owner, and of all endpoints that fail. More would be as many writes to find a free one."""
_FAILING = "failing"


class SendingPlaces:
    """Leases in the ephemeral table. `at_once` requests are sent at the same time; an owner gets half of them at most, and
    so do all endpoints together that fail."""

    def __init__(self, table: Table, *, at_once: int) -> None:
        self._table = table
        self._each = min(_MOST, max(1, at_once // 2))

    @contextmanager
    def held(self, owner: str, *, is_failing: bool, now: datetime) -> Iterator[bool]:
        """Whether there is a place for the block's request."""
        names = [f"{owner}", _FAILING] if is_failing else [owner]
        holder, taken = new_nonce(), []
        try:
            for name in names:
                number = self._take(name, holder, now=now)
                if number is None:
                    break
                taken.append((name, number))
            yield len(taken) == len(names)
        finally:
            for name, number in taken:
                self._give_back(name, number, holder)

    def _take(self, name: str, holder: str, *, now: datetime) -> int | None:
        # Ours already: an answer that was lost on the way back is asked for again by the client library.
        moment, until = int(now.timestamp()), int((now + WEBHOOK_LEASE).timestamp())
        free = Condition(
            "attribute_not_exists(#pk) OR #exp < :now OR #holder = :holder", {":now": moment, ":holder": holder}
        )
        for number in range(self._each):
            with suppress(ConditionFailed):
                self._table.put(place_key(name, number) | {"holder": holder, "exp": until}, only_if=free)
                return number
        return None

    def _give_back(self, name: str, number: int, holder: str) -> None:
        ours = Condition("attribute_not_exists(#pk) OR #holder = :holder", {":holder": holder})
        with suppress(ConditionFailed):  # it ran out and is somebody else's
            self._table.delete(place_key(name, number), only_if=ours)
