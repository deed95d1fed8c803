"""Announces anew, each hour, uploads that nobody has taken on; once a day, accepted images without variants, too."""

from typing import Any

from functions.unfinished_schedule.services import Services
from pixelflare.entry.function import with_services
from pixelflare.entry.schedule import run_schedule
from pixelflare.uploads import announce_unfinished
from schema.env.unfinished_schedule import UnfinishedScheduleEnv
from schema.messages.uploads import WhatIsUnfinished


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    asked = WhatIsUnfinished.model_validate(event.get("detail") or {})
    return run_schedule(
        event, lambda moment: announce_unfinished(services.unfinished, now=moment, everything=asked.everything)
    )


lambda_handler = with_services(handle, lambda: Services(UnfinishedScheduleEnv.read()))
