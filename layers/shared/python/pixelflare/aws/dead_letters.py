"""A dead-letter queue: what is in it, and what becomes of it.

SQS says of each message which queue it came from (`DeadLetterQueueSourceArn`,
https://docs.aws.amazon.com/sdk-for-kotlin/api/latest/sqs/aws.sdk.kotlin.services.sqs.model/-message-system-attribute-name).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable

_AT_ONCE = 10
_SEEN_SECONDS = 60
"""So long nobody else sees a message that was taken."""
_COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")


@dataclass(frozen=True)
class TakenMessage:
    message_id: str
    receipt: str
    body: str
    sent_at: datetime
    attributes: dict[str, str]
    """What EventBridge says of an event that it could not deliver."""
    source: str | None
    """The ARN of the queue that it came from."""


def queue_url(name: str) -> str:
    """Raises Unavailable."""
    with outages_are_unavailable("the queue"):
        return str(client("sqs").get_queue_url(QueueName=name)["QueueUrl"])


class QueueCounts:
    """How many messages are in a queue, about."""

    def __init__(self, url: str) -> None:
        with outages_are_unavailable("the queue"):
            told = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=list(_COUNTS))["Attributes"]
        self.waiting, self.in_work = (int(told[name]) for name in _COUNTS)


class DeadLetterQueueMessages:
    def __init__(self, url: str) -> None:
        self.url = url

    def take(self, most: int) -> Iterator[list[TakenMessage]]:
        """Each once, a few at a time. Nobody else sees them for a minute, so put back what is to stay. Raises Unavailable."""
        seen: set[str] = set()
        while len(seen) < most:
            fresh = [each for each in self._receive(min(_AT_ONCE, most - len(seen))) if each.message_id not in seen]
            if not fresh:
                return
            seen |= {each.message_id for each in fresh}
            yield fresh

    def put_back(self, message: TakenMessage) -> None:
        """Others see it again at once."""
        with outages_are_unavailable("the queue"):
            client("sqs").change_message_visibility(
                QueueUrl=self.url, ReceiptHandle=message.receipt, VisibilityTimeout=0
            )

    def delete(self, message: TakenMessage) -> None:
        with outages_are_unavailable("the queue"):
            client("sqs").delete_message(QueueUrl=self.url, ReceiptHandle=message.receipt)

    def send_back(self, message: TakenMessage, *, queue: str) -> None:
        """To the queue of this name. It is deleted only once it is there, so it may come twice."""
        url = queue_url(queue)
        with outages_are_unavailable("the queue"):
            client("sqs").send_message(QueueUrl=url, MessageBody=message.body)
        self.delete(message)

    def _receive(self, most: int) -> list[TakenMessage]:
        asked = {"QueueUrl": self.url, "MaxNumberOfMessages": most, "VisibilityTimeout": _SEEN_SECONDS}
        names = {"MessageSystemAttributeNames": ["All"], "MessageAttributeNames": ["All"]}
        with outages_are_unavailable("the queue"):
            found = client("sqs").receive_message(**asked, **names, WaitTimeSeconds=1)  # asks all of SQS's servers
        return [_message(each) for each in found.get("Messages", [])]


def _message(found: dict[str, Any]) -> TakenMessage:
    told = found.get("MessageAttributes", {})
    return TakenMessage(
        message_id=found["MessageId"],
        receipt=found["ReceiptHandle"],
        body=found["Body"],
        sent_at=datetime.fromtimestamp(int(found["Attributes"]["SentTimestamp"]) / 1000, UTC),
        attributes={name: each.get("StringValue", "") for name, each in told.items()},
        source=found["Attributes"].get("DeadLetterQueueSourceArn"),
    )
