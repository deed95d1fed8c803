"""What functions have written to their logs."""

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable

_MOST_PAGES = 5
"""Of what CloudWatch looks through for one question: a page may hold nothing and still have a next one."""


class LogLine(NamedTuple):
    at: datetime
    fields: dict[str, Any]


def log_lines(group: str, field: str, value: str, *, since: datetime, until: datetime, most: int) -> list[LogLine]:
    """Lines whose field has this value, oldest first; none of a group that is not there. Raises Unavailable.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
    """
    logs = client("logs")
    asked: dict[str, Any] = {
        "logGroupName": group,
        "filterPattern": f'{{ $.{field} = "{value}" }}',
        "startTime": _milliseconds(since),
        "endTime": _milliseconds(until),
    }
    found: list[LogLine] = []
    for _ in range(_MOST_PAGES):
        with outages_are_unavailable("the functions' logs"):
            try:
                page = logs.filter_log_events(**asked)
            except logs.exceptions.ResourceNotFoundException:
                return found  # it has not written anything yet
        found += [line for event in page["events"] if (line := _line(event)) and line.fields.get(field) == value]
        if "nextToken" not in page or len(found) >= most:
            break
        asked["nextToken"] = page["nextToken"]
    return found[:most]


def _line(event: dict[str, Any]) -> LogLine | None:
    try:
        fields = json.loads(event["message"])
    except ValueError:
        return None  # Lambda's own, like the report of a call
    at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
    return LogLine(at, fields) if isinstance(fields, dict) else None


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
