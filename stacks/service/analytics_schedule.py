"""functions/analytics_schedule: counts what viewers have asked for."""

from aws_cdk import Aws
from aws_cdk import aws_events as events
from constructs import Construct

from schema import budgets
from schema.access_logs import logs_prefix
from schema.env.analytics_schedule import AnalyticsScheduleEnv
from schema.env.base import OFF
from schema.keys.rollups import ROLLUPS
from stacks.parts.scheduled_function import ScheduledFunction
from stacks.parts.settings import ATHENA, Settings
from stacks.service.foundation import Foundation
from stacks.service.log_table import LogTable


class AnalyticsSchedule(ScheduledFunction):
    @classmethod
    def is_wanted(cls, settings: Settings) -> bool:
        return settings.analytics

    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage, prefix = on.storage, logs_prefix(Aws.ACCOUNT_ID)
        is_asked = on.settings.analytics_engine == ATHENA
        engine = LogTable(scope, storage.logs, prefix=prefix) if is_asked else None
        super().__init__(
            scope,
            "analytics_schedule",
            on.common,
            runs=events.Schedule.cron(minute="20"),
            env=AnalyticsScheduleEnv(
                core_table=storage.core.table_name,
                derived_table=storage.derived.table_name,
                logs_bucket=storage.logs.bucket_name,
                logs_prefix=prefix,
                hours_kept_days=on.settings.hours_kept_days,
                athena_workgroup=engine.workgroup if engine else OFF,
                athena_table=engine.table if engine else OFF,
            ),
            memory_mb=4096 if engine else 512,
            timeout=budgets.ANALYTICS_TIMEOUT,
            seconds_per={"hour": 5},
            runs_locally="rate(1 minute)",  # whoever tries it out does not wait for an hour
        )
        logs = storage.logs
        self.allow(["s3:ListBucket"], logs.bucket_arn)
        self.allow(["s3:GetObject"], logs.arn_for_objects("*"))
        self.allow(["s3:PutObject", "s3:DeleteObject"], logs.arn_for_objects(f"{ROLLUPS}*"))
        if engine:
            engine.admit(self)
        self.allow_table(storage.core, "BatchGetItem", "GetItem")
        self.allow_table(storage.derived, "GetItem", "PutItem", "Query")
