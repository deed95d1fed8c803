"""Announces anew, each hour, uploads that nobody has taken on."""

from typing import Any

from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.entry.function import with_services
from pixelflare.entry.schedule import run_schedule
from pixelflare.uploads import announce_unfinished
from schema.env.unfinished_schedule import UnfinishedScheduleEnv
from schema.messages.uploads import WhatIsUnfinished


def handle(event: dict[str, Any], context: Any, services: UnfinishedScheduleEnv) -> dict[str, Any]:
    asked = WhatIsUnfinished.model_validate(event.get("detail") or {})
    return run_schedule(
        event,
        lambda moment: announce_unfinished(
            uploads=ObjectStore(services.uploads_bucket),
            bucket=services.uploads_bucket,
            queue=Queue(services.upload_queue_url),
            now=moment,
            everything=asked.everything,
        ),
    )


lambda_handler = with_services(handle, UnfinishedScheduleEnv.read)
