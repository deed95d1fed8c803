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
from stacks.parts.dead_letters import DeadLetters
from stacks.parts.function import Common
from stacks.parts.scheduled_function import ScheduledFunction
from tests.stacks.reading import flat, of_type, rights, the


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    stack = Stack(App(analytics_reporting=False), "scratch")
    alarms = Alarms(stack, "Alarms", email=None)
    common = Common(layers=[], alarms=alarms, dead_letters=DeadLetters(stack, "DeadLetters", alarms=alarms))
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


def test_a_failed_run_and_one_that_did_not_happen_become_dead_letters(resources: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html and, for the rule,
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html."""
    (queue,) = of_type(resources, "AWS::SQS::Queue")
    failures = the(resources, "AWS::Lambda::EventInvokeConfig")
    assert flat(failures["DestinationConfig"]["OnFailure"]["Destination"]) == f"${{{queue}.Arn}}"
    (target,) = the(resources, "AWS::Events::Rule")["Targets"]
    assert flat(target["DeadLetterConfig"]["Arn"]) == f"${{{queue}.Arn}}"
    assert [alarm["MetricName"] for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values()] == [
        "ApproximateNumberOfMessagesVisible"
    ]


def test_the_role_may_write_its_log_and_a_dead_letter(resources: dict[str, Any]) -> None:
    granted = {action for action, _ in rights(resources, "gateway")}
    assert granted == {"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"}


def test_it_may_run_for_as_long_as_schedules_may(resources: dict[str, Any]) -> None:
    assert the(resources, "AWS::Lambda::Function")["Timeout"] == budgets.SCHEDULE_TIMEOUT.total_seconds() <= 900
