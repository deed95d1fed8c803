"""`python -m operations.alarm_trial` fires one alarm of a deployment, and says where the mail about it arrives.

SetAlarmState runs the alarm's actions as a real failure does. The alarm's history then says whether CloudWatch was allowed
to publish. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from operations.deployment import Deployment, deployment_of

PATIENCE_SECONDS = 60
POLL_SECONDS = 2.0
REASON = "a trial by make smoke: nothing is wrong"
PENDING = "PendingConfirmation"
SUCCEEDED = "Successfully executed action"


class AlarmTrialError(Exception):
    """Nobody would hear of a failure, and why."""


@dataclass(frozen=True)
class Heard:
    """Who was told of the alarm."""

    alarm: str
    addresses: tuple[str, ...]

    def __str__(self) -> str:
        if not self.addresses:
            return f"{self.alarm} fired, and nobody is told: deploy with -c alarm_email=you@example.com"
        return (
            f'{self.alarm} fired: look for the mail "ALARM: ..." from AWS Notifications at {", ".join(self.addresses)}'
        )


def fire_alarm(deployment: Deployment, *, pause: Callable[[float], None] = time.sleep) -> Heard:
    """Fires the first alarm and waits until CloudWatch has told its topic. Raises AlarmTrialError if it could not."""
    resource = next(iter(deployment.assembly.resources("AWS::CloudWatch::Alarm")))
    name, cloudwatch = deployment.physical_name(resource), deployment.client("cloudwatch")
    # An alarm that is in alarm already would not act again.
    answer = cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason=REASON)
    since = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])  # by AWS's clock, not by ours
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason=REASON)
    _wait_until_told(cloudwatch, name, since=since, pause=pause)
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason=REASON)
    return Heard(name, _addresses(deployment.client("sns"), _topic_of(cloudwatch, name)))


def _wait_until_told(cloudwatch: Any, name: str, *, since: datetime, pause: Callable[[float], None]) -> None:
    for _ in range(int(PATIENCE_SECONDS / POLL_SECONDS)):
        history = cloudwatch.describe_alarm_history(AlarmName=name, HistoryItemType="Action", StartDate=since)
        for item in history["AlarmHistoryItems"]:
            if not item["HistorySummary"].startswith(SUCCEEDED):
                raise AlarmTrialError(f"{name}: {item['HistorySummary']}")
            return
        pause(POLL_SECONDS)  # the history follows the action by some seconds
    raise AlarmTrialError(f"{name} told nobody within {PATIENCE_SECONDS} s")


def _topic_of(cloudwatch: Any, name: str) -> str:
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    (topic,) = alarm["AlarmActions"]
    return str(topic)


def _addresses(sns: Any, topic: str) -> tuple[str, ...]:
    """Raises AlarmTrialError if an address has not been confirmed: AWS sends it nothing."""
    found = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    if waiting := [each["Endpoint"] for each in found if each["SubscriptionArn"] == PENDING]:
        raise AlarmTrialError(
            f"{', '.join(waiting)} must confirm first: open the link in AWS's mail, then run this again"
        )
    return tuple(each["Endpoint"] for each in found)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.alarm_trial", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    try:
        print(fire_alarm(deployment_of(parser.parse_args(arguments).assembly)))
    except AlarmTrialError as silent:
        raise SystemExit(f"FAILED  {silent}") from silent


if __name__ == "__main__":
    main()
