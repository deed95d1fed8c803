"""Every five minutes takes away what is due, and once a day looks for objects that no record knows."""

from datetime import datetime
from typing import Any

from functions.cleanup_schedule.services import Services
from pixelflare.cleanup import clean_up, sweep_orphans
from pixelflare.entry.function import with_services
from pixelflare.entry.schedule import run_schedule
from schema.budgets import LAST_CLEANUP
from schema.env.cleanup_schedule import CleanupScheduleEnv

_LAST_CLEANUP_MS = LAST_CLEANUP.total_seconds() * 1000


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def out_of_time() -> bool:
        return bool(context.get_remaining_time_in_millis() < _LAST_CLEANUP_MS)

    def act(moment: datetime) -> dict[str, int]:
        done = clean_up(services.cleanup, bin_days=services.env.bin_days, out_of_time=out_of_time, now=moment)
        if is_daily(moment):
            done |= sweep_orphans(services.cleanup, services.ephemeral, out_of_time=out_of_time, now=moment)
        return done

    return run_schedule(event, act)


def is_daily(moment: datetime) -> bool:
    """Whether it is the run of 02:00 UTC."""
    return moment.hour == 2 and moment.minute < 5


lambda_handler = with_services(handle, lambda: Services(CleanupScheduleEnv.read()))
