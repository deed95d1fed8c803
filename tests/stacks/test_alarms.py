"""Promises about who is told of what."""

from collections.abc import Iterator
from typing import Any

import pytest

from schema.audit import AUDIT_SERVICE
from tests.assembly import ROOT
from tests.stacks.reading import as_list, flat, of_type, statements, the

OF_THIS_ACCOUNT = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
WORTH_A_MAIL = {
    "UploadsDeadLetters": 1,
    "DeadLetters": 1,
    "UploadsAge": 900,
    "VariantsAge": 900,
    "ApiFailures": 1,
    "CdnFailures": 5,
    "CdnRequestFailed": 1,
    "DistributionFailures": 5,
    "AuditEntryLost": 1,
    "BackupOverdue": 1,
    "Throttles": 5,
    "QueuesStandStill": 172_800,
}
"""What is watched, and from which value on. The eleventh metric of alarms costs ten cents a month; decisions 0030, 0059 and 0078 say
why these."""
ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")


@pytest.fixture(params=["as it comes", "switched on"])
def told(request: pytest.FixtureRequest, resources: dict[str, Any]) -> dict[str, Any]:
    """All resources, without settings and with all of them."""
    if request.param == "as it comes":
        return resources
    templates = request.getfixturevalue("switched_on")
    return {name: each for template in templates.values() for name, each in template["Resources"].items()}


def _speakers(resources: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(service, topic that it is to publish to), for everything in the templates that names a topic."""
    for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values():
        for action in (action for kind in ACTIONS for action in alarm.get(kind, [])):
            yield "cloudwatch.amazonaws.com", flat(action)
    for budget in of_type(resources, "AWS::Budgets::Budget").values():
        for notice in budget["NotificationsWithSubscribers"]:
            for subscriber in notice["Subscribers"]:
                yield "budgets.amazonaws.com", flat(subscriber["Address"])


def _admitted(policy: dict[str, Any], service: str) -> bool:
    return any(
        (each["Effect"], each["Condition"]) == ("Allow", OF_THIS_ACCOUNT)
        and service in as_list(each["Principal"]["Service"])
        and "sns:Publish" in as_list(each["Action"])
        for each in statements(policy)
    )


def test_whoever_is_named_as_an_alarms_action_may_be_published_to(told: dict[str, Any]) -> None:
    """A policy replaces the topic's own one, which admits the account, and CloudWatch then says "is not authorized to
    perform: SNS:Publish": https://github.com/aws-solutions/automated-security-response-on-aws/issues/43.
    The statement: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html."""
    topics = of_type(told, "AWS::SNS::Topic")
    speakers = set(_speakers(told))
    assert speakers
    for service, named in speakers:
        (topic,) = [name for name in topics if name in named]
        policies = of_type(told, "AWS::SNS::TopicPolicy").values()
        (policy,) = [each for each in policies if flat(each["Topics"]) == flat([{"Ref": topic}])]
        assert _admitted(policy, service), f"{service} may not publish to {topic}"


def test_the_topic_admits_nobody_else_and_refuses_plain_http(told: dict[str, Any]) -> None:
    policy = the(told, "AWS::SNS::TopicPolicy")
    allowed = [as_list(each["Principal"]["Service"]) for each in statements(policy) if each["Effect"] == "Allow"]
    assert {service for services in allowed for service in services} == {service for service, _ in _speakers(told)}
    (denial,) = [each for each in statements(policy) if each["Effect"] == "Deny"]
    assert denial["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def _by_name(resources: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Alarms by the names that WORTH_A_MAIL gives them; the CDK puts its part's name before and a hash behind."""
    alarms = of_type(resources, "AWS::CloudWatch::Alarm")
    return {
        name: alarm
        for logical_id, alarm in alarms.items()
        for name in WORTH_A_MAIL
        if logical_id.removeprefix("Alarms")[:-8] == name
    }


def test_twelve_things_are_worth_a_mail(resources: dict[str, Any]) -> None:
    found = _by_name(resources)
    assert {name: alarm["Threshold"] for name, alarm in found.items()} == WORTH_A_MAIL
    assert len(of_type(resources, "AWS::CloudWatch::Alarm")) == len(WORTH_A_MAIL) == 12
    assert {alarm["TreatMissingData"] for alarm in found.values()} == {"notBreaching"}
    assert {alarm["ComparisonOperator"] for alarm in found.values()} == {"GreaterThanOrEqualToThreshold"}


def _watched(alarm: dict[str, Any]) -> tuple[str, str, dict[str, str]]:
    """The one metric; an expression is its own."""
    dimensions = {each["Name"]: flat(each["Value"]) for each in alarm.get("Dimensions", [])}
    return alarm.get("Namespace", "AWS/expression"), alarm.get("MetricName", ""), dimensions


def test_the_cdns_own_failures_are_watched_although_it_answers_them(resources: dict[str, Any]) -> None:
    """Names of the metrics: https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html and, for the distribution,
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html."""
    found = {name: _watched(alarm) for name, alarm in _by_name(resources).items()}
    (cdn,) = [name for name in of_type(resources, "AWS::Lambda::Function") if name.startswith("CdnFunction")]
    (distribution,) = of_type(resources, "AWS::CloudFront::Distribution")
    by_region = {"DistributionId": f"${{{distribution}}}", "Region": "Global"}
    assert found["CdnFailures"] == ("AWS/Lambda", "Url5xxCount", {"FunctionName": f"${{{cdn}}}"})
    assert found["CdnRequestFailed"] == ("pixelflare-service", "RequestFailed", {"service": "cdn"})
    assert found["DistributionFailures"] == ("AWS/CloudFront", "5xxErrorRate", by_region)
    assert found["AuditEntryLost"] == ("pixelflare-service", "AuditEntryLost", {"service": AUDIT_SERVICE})
    assert found["BackupOverdue"] == ("pixelflare-service", "BackupOverdue", {"service": "backup_schedule"})
    assert found["Throttles"] == ("AWS/Lambda", "Throttles", {})  # of all functions: the limit is the account's


def test_functions_count_where_their_alarms_look(resources: dict[str, Any]) -> None:
    counted = {
        (variables["POWERTOOLS_METRICS_NAMESPACE"], variables["POWERTOOLS_SERVICE_NAME"])
        for function in of_type(resources, "AWS::Lambda::Function").values()
        for variables in [function["Environment"]["Variables"]]
    }
    every = [_watched(alarm) for alarm in _by_name(resources).values()]
    own = [each for each in every if not each[0].startswith("AWS/")]
    watched = {(namespace, dimensions["service"]) for namespace, _, dimensions in own}
    assert watched - counted == {("pixelflare-service", AUDIT_SERVICE)}  # which all functions share
    assert len(own) == 3


def test_what_is_no_mail_is_a_row_of_the_dashboard(resources: dict[str, Any]) -> None:
    body = flat(the(resources, "AWS::CloudWatch::Dashboard")["DashboardBody"])
    for metric in (
        "Errors",
        "Duration",
        "Throttles",
        "RequestFailed",
        "MessageFailed",
        "Url5xxCount",
        "UrlRequestCount",
        "HeldTooLong",
    ):
        assert f'"{metric}"' in body


def test_every_alarm_tells_somebody(resources: dict[str, Any]) -> None:
    (topic,) = of_type(resources, "AWS::SNS::Topic")
    for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values():
        assert [topic in flat(action) for action in alarm["AlarmActions"]] == [True]


def test_every_alarm_names_its_section_of_the_runbook_which_says_what_to_do(told: dict[str, Any]) -> None:
    sections = {each.split("\n", 1)[0]: each for each in (ROOT / "docs" / "runbook.md").read_text().split("\n## ")[1:]}
    named = set()
    for alarm in of_type(told, "AWS::CloudWatch::Alarm").values():
        anchor = alarm["AlarmDescription"].rpartition("docs/runbook.md#")[2]
        (title,) = [title for title in sections if title.lower() == anchor]
        assert all(part in sections[title] for part in ("**What it means.**", "**First look.**", "**How to mend.**"))
        named.add(title)
    assert named == sections.keys()
