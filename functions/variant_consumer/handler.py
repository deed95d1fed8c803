"""Consumes the variant queue: one message, one image's ladder published or made smaller, or a path cleared."""

from functools import cache
from typing import Any

from pixelflare.aws.edge import Edge
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.observability import observed
from pixelflare.catalog import ImageStore
from pixelflare.entry.batch import consume
from pixelflare.rate_limits import RateLimiter
from pixelflare.variants import PublishLeases, PublishServices, RequestCounter, VariantStore, handle_variant_message
from schema.env.variant_consumer import VariantConsumerEnv
from schema.messages.variants import AboutVariants, VariantMessage


@cache
def services() -> PublishServices:
    env = VariantConsumerEnv.read()
    ephemeral = Table(env.ephemeral_table)
    return PublishServices(
        images=ImageStore(Table(env.core_table)),
        originals=ObjectStore(env.originals_bucket),
        variant_store=VariantStore(ObjectStore(env.public_bucket), ObjectStore(env.private_bucket)),
        publish_leases=PublishLeases(ephemeral),
        request_counter=RequestCounter(ephemeral),
        limiter=RateLimiter(ephemeral),
        edge=Edge(env.distribution_id_parameter),
    )


def on_message(message: AboutVariants) -> None:
    handle_variant_message(message, services(), now=clock.now())


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return consume(event, context, parse=VariantMessage.validate_json, act=on_message)
