"""Consumes the export queue: one message, one run of an export."""

from datetime import timedelta
from functools import partial
from typing import Any

from functions.export_consumer.services import Services
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from pixelflare.exports import give_up, go_on
from schema.budgets import NEXT_EXPORT_PART
from schema.env.export_consumer import ExportConsumerEnv
from schema.messages.exports import ExportWork


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def time_left() -> timedelta:
        return timedelta(milliseconds=context.get_remaining_time_in_millis())

    return consume(
        event,
        context,
        parse=ExportWork.model_validate_json,
        act=partial(go_on, services=services.exports, time_left=time_left),
        least=NEXT_EXPORT_PART,
        at_last=partial(give_up, services=services.exports),
    )


lambda_handler = with_services(handle, lambda: Services(ExportConsumerEnv.read()))
