"""How often pictures are asked for again that were made while a viewer waited: an image that is asked for often gets smaller ones."""

from datetime import datetime, timedelta

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import ConditionFailed, Table
from schema.keys.ephemeral import request_count_key

OFTEN = 4
"""Visits within a month. The edge comes back once an hour at most for each of its regional caches. Seven such visits cost
as much as the smaller picture, after which S3 answers without a function; so it pays early."""
_MONTH = timedelta(days=30)
_DUE = frozenset(OFTEN**power for power in range(1, 7))


class RequestCounter:
    """One row an image in the ephemeral table, which counts from the first visit and is good for a month."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def note(self, image_id: str, *, now: datetime) -> bool:
        """Whether this visit is the one at which smaller pictures are to be made.

        It is the fourth; and, should nothing have come of it, the sixteenth, the sixty-fourth and so on: a lost message
        is made up for, and what fails each time is not tried each time.
        """
        return self._count(image_id, now=now) in _DUE

    def forget(self, image_id: str) -> None:
        """Count anew: what is asked for again from now on was made later."""
        self._table.delete(request_count_key(image_id))

    def _count(self, image_id: str, *, now: datetime) -> int:
        try:
            return self._count_on(image_id, now=now)
        except ConditionFailed:
            pass
        first = request_count_key(image_id) | {"request_counter": 1, "exp": int((now + _MONTH).timestamp())}
        try:
            self._table.put(first, only_if=Condition("attribute_not_exists(#exp) OR #exp <= :now", _seconds(now)))
        except ConditionFailed:  # another visit was the first
            return self._count_on(image_id, now=now)
        return 1

    def _count_on(self, image_id: str, *, now: datetime) -> int:
        # Rows are removed some time after they have run out.
        current = Condition("#exp > :now", _seconds(now))
        return int(
            self._table.update(request_count_key(image_id), add={"request_counter": 1}, only_if=current)[
                "request_counter"
            ]
        )


def _seconds(now: datetime) -> dict[str, int]:
    return {":now": int(now.timestamp())}
