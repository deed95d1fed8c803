"""`make dead-letters`: what is there and why, back to its queue, or gone."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from local.assembly import read_assembly
from operations.dead_letters import DeadLetters, act
from operations.deployment import Deployment

VARIANTS = "arn:aws:sqs:us-east-1:1:VariantsQueueAF39BBCC"


def message(name: str, body: Any, *, source: str | None = None, **attributes: str) -> dict[str, Any]:
    told = {"SentTimestamp": str(1_796_000_000_000 + ord(name) * 1000)}
    return {
        "MessageId": name,
        "ReceiptHandle": f"receipt of {name}",
        "Body": body if isinstance(body, str) else json.dumps(body),
        "Attributes": told | ({"DeadLetterQueueSourceArn": source} if source else {}),
        "MessageAttributes": {key: {"StringValue": value} for key, value in attributes.items()},
    }


@dataclass
class Aws:
    """SQS, CloudFormation and CloudWatch Logs, as far as the command asks them."""

    waiting: dict[str, list[dict[str, Any]]]
    """By the beginning of the dead-letter queue's logical id."""
    logged: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    sent: list[tuple[str, str]] = field(default_factory=list)

    def client(self, service: str) -> "Aws":
        assert service in ("sqs", "cloudformation", "logs")
        return self

    def describe_stack_resource(self, **asked: str) -> dict[str, Any]:
        return {"StackResourceDetail": {"PhysicalResourceId": f"https://sqs/1/{asked['LogicalResourceId']}"}}

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        assert asked["MessageSystemAttributeNames"] == ["All"]
        found = [each for name, there in self.waiting.items() if name in asked["QueueUrl"] for each in there]
        seen = [each for each in found if each["MessageId"] not in self.hidden][:1]
        self.hidden |= {each["MessageId"] for each in seen}
        return {"Messages": seen} if seen else {}

    def change_message_visibility(self, **asked: Any) -> None:
        assert asked["VisibilityTimeout"] == 0
        self.hidden.discard(asked["ReceiptHandle"].removeprefix("receipt of "))

    def delete_message(self, **asked: str) -> None:
        for there in self.waiting.values():
            there[:] = [each for each in there if each["ReceiptHandle"] != asked["ReceiptHandle"]]

    def send_message(self, **asked: str) -> None:
        self.sent.append((asked["QueueUrl"], asked["MessageBody"]))

    def get_queue_url(self, **asked: str) -> dict[str, str]:
        return {"QueueUrl": f"https://sqs/1/{asked['QueueName']}"}

    def get_queue_attributes(self, **asked: Any) -> dict[str, Any]:
        return {"Attributes": {"QueueArn": f"arn:aws:sqs:us-east-1:1:{asked['QueueUrl'].rpartition('/')[2]}"}}

    def get_paginator(self, operation: str) -> "Aws":
        assert operation == "filter_log_events"
        return self

    def paginate(self, **asked: str) -> Iterator[dict[str, Any]]:
        assert "VariantConsumerLogs" in asked["logGroupName"]
        found = [text for name, text in self.logged.items() if f'"{name}"' in asked["filterPattern"]]
        yield {"events": [{"message": text} for text in found]}


@pytest.fixture
def aws() -> Aws:
    exception = {"exception": "Traceback (most recent call last):\n  ...\nValueError: no such preset"}
    return Aws(
        waiting={
            "DeadLettersQueue": [
                message("a", {"kind": "often_asked"}, source=VARIANTS),
                message("b", {"requestContext": {"condition": "RetriesExhausted"}, "responsePayload": {"errorMessage": "no"}}),
                message("c", "{}", ERROR_CODE="SDK_CLIENT_ERROR", ERROR_MESSAGE="throttled"),
                message("d", "{}", source=VARIANTS),
            ],
            "UploadsDeadLetters": [],
        },
        logged={"a": json.dumps(exception)},
    )  # fmt: skip


@pytest.fixture
def letters(aws: Aws, assembly: Path) -> DeadLetters:
    return DeadLetters(Deployment(read_assembly(assembly), aws.client))


def left(aws: Aws) -> list[str]:
    return [each["MessageId"] for each in aws.waiting["DeadLettersQueue"]]


def test_each_is_listed_with_its_reason_and_seen_by_others_again(aws: Aws, letters: DeadLetters) -> None:
    told = act(letters, redrive=None, discard=None)

    assert [line.split("\n")[1].strip() for line in told] == [
        "ValueError: no such preset",
        "RetriesExhausted: no",
        "SDK_CLIENT_ERROR: throttled",
        "its function's log has nothing about it any more",
    ]
    assert "from VariantsQueueAF39BBCC" in told[0]
    assert '{"kind": "often_asked"}' in told[0]
    assert "from a stream or a schedule" in told[1]
    assert (left(aws), aws.hidden, aws.sent) == (["a", "b", "c", "d"], set(), [])


def test_one_goes_back_to_the_queue_that_it_came_from(aws: Aws, letters: DeadLetters) -> None:
    assert act(letters, redrive="a", discard=None) == ["a went back"]
    assert aws.sent == [("https://sqs/1/VariantsQueueAF39BBCC", '{"kind": "often_asked"}')]
    assert (left(aws), aws.hidden) == (["b", "c", "d"], {"a"})


def test_all_go_back_but_those_without_a_queue(aws: Aws, letters: DeadLetters) -> None:
    told = act(letters, redrive="all", discard=None)
    assert [line.split(" ", 1)[0] for line in told if "went back" in line] == ["a", "d"]
    assert left(aws) == ["b", "c"]
    assert not aws.hidden & {"b", "c"}


def test_discarded_is_what_was_named_and_nothing_else(aws: Aws, letters: DeadLetters) -> None:
    [told] = act(letters, redrive=None, discard="c")
    assert told == "c is discarded: {}"
    assert left(aws) == ["a", "b", "d"]
    act(letters, redrive=None, discard="all")
    assert left(aws) == []
    assert act(letters, redrive=None, discard=None) == ["There are no dead letters."]


def test_id_that_is_not_there_changes_nothing(aws: Aws, letters: DeadLetters) -> None:
    with pytest.raises(LookupError, match="no dead letter zz"):
        act(letters, redrive="zz", discard=None)
    assert (left(aws), aws.hidden) == (["a", "b", "c", "d"], set())
