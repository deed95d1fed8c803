"""Consumes the import queue: one message, one run of an import."""

from functools import partial
from typing import Any

from functions.import_consumer.services import Services
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from pixelflare.imports import give_up, go_on
from schema.budgets import LAST_IMPORT
from schema.env.import_consumer import ImportConsumerEnv
from schema.messages.imports import ImportWork

_LAST_IMPORT_MS = LAST_IMPORT.total_seconds() * 1000


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def out_of_time() -> bool:
        return bool(context.get_remaining_time_in_millis() < _LAST_IMPORT_MS)

    def on_message(message: ImportWork) -> None:
        go_on(message, services.imports, out_of_time=out_of_time)

    return consume(
        event,
        context,
        parse=ImportWork.model_validate_json,
        act=on_message,
        least=LAST_IMPORT,
        at_last=partial(give_up, services=services.imports),
    )


lambda_handler = with_services(handle, lambda: Services(ImportConsumerEnv.read()))
