"""Owners' own programs are told of events: endpoints, and what is sent to them."""

from pixelflare.webhooks.endpoints import (
    change_webhook,
    create_webhook,
    delete_webhook,
    get_webhook,
    list_webhooks,
    rotate_secret,
    webhook_resource,
)
from pixelflare.webhooks.store import WebhookStore

__all__ = [
    "WebhookStore",
    "change_webhook",
    "create_webhook",
    "delete_webhook",
    "get_webhook",
    "list_webhooks",
    "rotate_secret",
    "webhook_resource",
]
