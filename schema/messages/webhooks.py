"""Messages of the webhook queue: events, and deliveries of them."""

from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from schema.base import Message
from schema.library.events import LibraryEvent
from schema.webhooks import Delivery


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


AboutWebhooks = LibraryEvent | DeliveryDue
WebhookMessage = TypeAdapter[AboutWebhooks](AboutWebhooks)
