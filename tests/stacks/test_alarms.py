"""Promises about who is told of what."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.stacks.reading import as_list, flat, of_type, statements, the

OF_THIS_ACCOUNT = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
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


def _admitted(policy: dict[str, Any], service: str) -> bool:
    return any(
        (each["Effect"], each["Principal"], each["Condition"]) == ("Allow", {"Service": service}, OF_THIS_ACCOUNT)
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
    admitted = [each["Principal"]["Service"] for each in statements(policy) if each["Effect"] == "Allow"]
    assert set(admitted) == {service for service, _ in _speakers(told)}
    (denial,) = [each for each in statements(policy) if each["Effect"] == "Deny"]
    assert denial["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_every_alarm_tells_somebody(resources: dict[str, Any]) -> None:
    (topic,) = of_type(resources, "AWS::SNS::Topic")
    for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values():
        assert [topic in flat(action) for action in alarm["AlarmActions"]] == [True]
