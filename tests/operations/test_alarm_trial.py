"""One alarm of a deployment, fired on purpose. moto has no history of alarms, so that part is played here."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.assembly import Assembly, Stack
from operations.alarm_trial import AlarmTrialError, fire_alarm
from operations.deployment import Deployment

TOLD = "Successfully executed action arn:aws:sns:us-east-1:123456789012:alarms"
REFUSED = "Failed to execute action arn:aws:sns:us-east-1:123456789012:alarms. Received error: not authorized"


class CloudWatch:
    """moto's client, with a history that says what the test wants."""

    def __init__(self, *summaries: str) -> None:
        self._client = boto3.client("cloudwatch", region_name="us-east-1")
        self._summaries = summaries
        self.states: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def set_alarm_state(self, **asked: str) -> Any:
        self.states.append(asked["StateValue"])
        return self._client.set_alarm_state(**asked)

    def describe_alarm_history(self, *, AlarmName: str, HistoryItemType: str, StartDate: datetime) -> dict[str, Any]:  # noqa: N803
        assert (HistoryItemType, StartDate.tzinfo is not None) == ("Action", True)
        assert self._client.describe_alarms(AlarmNames=[AlarmName])["MetricAlarms"][0]["StateValue"] == "ALARM"
        return {"AlarmHistoryItems": [{"HistorySummary": each} for each in self._summaries]}


class Application(Deployment):
    """Deployed without CloudFormation: a resource is called like its logical id."""

    def physical_name(self, resource: Any) -> str:
        return str(resource.logical_id)


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.client("sns", region_name="us-east-1").create_topic(Name="alarms")["TopicArn"]


def _deployed(cloudwatch: CloudWatch, topic: str) -> Deployment:
    cloudwatch.put_metric_alarm(
        AlarmName="ApiFailures",
        AlarmActions=[topic],
        MetricName="5xx",
        Namespace="AWS/ApiGateway",
        Period=300,
        Statistic="Sum",
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    stack = Stack("small", {"Resources": {"ApiFailures": {"Type": "AWS::CloudWatch::Alarm"}}}, {})
    clients = {"cloudwatch": cloudwatch, "sns": boto3.client("sns", region_name="us-east-1")}
    return Application(Assembly(Path(), (stack,)), clients.__getitem__)


def _subscribe(topic: str) -> None:
    sns = boto3.client("sns", region_name="us-east-1")
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="you@example.com")


def test_an_alarm_is_fired_and_whoever_gets_the_mail_is_named(topic: str) -> None:
    cloudwatch = CloudWatch(TOLD)
    _subscribe(topic)

    heard = fire_alarm(_deployed(cloudwatch, topic))

    assert "ApiFailures fired: look for the mail" in str(heard)
    assert "you@example.com" in str(heard)
    assert cloudwatch.states == ["OK", "ALARM", "OK"]


def test_an_alarm_without_an_address_says_how_to_set_one(topic: str) -> None:
    assert "-c alarm_email=" in str(fire_alarm(_deployed(CloudWatch(TOLD), topic)))


def test_an_alarm_that_may_not_publish_is_a_failure(topic: str) -> None:
    with pytest.raises(AlarmTrialError, match="not authorized"):
        fire_alarm(_deployed(CloudWatch(REFUSED), topic))


def test_an_alarm_that_does_nothing_is_a_failure(topic: str) -> None:
    waited: list[float] = []
    with pytest.raises(AlarmTrialError, match="told nobody within 60 s"):
        fire_alarm(_deployed(CloudWatch(), topic), pause=waited.append)
    assert sum(waited) == 60


def test_an_address_that_has_not_confirmed_is_a_failure(topic: str) -> None:
    class Sns:
        def list_subscriptions_by_topic(self, **_: str) -> dict[str, Any]:
            return {"Subscriptions": [{"Endpoint": "you@example.com", "SubscriptionArn": "PendingConfirmation"}]}

    cloudwatch = CloudWatch(TOLD)
    deployed = _deployed(cloudwatch, topic)
    clients = {"cloudwatch": cloudwatch, "sns": Sns()}
    with pytest.raises(AlarmTrialError, match=r"you@example\.com must confirm first"):
        fire_alarm(Application(deployed.assembly, clients.__getitem__))
