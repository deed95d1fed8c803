"""The log of deliveries in the ephemeral table, which forgets each after 30 days."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pixelflare.aws.expressions import ABSENT, Condition
from pixelflare.aws.table import ConditionFailed, Table
from pixelflare.base.clock import text_of
from pixelflare.base.cursors import Cursors
from pixelflare.base.errors import NotFound
from pixelflare.base.ids import new_nonce
from schema.keys.ephemeral import delivery_key
from schema.limits import DELIVERY_LOG_DAYS
from schema.pages import Page
from schema.webhooks import Delivery, DeliveryDetails, DeliveryResource, DeliveryStatus

_KEPT = timedelta(days=DELIVERY_LOG_DAYS)
_TIMES = ("created_at", "last_attempt_at", "next_attempt_at")


class DeliveryLog:
    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, owner: str, delivery: Delivery) -> None:
        """One that is there stays as it is."""
        times = {name: text_of(value) for name in _TIMES if (value := getattr(delivery, name))}
        item = delivery.model_dump(mode="json", exclude_none=True) | times
        key = delivery_key(owner, delivery.webhook_id, delivery.delivery_id)
        with suppress(ConditionFailed):
            self._table.put(item | key | {"exp": int((delivery.created_at + _KEPT).timestamp())}, only_if=ABSENT)

    def find(self, owner: str, webhook_id: str, delivery_id: str) -> Delivery | None:
        item = self._table.get(delivery_key(owner, webhook_id, delivery_id), consistent=True)
        return Delivery.model_validate(item) if item else None

    def get(self, owner: str, webhook_id: str, delivery_id: str) -> Delivery:
        """Raises NotFound."""
        delivery = self.find(owner, webhook_id, delivery_id)
        if delivery is None:
            raise NotFound(f"no delivery {delivery_id}")
        return delivery

    def claim(self, owner: str, delivery: Delivery, *, next_attempt_at: datetime, now: datetime) -> bool:
        """Whether the next attempt is ours: nobody else makes it, and if we stop the one after it comes at this time."""
        # Ours already: an answer that was lost on the way back is asked for again by the client library.
        claim = new_nonce()
        as_read = Condition(
            "(#status = :pending AND #attempts = :attempts) OR #claim = :claim",
            {":pending": DeliveryStatus.PENDING.value, ":attempts": delivery.attempts, ":claim": claim},
        )
        claimed = {
            "claim": claim,
            "attempts": delivery.attempts + 1,
            "last_attempt_at": text_of(now),
            "next_attempt_at": text_of(next_attempt_at),
        }
        return self._set(owner, delivery, claimed, only_if=as_read)

    def settle(self, owner: str, delivery: Delivery, **outcome: Any) -> None:
        """How the latest attempt ended. A row that is gone, or that another attempt has delivered, stays as it is."""
        still = Condition("#status = :pending", {":pending": DeliveryStatus.PENDING.value})
        self._set(owner, delivery, outcome, only_if=still)

    def _set(self, owner: str, delivery: Delivery, set_: dict[str, Any], *, only_if: Condition) -> bool:
        try:
            self._table.update(
                delivery_key(owner, delivery.webhook_id, delivery.delivery_id), set_=set_, only_if=only_if
            )
        except ConditionFailed:
            return False
        return True

    def page(
        self, owner: str, webhook_id: str, *, cursors: Cursors, limit: int, cursor: str | None
    ) -> Page[DeliveryResource]:
        """Newest first. Raises InvalidRequest for a cursor of another list."""
        question = f"deliveries of {owner} to {webhook_id}"
        partition = delivery_key(owner, webhook_id, "")["pk"]
        after = {"pk": partition, "sk": cursors.read(cursor, of=question)["sk"]} if cursor else None
        found = self._table.query(
            Condition("#pk = :pk", {":pk": partition}), limit=limit, newest_first=True, after=after, consistent=True
        )
        last = found.last_key
        return Page[DeliveryResource](
            data=[delivery_resource(Delivery.model_validate(item)) for item in found.items],
            next_cursor=cursors.give({"sk": last["sk"]}, of=question) if last else None,
        )


def delivery_resource(delivery: Delivery) -> DeliveryResource:
    return DeliveryResource(id=delivery.delivery_id, **_shown(delivery, DeliveryResource))


def delivery_details(delivery: Delivery) -> DeliveryDetails:
    return DeliveryDetails(id=delivery.delivery_id, **_shown(delivery, DeliveryDetails))


def _shown(delivery: Delivery, model: type[DeliveryResource]) -> dict[str, Any]:
    return delivery.model_dump(include=model.model_fields.keys() - {"id"})
