"""functions/brake_schedule: counts what is spent, and moves the bill brake."""

from aws_cdk import Aws
from aws_cdk import aws_events as events
from constructs import Construct

from schema import budgets
from schema.env.base import OFF
from schema.env.brake_schedule import BrakeScheduleEnv
from stacks.parts.scheduled_function import ScheduledFunction
from stacks.service.foundation import Foundation


class BrakeSchedule(ScheduledFunction):
    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage, alarms = on.storage, on.common.alarms
        super().__init__(
            scope,
            "brake_schedule",
            on.common,
            # After the views of the hour before have been counted.
            runs=events.Schedule.cron(minute="40"),
            env=BrakeScheduleEnv(
                core_table=storage.core.table_name,
                derived_table=storage.derived.table_name,
                audit_table=storage.audit.table_name,
                alarm_topic=alarms.topic_arn,
                budget_name=alarms.budget_name or OFF,
                account_id=Aws.ACCOUNT_ID,
                **on.settings._asdict(),  # those that the model has
            ),
            memory_mb=512,
            timeout=budgets.ANALYTICS_TIMEOUT,
            seconds_per={"hour": 10},
            runs_locally="rate(1 minute)",  # whoever tries it out does not wait for an hour
        )
        # Records of what images cost, views of the month, and sentences that were searched for.
        self.allow_table(storage.derived, "Query", "BatchGetItem")
        # The brake itself.
        self.allow_table(storage.core, "GetItem", "PutItem")
        self.allow_table(storage.audit, "PutItem")
        # To tell that it has moved.
        self.allow(["sns:Publish"], alarms.topic_arn)
        if alarms.budget_name:
            budget = f"arn:{Aws.PARTITION}:budgets::{Aws.ACCOUNT_ID}:budget/{alarms.budget_name}"
            self.allow(["budgets:ViewBudget"], budget)
