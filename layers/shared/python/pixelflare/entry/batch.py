"""A queue's batch as typed messages; only those that failed come back, each later than the time before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from pixelflare.aws.queues import delay_message
from pixelflare.base.observability import count, logger

Message = TypeVar("Message")

_FIRST_RETRY = timedelta(seconds=10)
_LONGEST_RETRY = timedelta(minutes=15)


def consume(
    event: dict[str, Any], *, parse: Callable[[str], Message], act: Callable[[Message], None]
) -> dict[str, Any]:
    """SQS's partial batch response: the ids of the messages to try again.

    A message that keeps failing, or can not be read at all, reaches the dead letters by the queue's own count.
    """
    failed = [record for record in event["Records"] if not _handled(record, parse=parse, act=act)]
    for record in failed:
        _come_back_later(record)
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in failed]}


def _handled(record: dict[str, Any], *, parse: Callable[[str], Message], act: Callable[[Message], None]) -> bool:
    try:
        act(parse(record["body"]))
    except Exception:  # noqa: BLE001 - one bad message must not fail its batch; it is logged, retried and dead-lettered
        logger.exception("message failed", message_id=record["messageId"], attempt=_attempt(record))
        count("MessageFailed")
        return False
    return True


def _come_back_later(record: dict[str, Any]) -> None:
    """10 s, 20 s, 40 s, ...: SQS itself would wait equally long each time."""
    pause = min(_FIRST_RETRY * 2 ** (_attempt(record) - 1), _LONGEST_RETRY)
    delay_message(queue_arn=record["eventSourceARN"], receipt_handle=record["receiptHandle"], until_retry=pause)


def _attempt(record: dict[str, Any]) -> int:
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", "1"))
