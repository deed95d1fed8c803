"""Who makes a missing variant when many ask for it at once: the one that holds the lease."""

from datetime import datetime, timedelta

from pixelflare.aws.table import Condition, ConditionFailed, Table
from schema.keys import lease_key


class LeaseStore:
    def __init__(self, table: Table) -> None:
        self._table = table

    def take(self, what: str, holder: str, *, now: datetime, lifetime: timedelta) -> bool:
        """Whether the lease is ours. One that was never given back is free again after its lifetime."""
        lease = lease_key(*what.split("/", 1)) | {
            "holder": holder,
            "until": _ms(now + lifetime),
            "exp": _ms(now + lifetime) // 1000 + 1,
        }
        # Ours already: an answer that was lost on the way back is asked for again by the client library.
        free = Condition(
            "attribute_not_exists(#pk) OR #until < :now OR #holder = :holder", {":now": _ms(now), ":holder": holder}
        )
        try:
            self._table.put(lease, only_if=free)
        except ConditionFailed:
            return False
        return True

    def give_back(self, what: str, holder: str) -> None:
        ours = Condition("attribute_not_exists(#pk) OR #holder = :holder", {":holder": holder})
        try:
            self._table.delete(lease_key(*what.split("/", 1)), only_if=ours)
        except ConditionFailed:
            return  # it ran out and is somebody else's


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
