"""Every queue, schedule, function, API and distribution has a graph and an alarm, and a test says which has not."""

import copy
import json
from typing import Any

import pytest

from operations.cost import FREE_DASHBOARD_METRICS
from schema import budgets
from tests.assembly import ROOT
from tests.stacks.reading import flat, of_type
from tests.stacks.test_retention import QUEUE_KEEPS
from tests.stacks.watched import alarms, metric, unwatched

Resources = dict[str, Any]
MOST_METRICS_OF_AN_ALARM = 10
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html"""


@pytest.fixture(params=["as it comes", "switched on"])
def told(request: pytest.FixtureRequest, resources: Resources) -> Resources:
    """All resources, without settings and with all of them; one's own, to change."""
    if request.param == "as it comes":
        return copy.deepcopy(resources)
    templates = request.getfixturevalue("switched_on")
    return copy.deepcopy(
        {name: each for template in templates.values() for name, each in template["Resources"].items()}
    )


def test_nothing_is_unwatched(told: Resources) -> None:
    """A queue of a `WorkQueue`, a schedule of a `ScheduledFunction` and a route have all of it by themselves (docs/adding.md)."""
    assert unwatched(told) == []


def test_a_queue_that_somebody_adds_is_named(told: Resources) -> None:
    told["Letters"] = {"Type": "AWS::SQS::Queue", "Properties": {}}
    redrive = {"deadLetterTargetArn": {"Fn::GetAtt": ["Letters", "Arn"]}}
    told["Forgotten"] = {"Type": "AWS::SQS::Queue", "Properties": {"RedrivePolicy": redrive}}
    assert unwatched(told) == [
        "Forgotten: no alarm for the age of its oldest message",
        "Forgotten: the age of its oldest message is not on the dashboard",
        "Letters: its dead letters is not on the dashboard",
        "Letters: no alarm for its dead letters",
    ]


def test_a_schedule_and_a_function_that_somebody_adds_are_named(told: Resources) -> None:
    arn = {"Fn::GetAtt": ["Nightly", "Arn"]}
    told["Nightly"] = {"Type": "AWS::Lambda::Function", "Properties": {}}
    told["Clock"] = {
        "Type": "AWS::Events::Rule",
        "Properties": {"ScheduleExpression": "rate(1 day)", "Targets": [{"Arn": arn, "Id": "Target0"}]},
    }
    told["Idle"] = {"Type": "AWS::Lambda::Function", "Properties": {}}
    told["Other"] = {"Type": "AWS::Scheduler::Schedule", "Properties": {}}
    assert unwatched(told) == [
        "Clock: is switched off",
        "Clock: no dead-letter queue",
        "Clock: runs of Nightly that fail are lost",
        "Clock: whether it runs is not on the dashboard",
        "Idle: nobody is known to call it, so nobody counts its failures",
        "Other: a schedule of a kind that tests/stacks/watched.py does not know",
    ]


def test_an_api_and_a_distribution_that_somebody_adds_are_named(told: Resources) -> None:
    told["Second"] = {"Type": "AWS::ApiGatewayV2::Api", "Properties": {}}
    told["Mirror"] = {"Type": "AWS::CloudFront::Distribution", "Properties": {}}
    assert unwatched(told) == [
        "Mirror: no alarm for its 5xx",  # the search of the dashboard finds it
        "Second: its 5xx is not on the dashboard",
        "Second: no alarm for its 5xx",
    ]


def test_an_alarm_that_tells_nobody_counts_as_none(told: Resources) -> None:
    for name, alarm in told.items():
        if alarm["Type"] == "AWS::CloudWatch::Alarm" and "QueuesStandStill" in name:
            alarm["Properties"]["AlarmActions"] = []
    named = {sentence.partition("Queue")[0] for sentence in unwatched(told)}
    assert named >= {"Webhooks", "Backups", "Imports", "Exports", "Classifications"}


def test_what_no_caller_counts_is_heard_of_all_functions_at_once(told: Resources) -> None:
    assert {metric("AWS/Lambda", "Throttles")} in alarms(told).values()


def test_an_alarm_reads_no_more_metrics_than_cloudwatch_takes(told: Resources) -> None:
    assert max(len(reads) for reads in alarms(told).values()) <= MOST_METRICS_OF_AN_ALARM


def test_a_message_that_stands_still_is_heard_of_before_sqs_forgets_it(told: Resources) -> None:
    standing = budgets.STANDING_MESSAGE.total_seconds()
    (alarm,) = [each for name, each in of_type(told, "AWS::CloudWatch::Alarm").items() if "QueuesStandStill" in name]
    assert alarm["Threshold"] == standing
    keeps = [each.get("MessageRetentionPeriod", QUEUE_KEEPS) for each in of_type(told, "AWS::SQS::Queue").values()]
    assert 2 * standing <= min(keeps)


def test_the_dashboard_is_one_of_those_that_are_free(told: Resources) -> None:
    """Three, of at most fifty metrics. What the search over distributions finds counts. https://aws.amazon.com/cloudwatch/pricing/"""
    (dashboard,) = of_type(told, "AWS::CloudWatch::Dashboard").values()
    rows = [
        row for each in json.loads(flat(dashboard["DashboardBody"]))["widgets"] for row in each["properties"]["metrics"]
    ]
    searches = [row for row in rows if "expression" in row[0]]
    assert len(rows) - len(searches) + len(of_type(told, "AWS::CloudFront::Distribution")) <= FREE_DASHBOARD_METRICS


def test_every_alarm_has_a_line_in_the_page_of_alarms(told: Resources) -> None:
    rows = {
        line.split("`")[1] for line in (ROOT / "docs" / "alarms.md").read_text().splitlines() if line.startswith("| `")
    }
    anchors = {
        alarm["AlarmDescription"].rpartition("#")[2] for alarm in of_type(told, "AWS::CloudWatch::Alarm").values()
    }
    assert {row.lower() for row in rows} >= anchors
