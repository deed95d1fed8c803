"""Promises about a function that a clock calls, on a stack of its own: no schedule is deployed yet."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_events as events
from aws_cdk.assertions import Template

from local.schedules import is_due
from schema import budgets
from schema.env.gateway import GatewayEnv
from stacks.parts.alarms import Alarms
from stacks.parts.function import Common
from stacks.parts.scheduled_function import ScheduledFunction
from tests.stacks.reading import flat, of_type, rights, the


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    stack = Stack(App(analytics_reporting=False), "scratch")
    common = Common(layers=[], alarms=Alarms(stack, "Alarms", email=None))
    ScheduledFunction(
        stack,
        "gateway",
        common,
        runs=events.Schedule.cron(minute="15", hour="3"),
        env=GatewayEnv(core_table="records"),
        memory_mb=256,
    )
    found: dict[str, Any] = Template.from_stack(stack).to_json()["Resources"]
    return found


def test_the_clock_calls_the_function_and_may(resources: dict[str, Any]) -> None:
    rule = the(resources, "AWS::Events::Rule")
    (function,) = of_type(resources, "AWS::Lambda::Function")
    assert [flat(target["Arn"]) for target in rule["Targets"]] == [f"${{{function}.Arn}}"]
    permission = the(resources, "AWS::Lambda::Permission")
    assert permission["Principal"] == "events.amazonaws.com"
    assert flat(permission["FunctionName"]) == f"${{{function}.Arn}}"
    assert flat(permission["SourceArn"]).startswith("${GatewayRule")


def test_the_schedule_is_one_that_the_local_cloud_plays(resources: dict[str, Any]) -> None:
    rule = the(resources, "AWS::Events::Rule")
    due = datetime(2026, 11, 29, 3, 15, tzinfo=UTC)
    assert rule["State"] == "ENABLED"
    assert is_due(rule["ScheduleExpression"], since=due - timedelta(minutes=1), now=due)
    assert not is_due(rule["ScheduleExpression"], since=due, now=due + timedelta(hours=1))


def test_one_failed_run_and_one_that_did_not_happen_are_told(resources: dict[str, Any]) -> None:
    alarms = {
        alarm["MetricName"]: (alarm["Namespace"], alarm["Threshold"], len(alarm["AlarmActions"]))
        for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values()
    }
    assert alarms == {"Errors": ("AWS/Lambda", 1, 1), "FailedInvocations": ("AWS/Events", 1, 1)}


def test_the_role_may_write_its_log_and_nothing_else(resources: dict[str, Any]) -> None:
    assert {action for action, _ in rights(resources, "gateway")} == {"logs:CreateLogStream", "logs:PutLogEvents"}


def test_it_may_run_for_as_long_as_schedules_may(resources: dict[str, Any]) -> None:
    assert the(resources, "AWS::Lambda::Function")["Timeout"] == budgets.SCHEDULE_TIMEOUT.total_seconds() <= 900
