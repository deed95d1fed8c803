"""A queue's batch as typed messages. Only failed ones come back, each later than the time before.

Powertools' BatchProcessor does not say when a message comes back, and its import costs a fifth of a cold start.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, TypeVar

from pixelflare.aws.queues import delay_message
from pixelflare.base.errors import SourceFailed, Unavailable
from pixelflare.base.observability import count, logger
from schema.budgets import ATTEMPTS, FIRST_RETRY, LONGEST_RETRY, ONE_MESSAGE

Message = TypeVar("Message")


def consume(
    event: dict[str, Any],
    context: Any,
    *,
    parse: Callable[[str], Message],
    act: Callable[[Message], None],
    least: timedelta = ONE_MESSAGE,
    first_retry: timedelta = FIRST_RETRY,
    give_up: Callable[[Message, SourceFailed], None] | None = None,
    at_last: Callable[[Message], None] | None = None,
) -> dict[str, Any]:
    """SQS's partial batch response: the ids of the messages to try again.

    A message that keeps failing, or cannot be parsed, reaches the dead letters by the queue's own count. A message for
    which less than the `least` time is left comes back at once, so that a slow one before it does not use up its attempts.
    One that has failed comes back after `first_retry`, and each time after twice as long. With `give_up`, a message whose last
    attempt fails because of somebody else's server is told to it, and is no dead letter of ours. With `at_last`, a message whose
    last attempt fails is told to it, and is a dead letter all the same.
    """
    again = []
    for record in event["Records"]:
        if context.get_remaining_time_in_millis() < least.total_seconds() * 1000:
            _come_back(record, after=timedelta())
        elif not _handled(record, parse=parse, act=act, give_up=give_up, at_last=at_last):
            _come_back(record, after=_pause(record, first_retry))
        else:
            continue
        again.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": again}


def _handled(
    record: dict[str, Any],
    *,
    parse: Callable[[str], Message],
    act: Callable[[Message], None],
    give_up: Callable[[Message, SourceFailed], None] | None,
    at_last: Callable[[Message], None] | None,
) -> bool:
    try:
        message = parse(record["body"])
        with _told(record, message, at_last):
            try:
                act(message)
            except SourceFailed as refused:
                if give_up is None or _attempt(record) < ATTEMPTS:
                    raise
                give_up(message, refused)
    except Exception:  # noqa: BLE001 - one bad message must not fail its batch; it is logged, retried and dead-lettered
        logger.exception("message failed", message_id=record["messageId"], attempt=_attempt(record))
        count("MessageFailed")
        return False
    return True


@contextmanager
def _told(record: dict[str, Any], message: Message, at_last: Callable[[Message], None] | None) -> Iterator[None]:
    try:
        yield
    except Exception:
        if at_last is not None and _attempt(record) >= ATTEMPTS:
            at_last(message)
        raise


def _come_back(record: dict[str, Any], *, after: timedelta) -> None:
    with suppress(Unavailable):  # it comes back all the same, when the queue's own time for it is over
        delay_message(queue_arn=record["eventSourceARN"], receipt_handle=record["receiptHandle"], until_retry=after)


def _pause(record: dict[str, Any], first_retry: timedelta) -> timedelta:
    """10 s, 20 s, 40 s, ...: SQS itself would wait equally long each time."""
    doubled: int = 2 ** (_attempt(record) - 1)
    return min(first_retry * doubled, LONGEST_RETRY)


def _attempt(record: dict[str, Any]) -> int:
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", "1"))
