"""Scheduled rules on a clock that tests can step: rate and cron expressions as EventBridge reads them (UTC)."""

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from local.functions import Function, call_asynchronously
from local.provisioned import Provisioned
from local.resolve import ACCOUNT, REGION
from local.rules import is_function

_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")


@dataclass(frozen=True)
class _Field:
    lowest: int
    highest: int
    names: tuple[str, ...] = ()
    first_name: int = 0

    def values(self, text: str) -> set[int]:
        found: set[int] = set()
        for part in text.split(","):
            span, _, step = part.partition("/")
            low, _, high = span.partition("-")
            start = self.lowest if low in ("*", "?") else self._number(low)
            end = self._number(high) if high else (self.highest if low in ("*", "?") or step else start)
            found.update(range(start, end + 1, int(step or 1)))
        return found

    def _number(self, text: str) -> int:
        return self.names.index(text.upper()) + self.first_name if text.upper() in self.names else int(text)


_CRON = (
    _Field(0, 59),
    _Field(0, 23),
    _Field(1, 31),
    _Field(1, 12, tuple(_MONTHS), 1),
    _Field(1, 7, tuple(_DAYS), 1),
    _Field(1970, 2199),
)


def is_due(expression: str, *, since: datetime, now: datetime) -> bool:
    """Whether the schedule is due at least once after `since` and not after `now`.

    Raises ValueError for an expression with L, W or #, which this module does not support.
    """
    if rate := _RATE.fullmatch(expression):
        seconds = int(rate[1]) * {"minute": 60, "hour": 3600, "day": 86400}[rate[2]]
        return int(now.timestamp() // seconds) > int(since.timestamp() // seconds)
    fields = expression.removeprefix("cron(").removesuffix(")").split()
    if not expression.startswith("cron(") or len(fields) != len(_CRON):
        raise ValueError(f"not a schedule expression: {expression}")
    minute, hour, day, month, weekday, year = (field.values(text) for field, text in zip(_CRON, fields, strict=True))
    at = since.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while at <= now:
        on_day = at.day in day and at.isoweekday() % 7 + 1 in weekday
        if on_day and at.minute in minute and at.hour in hour and at.month in month and at.year in year:
            return True
        at += timedelta(minutes=1)
    return False


class Schedules:
    """The templates' scheduled rules. `run(now)` fires those due since the last run."""

    def __init__(self, here: Provisioned, *, functions: Mapping[str, Function], sqs: Any, now: datetime) -> None:
        self._rules = {
            rule.logical_id: rule.properties
            for rule in here.resources("AWS::Events::Rule")
            if "ScheduleExpression" in rule.properties
        }
        self._enabled = {name for name, rule in self._rules.items() if rule.get("State") != "DISABLED"}
        self._functions, self._sqs, self._last = functions, sqs, now

    def run(self, now: datetime) -> list[str]:
        """Fires the enabled rules that are due. Returns their logical ids."""
        due = self.due(now)
        for name in due:
            self.fire(name, now)
        return due

    def due(self, now: datetime) -> list[str]:
        """The enabled rules that are due since the last call, each only once."""
        since, self._last = self._last, max(now, self._last)
        return [name for name in self._enabled if is_due(self._rules[name]["ScheduleExpression"], since=since, now=now)]

    def fire(self, name: str, now: datetime) -> None:
        """Calls every target of the rule with that logical id, due or not. Raises LookupError."""
        found = [each for each in self._rules if each == name] or [
            each for each in self._rules if each.startswith(name)
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} scheduled rules are called {name}")
        rule = self._rules[found[0]]
        for target in rule.get("Targets", []):
            event = json.loads(target["Input"]) if "Input" in target else _event(found[0], now)
            self._sender(target["Arn"])(event)

    def _sender(self, arn: str) -> Callable[[Any], Any]:
        name = arn.rsplit(":", 1)[1]
        if is_function(arn):
            return lambda event: call_asynchronously(self._functions[name], event)
        queue_url = self._sqs.get_queue_url(QueueName=name)["QueueUrl"]
        return lambda event: self._sqs.send_message(QueueUrl=queue_url, MessageBody=json.dumps(event))


def _event(rule: str, now: datetime) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{rule}"],
        "detail": {},
    }
