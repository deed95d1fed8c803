"""A slow message must not take the others of its batch with it."""

from dataclasses import dataclass
from typing import Any

from pixelflare.entry.queue import consume
from tests.integration.cloud import Cloud


@dataclass
class Clock:
    """A context whose time runs out as messages are handled."""

    left: int

    def get_remaining_time_in_millis(self) -> int:
        return self.left


def test_messages_for_which_no_time_is_left_come_back_unhandled(cloud: Cloud) -> None:
    context, handled = Clock(60_000), []

    def act(body: str) -> None:
        handled.append(body)
        context.left -= 30_000

    records: list[dict[str, Any]] = [
        {
            "messageId": name,
            "receiptHandle": name * 20,
            "body": name,
            "attributes": {"ApproximateReceiveCount": "1"},
            "eventSourceARN": _queue_arn(cloud),
        }
        for name in "abcd"
    ]
    answer = consume({"Records": records}, context, parse=str, act=act)

    assert handled == ["a", "b"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "c"}, {"itemIdentifier": "d"}]}


def _queue_arn(cloud: Cloud) -> str:
    url = cloud.variables["VARIANT_QUEUE_URL"]
    attributes = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return attributes["Attributes"]["QueueArn"]
