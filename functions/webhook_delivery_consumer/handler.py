"""Consumes the webhook queue: an event becomes a delivery for each endpoint, and a delivery one request."""

from functools import cached_property
from typing import Any

from pixelflare.audit import AuditLog
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from pixelflare.outgoing import OutgoingClient
from pixelflare.webhooks import (
    DeliveryLog,
    DeliveryServices,
    SendingPlaces,
    WebhookStore,
    deliver,
    tell_endpoints,
)
from schema.budgets import ONE_DELIVERY, WEBHOOK_TIMEOUT
from schema.env.webhook_delivery_consumer import WebhookDeliveryConsumerEnv
from schema.messages.webhooks import AboutWebhooks, DeliveryDue, WebhookMessage


class Services:
    def __init__(self, env: WebhookDeliveryConsumerEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)

    @cached_property
    def outgoing(self) -> OutgoingClient:
        return OutgoingClient(seconds=WEBHOOK_TIMEOUT.total_seconds())

    @cached_property
    def delivery(self) -> DeliveryServices:
        env, ephemeral = self.env, Table(self.env.ephemeral_table)
        return DeliveryServices(
            webhooks=WebhookStore(
                Table(env.core_table), secret=lambda: self.parameters.secret(env.address_key_parameter)
            ),
            deliveries=DeliveryLog(ephemeral),
            places=SendingPlaces(ephemeral, at_once=env.webhooks_at_once),
            queue=Queue(env.webhook_queue_url),
            outgoing=self.outgoing,
            audit=AuditLog(Table(env.audit_table), cursor_key=bytes),  # it gives no pages
        )


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def on_message(message: AboutWebhooks) -> None:
        if isinstance(message, DeliveryDue):
            deliver(message, services.delivery, now=clock.now())
        else:
            tell_endpoints(message, webhooks=services.delivery.webhooks, queue=services.delivery.queue)

    return consume(event, context, parse=WebhookMessage.validate_json, act=on_message, least=ONE_DELIVERY)


lambda_handler = with_services(handle, lambda: Services(WebhookDeliveryConsumerEnv.read()))
