"""From an event to a delivery for each endpoint that wants it."""

import json
from datetime import datetime, timedelta
from typing import Any, Protocol

from pydantic import BaseModel

from pixelflare.base.clock import text_of
from pixelflare.base.ids import named_ulid
from pixelflare.catalog import ImageStore
from pixelflare.webhooks.store import WebhookStore
from schema.library.events import LibraryEvent
from schema.messages.webhooks import DeliveryDue
from schema.webhooks import Delivery, Webhook

_SHOWN = {"album", "filename", "status", "reason", "visibility"}
"""What is told of an image, as its record says it now."""


class Sender(Protocol):
    """The webhook queue."""

    def send(self, message: BaseModel, *, delay: timedelta = ...) -> None: ...


def tell_endpoints(event: LibraryEvent, *, webhooks: WebhookStore, images: ImageStore, queue: Sender) -> None:
    """Asks for a delivery to each endpoint that wants the event. Told twice, it asks for the same ones again."""
    wanting = [webhook for webhook in webhooks.all_of(event.owner) if _wants(webhook, event)]
    if not wanting:
        return
    ulid = named_ulid(event.at, event.event_id)
    body = body_of(event.kind, _data_of(event, images), at=event.at)
    for webhook in wanting:
        delivery = Delivery(
            delivery_id=f"dlv_{ulid}",
            webhook_id=webhook.webhook_id,
            event_id=f"evt_{ulid}",
            type=event.kind,
            body=body,
            created_at=event.at,
        )
        queue.send(due(event.owner, delivery))


def body_of(kind: str, data: dict[str, Any], *, at: datetime) -> str:
    """https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure"""
    return json.dumps({"type": kind, "timestamp": text_of(at), "data": data}, ensure_ascii=False, separators=(",", ":"))


def due(owner: str, delivery: Delivery) -> DeliveryDue:
    """What has a new delivery sent."""
    return DeliveryDue(owner=owner, webhook_id=delivery.webhook_id, delivery_id=delivery.delivery_id, delivery=delivery)


def _data_of(event: LibraryEvent, images: ImageStore) -> dict[str, Any]:
    """What the event is about. Of an image that is gone for good, only its id and album."""
    told = {"id": event.image_id, "album": event.album, "subject": event.subject}
    known = {name: value for name, value in told.items() if value is not None}
    if event.image_id is None:
        return known
    image = images.find(event.owner, event.image_id) or images.find_deleted(event.owner, event.image_id)
    return known | (image.model_dump(mode="json", include=_SHOWN) if image else {})


def _wants(webhook: Webhook, event: LibraryEvent) -> bool:
    """What happened before the endpoint was there is not sent to it. A stream knows the second of a change only."""
    return webhook.enabled and event.kind in webhook.events and event.at >= webhook.created_at.replace(microsecond=0)
