"""Messages of the webhook queue."""

from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from schema.base import Message
from schema.events import Event
from schema.webhooks import Delivery


class EventHappened(Message):
    """Something has happened to an owner's library. Each endpoint that wants it gets a delivery."""

    kind: Literal["event_happened"] = "event_happened"
    owner: str
    event: Event


class DeliveryDue(Message):
    """Send a delivery, once. What it cannot do now it asks for by another message."""

    kind: Literal["delivery_due"] = "delivery_due"
    owner: str
    webhook_id: str
    delivery_id: str
    delivery: Delivery | None = None
    """What to put into the log first. None once it is there."""
    attempt: int = 0
    """How many attempts there were. If there have been more by now, this message has been worked on."""
    not_before: datetime | None = None
    waited: int = 0
    """How often it has found no free place to send from."""


AboutWebhooks = EventHappened | DeliveryDue
WebhookMessage = TypeAdapter[AboutWebhooks](AboutWebhooks)
