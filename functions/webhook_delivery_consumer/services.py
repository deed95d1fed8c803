"""What events are sent with, made from the function's environment."""

from functools import cached_property

from pixelflare.audit import AuditLog
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.catalog import ImageStore
from pixelflare.outgoing import OutgoingClient
from pixelflare.webhooks import DeliveryLog, DeliveryServices, SendingPlaces, WebhookStore
from schema.budgets import WEBHOOK_TIMEOUT
from schema.env.webhook_delivery_consumer import WebhookDeliveryConsumerEnv


class Services:
    def __init__(self, env: WebhookDeliveryConsumerEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)

    @cached_property
    def outgoing(self) -> OutgoingClient:
        return OutgoingClient(seconds=WEBHOOK_TIMEOUT.total_seconds())

    @cached_property
    def images(self) -> ImageStore:
        return ImageStore(Table(self.env.core_table))

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
