"""Consumes the classification queue: one message, one picture that models look at."""

from typing import Any

from functions.classification_consumer.services import Services
from pixelflare.base import clock
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from pixelflare.vision import classify
from schema.budgets import CLASSIFICATION_RETRY, ONE_ANALYSIS
from schema.env.classification_consumer import ClassificationConsumerEnv
from schema.messages.classification import ClassificationRequested


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def on_message(message: ClassificationRequested) -> None:
        classify(message, services.classify, judge=services.judge, now=clock.now())

    return consume(
        event,
        context,
        parse=ClassificationRequested.model_validate_json,
        act=on_message,
        least=ONE_ANALYSIS,
        first_retry=CLASSIFICATION_RETRY,
    )


lambda_handler = with_services(handle, lambda: Services(ClassificationConsumerEnv.read()))
