"""Counts, each hour, what viewers have asked for, from the edge's access logs."""

from typing import Any

from pixelflare.analytics import AnalyticsServices, recompute
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.catalog import PathLookup
from pixelflare.entry.function import with_services
from pixelflare.entry.schedule import run_schedule
from schema.env.analytics_schedule import AnalyticsScheduleEnv


def handle(event: dict[str, Any], context: Any, services: AnalyticsScheduleEnv) -> dict[str, Any]:
    made = AnalyticsServices(
        logs=ObjectStore(services.logs_bucket),
        prefix=services.logs_prefix,
        derived=Table(services.derived_table),
        lookup=PathLookup(Table(services.core_table)),
    )
    return run_schedule(event, lambda moment: recompute(made, scheduled=moment, began=clock.now()))


lambda_handler = with_services(handle, AnalyticsScheduleEnv.read)
