"""Who is about to give viewers something of an image: the fence between writers and whoever takes it away.

A writer takes a lease, THEN reads the record, then writes. Whoever takes something away changes the record, THEN looks
who holds a lease and waits for those. So a writer has either read the changed record, or is waited for: when a change
has returned, nothing that is older can come after it. https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html
says what leases can not do; here a lease outlives the function that took it, and Lambda ends functions at their time.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.errors import Unavailable
from pixelflare.base.ids import new_nonce
from schema import budgets
from schema.keys import Key
from schema.keys.ephemeral import lease_key, lease_partition

_PAGE = 1000
_ANSWERS = "answers"


class _Lease(NamedTuple):
    what: str
    holder: str


class PublishLeases:
    """Leases in the ephemeral table, one partition an image. Rows that nobody gives back are removed by their time."""

    def __init__(self, table: Table, *, patience: timedelta = budgets.PUBLISHERS_PATIENCE) -> None:
        self._table = table
        self._patience_seconds = patience.total_seconds()

    def take(self, image_id: str, what: str, holder: str, *, now: datetime, lifetime: timedelta) -> bool:
        """Whether the lease is ours. One that was never given back is free again after its lifetime."""
        # Ours already: an answer that was lost on the way back is asked for again by the client library.
        free = Condition(
            "attribute_not_exists(#pk) OR #until < :now OR #holder = :holder", {":now": _ms(now), ":holder": holder}
        )
        lease = lease_key(image_id, what) | {"holder": holder} | _until(now + lifetime)
        try:
            self._table.put(lease, only_if=free)
        except ConditionFailed:
            return False
        return True

    def give_back(self, image_id: str, what: str, holder: str) -> None:
        ours = Condition("attribute_not_exists(#pk) OR #holder = :holder", {":holder": holder})
        with suppress(ConditionFailed):  # it ran out and is somebody else's
            self._table.delete(lease_key(image_id, what), only_if=ours)

    def end_with_answer(self, image_id: str, what: str, holder: str, *, now: datetime) -> None:
        """Let the lease run out when an answer that is given now has reached the edge. It counts until then."""
        ours = Condition("#holder = :holder", {":holder": holder})
        try:
            self._table.update(lease_key(image_id, what), set_=_until(now + budgets.ANSWER_ON_ITS_WAY), only_if=ours)
        except ConditionFailed:  # it ran out and is somebody else's
            self.announce_answer(image_id, now=now)

    @contextmanager
    def writing(self, image_id: str, *, now: datetime, lifetime: timedelta) -> Iterator[None]:
        """A lease of one's own for as long as the block lasts: others may write at the same time."""
        holder = new_nonce()
        self.take(image_id, holder, holder, now=now, lifetime=lifetime)
        try:
            yield
        finally:
            self.give_back(image_id, holder, holder)

    def announce_answer(self, image_id: str, *, now: datetime) -> None:
        """Be waited for until an answer that is given now has reached the edge. One row an image serves them all."""
        until = now + budgets.ANSWER_ON_ITS_WAY
        later = Condition("attribute_not_exists(#until) OR #until < :new", {":new": _ms(until)})
        with suppress(ConditionFailed):  # another answer is on its way for longer
            self._table.update(lease_key(image_id, _ANSWERS), set_={"holder": _ANSWERS} | _until(until), only_if=later)

    def wait_for_others(self, image_id: str, *, now: datetime) -> None:
        """Returns when everybody who held a lease at the time of the call has given it back, or it has run out.

        Raises Unavailable when they have taken longer than the patience, 20 seconds unless said otherwise.
        """
        started = time.monotonic()
        waited_for = self._held(image_id)
        while True:
            elapsed = time.monotonic() - started
            at = _ms(now + timedelta(seconds=elapsed))
            waited_for = {lease: until for lease, until in waited_for.items() if until > at}
            if not waited_for:
                return
            if elapsed > self._patience_seconds:
                raise Unavailable("what viewers get of this image is still being made", retry_after_seconds=10)
            time.sleep(budgets.PUBLISHERS_LOOK_AGAIN.total_seconds())
            held = self._held(image_id)
            waited_for = {
                # Its holder may have moved a lease's end. The row of answers is shared: its end moves with each later one.
                lease: until if lease.holder == _ANSWERS else held[lease]
                for lease, until in waited_for.items()
                if lease in held
            }

    def _held(self, image_id: str) -> dict[_Lease, int]:
        """All leases with the time they run out, read consistently."""
        leases: dict[_Lease, int] = {}
        after: Key | None = None
        partition = Condition("#pk = :pk", {":pk": lease_partition(image_id)})
        while True:
            page = self._table.query(partition, limit=_PAGE, after=after, consistent=True)
            leases |= {_Lease(item["sk"], item["holder"]): int(item["until"]) for item in page.items}
            after = page.last_key
            if after is None:
                return leases


def _until(moment: datetime) -> dict[str, int]:
    return {"until": _ms(moment), "exp": _ms(moment) // 1000 + 1}


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
