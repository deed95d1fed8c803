"""Consumes S3's events of the quarantine bucket: one message, one upload accepted or rejected."""

from dataclasses import replace
from typing import Any

from functions.upload_consumer.services import Services
from pixelflare.base import clock
from pixelflare.base.compute import ComputeMeter
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from pixelflare.uploads import accept_upload
from schema.env.upload_consumer import UploadConsumerEnv
from schema.messages.uploads import ObjectCreated


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def on_object_created(created: ObjectCreated) -> None:
        accept_upload(created, replace(services.accept, meter=ComputeMeter.begun()), now=clock.now())

    return consume(event, context, parse=ObjectCreated.model_validate_json, act=on_object_created)


lambda_handler = with_services(handle, lambda: Services(UploadConsumerEnv.read()))
