"""Settings of functions/webhook_delivery_consumer."""

from schema.env.base import Env


class WebhookDeliveryConsumerEnv(Env):
    core_table: str
    ephemeral_table: str
    audit_table: str
    webhook_queue_url: str
    address_key_parameter: str
    webhooks_at_once: int
    """How many requests to endpoints are under way at the same time."""
