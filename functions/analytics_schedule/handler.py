"""Counts, each hour, what viewers have asked for, from the edge's access logs."""

from functools import cache
from typing import Any

from pixelflare.analytics import AnalyticsServices, InAthena, InFunction, LogEngine, recompute
from pixelflare.aws.athena import Athena
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.catalog import PathLookup
from pixelflare.custom_domains import DomainStore
from pixelflare.entry.function import with_services
from pixelflare.entry.schedule import run_schedule
from schema.env.analytics_schedule import AnalyticsScheduleEnv
from schema.env.base import OFF


def handle(event: dict[str, Any], context: Any, services: AnalyticsScheduleEnv) -> dict[str, Any]:
    logs, core = ObjectStore(services.logs_bucket), Table(services.core_table)
    made = AnalyticsServices(
        logs=logs,
        prefix=services.logs_prefix,
        derived=Table(services.derived_table),
        lookup=PathLookup(core),
        engine=_engine(services, logs),
        hours_kept_days=services.hours_kept_days,
        host_owner=cache(DomainStore(core).holder_of),
    )
    return run_schedule(event, lambda moment: recompute(made, scheduled=moment, began=clock.now()))


def _engine(env: AnalyticsScheduleEnv, logs: ObjectStore) -> LogEngine:
    if env.athena_workgroup == OFF:
        return InFunction(logs)
    return InAthena(Athena(env.athena_workgroup), table=env.athena_table)


lambda_handler = with_services(handle, AnalyticsScheduleEnv.read)
