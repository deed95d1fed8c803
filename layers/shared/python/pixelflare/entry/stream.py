"""A table's changes as typed ones, in order. From the first that fails on, they come again."""

from collections.abc import Callable
from typing import Any, TypeVar

from pixelflare.base.observability import count, logger
from schema.budgets import ONE_MESSAGE

Change = TypeVar("Change")

_LEAST_MILLISECONDS = ONE_MESSAGE.total_seconds() * 1000


def follow(
    event: dict[str, Any],
    context: Any,
    *,
    parse: Callable[[dict[str, Any]], Change | None],
    act: Callable[[Change], None],
) -> dict[str, Any]:
    """The stream's partial batch response: the first record to try again. `parse` returns None for one to pass over.

    Lambda gives up after the mapping's attempts, and tells its destination.
    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    """
    for record in event["Records"]:
        is_late = context.get_remaining_time_in_millis() < _LEAST_MILLISECONDS
        if is_late or not _handled(record, parse=parse, act=act):
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def _handled(
    record: dict[str, Any], *, parse: Callable[[dict[str, Any]], Change | None], act: Callable[[Change], None]
) -> bool:
    try:
        change = parse(record)
        if change is not None:
            act(change)
    except Exception:  # noqa: BLE001 - the records before it are done; it is logged, tried again and given up at last
        logger.exception("change failed", event_id=record["eventID"])
        count("MessageFailed")
        return False
    return True
