"""Queues: sends one model as JSON."""

from collections.abc import Sequence
from datetime import timedelta

from botocore.exceptions import ClientError
from pydantic import BaseModel

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.base.errors import Unavailable

_NOT_OURS = frozenset(
    {
        *("ReceiptHandleIsInvalid", "InvalidParameterValue"),
        *("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight"),
    }
)
"""SQS's error codes for an expired receipt."""


_BATCH = 10
"""SQS takes at most so many messages in one call."""


class Queue:
    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, message: BaseModel, *, delay: timedelta = timedelta()) -> None:
        """Sends the message, visible after the delay (SQS allows up to 15 minutes). Raises Unavailable."""
        with outages_are_unavailable("the queue"):
            client("sqs").send_message(
                QueueUrl=self._url, MessageBody=message.model_dump_json(), DelaySeconds=int(delay.total_seconds())
            )

    def send_many(self, messages: Sequence[BaseModel]) -> None:
        """Sends the messages, visible at once. Raises Unavailable if some of them may not have arrived."""
        for start in range(0, len(messages), _BATCH):
            entries = [
                {"Id": str(position), "MessageBody": message.model_dump_json()}
                for position, message in enumerate(messages[start : start + _BATCH])
            ]
            with outages_are_unavailable("the queue"):
                answer = client("sqs").send_message_batch(QueueUrl=self._url, Entries=entries)
            if answer.get("Failed"):
                raise Unavailable("the queue did not take all messages", retry_after_seconds=1)


def delay_message(*, queue_arn: str, receipt_handle: str, until_retry: timedelta) -> None:
    """Makes a failed message visible only after this time. A queue's event contains only its ARN.

    Does nothing if the receipt has expired, because another run has the message then.
    """
    _, _, _, _, account, name = queue_arn.split(":")
    url = client("sqs").get_queue_url(QueueName=name, QueueOwnerAWSAccountId=account)["QueueUrl"]
    try:
        client("sqs").change_message_visibility(
            QueueUrl=url, ReceiptHandle=receipt_handle, VisibilityTimeout=int(until_retry.total_seconds())
        )
    except ClientError as error:
        if error.response["Error"]["Code"] not in _NOT_OURS:
            raise
