"""Owners' own programs are told of events: endpoints, and what is sent to them."""

from pixelflare.webhooks.announce import tell_endpoints
from pixelflare.webhooks.deliveries import DeliveryLog, delivery_details
from pixelflare.webhooks.delivering import DeliveryServices, deliver
from pixelflare.webhooks.endpoints import (
    change_webhook,
    create_webhook,
    delete_webhook,
    get_webhook,
    list_webhooks,
    rotate_secret,
    webhook_resource,
)
from pixelflare.webhooks.places import SendingPlaces
from pixelflare.webhooks.requested import replay, send_test
from pixelflare.webhooks.store import WebhookStore

__all__ = [
    "DeliveryLog",
    "DeliveryServices",
    "SendingPlaces",
    "WebhookStore",
    "change_webhook",
    "create_webhook",
    "delete_webhook",
    "deliver",
    "delivery_details",
    "get_webhook",
    "list_webhooks",
    "replay",
    "rotate_secret",
    "send_test",
    "tell_endpoints",
    "webhook_resource",
]
