"""Bytes outlive the messages about them: a dead letter that is sent back to its queue finds what it speaks of."""

from typing import Any

import pytest

from tests.stacks.reading import flat, of_type, rights

QUEUE_KEEPS = 4 * 24 * 3600
"""Seconds, unless a queue says otherwise."""
DAY = 24 * 3600


def _last_seconds(queue: dict[str, Any], queues: dict[str, Any]) -> int:
    """How long a message may exist, here and then as a dead letter. Moving it there does not reset its age.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
    """
    dead = queues[queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]
    return max(each.get("MessageRetentionPeriod", QUEUE_KEEPS) for each in (queue, dead))


def _delivery_seconds(queue: str, resources: dict[str, Any]) -> int:
    """How much later than the bytes a message may come: EventBridge tries for a day.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
    """
    rules = of_type(resources, "AWS::Events::Rule").values()
    targets = [flat(target["Arn"]) for rule in rules for target in rule.get("Targets", [])]
    return DAY if any(queue in target for target in targets) else 0


def _expiries(bucket: dict[str, Any]) -> list[int]:
    """Seconds after which bytes go by themselves; those of unfinished uploads have no messages yet."""
    rules = bucket.get("LifecycleConfiguration", {}).get("Rules", [])
    days = [rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule]
    days += [rule["NoncurrentVersionExpiration"]["NoncurrentDays"] for rule in rules if _forgets_versions(rule)]
    return [each * DAY for each in days]


def _forgets_versions(rule: dict[str, Any]) -> bool:
    return "NoncurrentVersionExpiration" in rule


@pytest.fixture(scope="module")
def referring(resources: dict[str, Any]) -> dict[tuple[str, str], str]:
    """(queue, bucket) to the consumer, where the consumer of the queue reads the bucket."""
    found = {}
    for mapping in of_type(resources, "AWS::Lambda::EventSourceMapping").values():
        if "StartingPosition" in mapping:
            continue  # a stream speaks of rows, not of bytes
        queue = mapping["EventSourceArn"]["Fn::GetAtt"][0]
        function = resources[mapping["FunctionName"]["Ref"]]["Properties"]["Handler"].split(".")[1]
        read = [where for action, where in rights(resources, function) if action == "s3:GetObject"]
        for bucket in of_type(resources, "AWS::S3::Bucket"):
            if any(bucket in where for where in read):
                found[queue, bucket] = function
    return found


def test_both_queues_speak_of_buckets(referring: dict[tuple[str, str], str]) -> None:
    assert {(queue[:-13], bucket.partition("Bucket")[0]) for queue, bucket in referring} >= {
        ("Uploads", "Uploads"),
        ("Variants", "Originals"),
    }


def test_bytes_outlive_every_message_about_them(
    resources: dict[str, Any], referring: dict[tuple[str, str], str]
) -> None:
    queues, buckets = of_type(resources, "AWS::SQS::Queue"), of_type(resources, "AWS::S3::Bucket")
    compared = 0
    for queue, bucket in referring:
        needed = _last_seconds(queues[queue], queues) + _delivery_seconds(queue, resources)
        for expiry in _expiries(buckets[bucket]):
            assert expiry > needed, f"{bucket} forgets before the last message of {queue}"
            compared += 1
    assert compared >= 2


def test_a_queue_forgets_before_its_dead_letters_do(resources: dict[str, Any]) -> None:
    queues = of_type(resources, "AWS::SQS::Queue")
    for queue in queues.values():
        if "RedrivePolicy" in queue:
            dead = queues[queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]
            assert queue.get("MessageRetentionPeriod", QUEUE_KEEPS) < dead["MessageRetentionPeriod"]
