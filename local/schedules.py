"""Scheduled rules on a clock that tests can step: rate and cron expressions as EventBridge reads them (UTC)."""

import json
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cronsim import CronSim, CronSimError

from local.functions import Function, call_asynchronously
from local.provisioned import Provisioned
from local.resolve import ACCOUNT, REGION
from local.rules import is_function

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) \*\)")


def is_due(expression: str, *, since: datetime, now: datetime) -> bool:
    """Whether the schedule is due at least once after `since` and not after `now`.

    Raises ValueError for an expression with W, or with certain years, which this module does not support.
    """
    if rate := _RATE.fullmatch(expression):
        seconds = int(rate[1]) * {"minute": 60, "hour": 3600, "day": 86400}[rate[2]]
        return int(now.timestamp() // seconds) > int(since.timestamp() // seconds)
    if not (fields := _CRON.fullmatch(expression)):
        raise ValueError(f"not a schedule expression: {expression}")
    *times, weekday = (field.replace("?", "*") for field in fields.groups())
    # EventBridge counts weekdays from 1, cron from 0. Steps and "the third of the month" stay as they are.
    weekday = re.sub(r"(?<![#/\d])\d", lambda day: str(int(day[0]) - 1), weekday)
    try:
        return next(CronSim(" ".join([*times, weekday]), since)) <= now
    except CronSimError as error:
        raise ValueError(f"not a schedule expression: {expression}") from error


class Schedules:
    """The templates' scheduled rules. `run(now)` fires those due since the last run.

    A rule's metadata `LocalSchedule` is its schedule here, where nobody waits for an hour.
    """

    def __init__(self, here: Provisioned, *, functions: Mapping[str, Function], sqs: Any, now: datetime) -> None:
        self._rules = {
            rule.logical_id: rule.properties
            for rule in here.resources("AWS::Events::Rule")
            if "ScheduleExpression" in rule.properties
        }
        self._expressions = {
            rule.logical_id: rule.metadata.get("LocalSchedule", rule.properties["ScheduleExpression"])
            for rule in here.resources("AWS::Events::Rule")
            if rule.logical_id in self._rules
        }
        self._at_start = {
            rule.logical_id: rule.metadata["AtStart"]
            for rule in here.resources("AWS::Events::Rule")
            if "AtStart" in rule.metadata
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
        return [name for name in self._enabled if is_due(self._expressions[name], since=since, now=now)]

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

    def run_at_start(self, now: datetime) -> None:
        """Calls what the templates want called when this machine starts again, due or not."""
        for name, detail in self._at_start.items():
            for target in self._rules[name].get("Targets", []):
                self._sender(target["Arn"])({**_event(name, now), "detail": detail})

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
