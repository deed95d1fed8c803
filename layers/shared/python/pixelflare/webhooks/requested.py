"""What owners have sent by hand: a test, and a delivery anew. The message alone does it, so nothing is left half done."""

from datetime import datetime

from pixelflare.base.errors import Conflict
from pixelflare.base.ids import new_ulid
from pixelflare.webhooks.announce import Sender, body_of, due
from pixelflare.webhooks.deliveries import DeliveryLog, delivery_resource
from pixelflare.webhooks.endpoints import get_webhook
from pixelflare.webhooks.store import WebhookStore
from schema.webhooks import TEST_EVENT, Delivery, DeliveryResource, Webhook


def send_test(owner: str, webhook_id: str, *, webhooks: WebhookStore, queue: Sender, now: datetime) -> DeliveryResource:
    """A delivery of `webhook.test`, which will be in the log soon. Raises NotFound, Conflict for one that is off."""
    webhook = _enabled(owner, webhook_id, webhooks=webhooks)
    ulid = new_ulid(now)
    delivery = Delivery(
        delivery_id=f"dlv_{ulid}",
        webhook_id=webhook.webhook_id,
        event_id=f"evt_{ulid}",
        type=TEST_EVENT,
        body=body_of(TEST_EVENT, {"webhook_id": webhook_id}, at=now),
        created_at=now,
    )
    return _ask(owner, delivery, queue)


def replay(
    owner: str,
    webhook_id: str,
    delivery_id: str,
    *,
    webhooks: WebhookStore,
    deliveries: DeliveryLog,
    queue: Sender,
    now: datetime,
) -> DeliveryResource:
    """A new delivery of the same event, with the same `webhook-id`. Raises NotFound, Conflict for a webhook that is off."""
    webhook = _enabled(owner, webhook_id, webhooks=webhooks)
    earlier = deliveries.get(owner, webhook_id, delivery_id)
    anew = Delivery(
        delivery_id=f"dlv_{new_ulid(now)}",
        webhook_id=webhook.webhook_id,
        event_id=earlier.event_id,
        type=earlier.type,
        body=earlier.body,
        created_at=now,
        replay_of=earlier.delivery_id,
    )
    return _ask(owner, anew, queue)


def _enabled(owner: str, webhook_id: str, *, webhooks: WebhookStore) -> Webhook:
    webhook = get_webhook(owner, webhook_id, webhooks=webhooks)
    if not webhook.enabled:
        raise Conflict("the webhook is switched off; switch it on first")
    return webhook


def _ask(owner: str, delivery: Delivery, queue: Sender) -> DeliveryResource:
    queue.send(due(owner, delivery))
    return delivery_resource(delivery)
