"""Consumes the variant queue: one message, one image's ladder published or made smaller, or a path cleared."""

from dataclasses import replace
from typing import Any

from functions.variant_consumer.services import Services
from pixelflare.base import clock
from pixelflare.base.compute import ComputeMeter
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from pixelflare.variants import handle_variant_message
from schema.budgets import FINISHING
from schema.env.variant_consumer import VariantConsumerEnv
from schema.messages.variants import AboutVariants, VariantMessage


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def on_message(message: AboutVariants) -> None:
        handle_variant_message(message, replace(services.publish, meter=ComputeMeter.begun()), now=clock.now())

    return consume(event, context, parse=VariantMessage.validate_json, act=on_message, least=FINISHING)


lambda_handler = with_services(handle, lambda: Services(VariantConsumerEnv.read()))
