"""Consumes the webhook queue: an event becomes a delivery for each endpoint, and a delivery one request."""

from typing import Any

from functions.webhook_delivery_consumer.services import Services
from pixelflare.base import clock
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from pixelflare.webhooks import deliver, tell_endpoints
from schema.budgets import ONE_DELIVERY
from schema.env.webhook_delivery_consumer import WebhookDeliveryConsumerEnv
from schema.messages.webhooks import AboutWebhooks, DeliveryDue, WebhookMessage


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def on_message(message: AboutWebhooks) -> None:
        if isinstance(message, DeliveryDue):
            deliver(message, services.delivery, now=clock.now())
        else:
            on = services.delivery
            tell_endpoints(message, webhooks=on.webhooks, images=services.images, queue=on.queue)

    return consume(event, context, parse=WebhookMessage.validate_json, act=on_message, least=ONE_DELIVERY)


lambda_handler = with_services(handle, lambda: Services(WebhookDeliveryConsumerEnv.read()))
