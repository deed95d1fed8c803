"""functions/webhook_delivery_consumer and its queue: events are sent to owners' own programs."""

from constructs import Construct

from schema import budgets
from schema.env.base import OFF
from schema.env.webhook_delivery_consumer import WebhookDeliveryConsumerEnv
from stacks.parts.function import AppFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation


class WebhookDeliveryConsumer(AppFunction):
    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage, parameters, settings = on.storage, on.parameters, on.settings
        env = WebhookDeliveryConsumerEnv(
            core_table=storage.core.table_name,
            ephemeral_table=storage.ephemeral.table_name,
            audit_table=storage.audit.table_name,
            webhook_queue_url=OFF,  # below: the queue is made for the function
            address_key_parameter=parameters.address_key,
            webhooks_at_once=settings.consumer_concurrency,
        )
        super().__init__(
            scope,
            "webhook_delivery_consumer",
            on.common,
            env=env,
            memory_mb=512,
            timeout=budgets.WEBHOOK_CONSUMER_TIMEOUT,
        )
        self.work = WorkQueue(
            scope,
            "Webhooks",
            consumer=self,
            max_concurrency=settings.consumer_concurrency,
            nobody_waits=True,
            dead_letters=on.common.dead_letters,
            # Each alone: a slow endpoint holds up nobody else's message.
            batches=budgets.AWAITED,
        )
        self.work.admit(self)  # a later attempt is a message of its own
        self.function.add_environment("WEBHOOK_QUEUE_URL", self.work.queue.queue_url)
        # Endpoints are read; how they do is noted, and one that fails for days is switched off.
        self.allow_table(storage.core, "GetItem", "Query", "UpdateItem")
        self.allow_table(storage.audit, "PutItem")
        # The log of deliveries, and places to send from.
        self.allow_table(storage.ephemeral, "GetItem", "PutItem", "UpdateItem", "DeleteItem")
        # Opens the endpoints' secrets.
        self.allow(["ssm:GetParameters"], parameters.arn(parameters.address_key))
