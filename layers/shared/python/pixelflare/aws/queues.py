"""Queues: sends one model as JSON."""

from datetime import timedelta

from botocore.exceptions import ClientError
from pydantic import BaseModel

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable

_NOT_OURS = frozenset(
    {
        *("ReceiptHandleIsInvalid", "InvalidParameterValue"),
        *("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight"),
    }
)
"""SQS's error codes for an expired receipt."""


class Queue:
    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, message: BaseModel, *, delay: timedelta = timedelta()) -> None:
        """Sends the message, visible after the delay (SQS allows up to 15 minutes). Raises Unavailable."""
        with outages_are_unavailable("the queue"):
            client("sqs").send_message(
                QueueUrl=self._url, MessageBody=message.model_dump_json(), DelaySeconds=int(delay.total_seconds())
            )


@outages_are_unavailable("the queue")
def delay_message(*, queue_arn: str, receipt_handle: str, until_retry: timedelta) -> None:
    """Makes a failed message visible only after this time. A queue's event contains only its ARN.

    Does nothing if the receipt has expired, because another run has the message then. Raises Unavailable.
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
