"""What waits in the queues and in the stream, and the functions that are called for it, as SQS, DynamoDB and Lambda do.

A message stays until its consumer is done with it. One that fails comes back, and after the queue's attempts it is a dead
letter. A function that dies loses nothing of its batch.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, NamedTuple

import pytest
from botocore.awsrequest import AWSResponse
from moto.core import DEFAULT_ACCOUNT_ID

from local.tables.service import stream_of
from pixelflare.aws.clients import client
from pixelflare.base import clock
from pixelflare.variants import leases
from schema.budgets import ATTEMPTS, STREAM_RETRIES
from tests.functions import CONSUMERS
from tests.integration.cloud import STREAM_READERS, Cloud, Function, start
from tests.integration.crashes import Crashed

_BATCH = 100
_QUEUES = {"custom_domain_consumer": "DOMAIN_QUEUE_URL", "webhook_delivery_consumer": "WEBHOOK_QUEUE_URL"}
"""Where the variable has a shorter name than the function."""
_ASKING = "before-call"
"""A handler of more specific events would come before those that let calls go wrong."""


class Message(NamedTuple):
    function: str
    body: str
    attempt: int = 1
    due: datetime | None = None
    """When its delay is over."""


class Elapsed:
    """The time, which goes on when it is told to."""

    def __init__(self) -> None:
        self._by = timedelta()

    def now(self) -> datetime:
        moment = datetime.now(UTC) + self._by
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def pass_by(self, span: timedelta) -> None:
        self._by += span

    # As the module `time`, for who waits

    def monotonic(self) -> float:
        return time.monotonic() + self._by.total_seconds()

    def sleep(self, seconds: float) -> None:
        self.pass_by(timedelta(seconds=seconds))


class _Started(dict[str, Function]):
    """Each function's environment, once it is called."""

    def __init__(self, variables: dict[str, str]) -> None:
        self._variables = variables

    def __missing__(self, function: str) -> Function:
        self[function] = start(function, self._variables)
        return self[function]


def started_anew(cloud: Cloud) -> Cloud:
    """The same tables and buckets, and functions as after a deployment: they have read nothing yet."""
    return Cloud(cloud.provisioned, _Started(cloud.variables), cloud.variables)


@dataclass
class Deliveries:
    """The messages of one installation, and how its functions are called for them."""

    cloud: Cloud
    time: Elapsed
    before_each_call: Callable[[], None] = lambda: None
    when_done: Callable[[Message], None] = lambda _: None
    """Called for each message that a consumer is done with."""
    waiting: list[Message] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    """What was given up, in words."""
    _changes: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {each: [] for each in STREAM_READERS})

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Inside, what functions send waits here in place of a queue, and the clock is `time`."""
        events = client("sqs").meta.events
        events.register(_ASKING, self._take)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", self.time.now)
            patch.setattr(leases, "time", self.time)
            try:
                yield
            finally:
                events.unregister(_ASKING, self._take)

    def send(self, function: str, body: dict[str, Any]) -> None:
        self.waiting.append(Message(function, json.dumps(body)))

    def call(self, function: str, event: dict[str, Any]) -> Any:
        """What the function answers. Raises what it raises, and Crashed."""
        self.before_each_call()
        return self.cloud.call(function, event)

    # One delivery

    def deliver(self, message: Message) -> bool:
        """Whether its consumer is done with it. Otherwise it waits again, or is dead."""
        record = {
            "messageId": "0",
            "receiptHandle": "x" * 20,
            "body": message.body,
            "attributes": {"ApproximateReceiveCount": str(message.attempt)},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:us-east-1:{DEFAULT_ACCOUNT_ID}:{self._queue_of(message.function)}",
            "awsRegion": "us-east-1",
        }
        try:
            is_done = self.call(message.function, {"Records": [record]}) == {"batchItemFailures": []}
        except Crashed:
            is_done = False
        if not is_done:
            again = message._replace(attempt=message.attempt + 1, due=None)
            if again.attempt > ATTEMPTS:
                self.dead.append(f"{message.function} {message.body}")
            else:
                self.waiting.append(again)
        else:
            self.when_done(message)
        return is_done

    def follow_changes(self, *, most: int = _BATCH) -> bool:
        """Whether each of the stream's readers is done with its next batch, or there was none."""
        new = stream_of(self.cloud.variables["CORE_TABLE"]).take(_BATCH)
        for waiting in self._changes.values():
            waiting += new
        done = [self._follow(reader, most) for reader in STREAM_READERS]
        return all(done)

    def _follow(self, reader: str, most: int) -> bool:
        batch = self._changes[reader][:most]
        if not batch:
            return True
        try:
            failed = self.call(reader, {"Records": batch})["batchItemFailures"]
        except Crashed:
            return False
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        done = numbers.index(failed[0]["itemIdentifier"]) if failed else len(batch)
        del self._changes[reader][:done]
        return not failed

    def run(self, schedule: str, moment: datetime) -> bool:
        """Whether the run has ended well. Lambda calls again otherwise, and the next run comes anyway."""
        try:
            self.call(schedule, {"time": moment.isoformat()})
        except (Exception, Crashed):  # noqa: BLE001 - whatever it raises, Lambda calls it again
            return False
        return True

    # Until nothing waits

    def deliver_all(self, *, between: Callable[[], None] = lambda: None) -> None:
        """Every message and change until nothing waits. `between` is called before a message that failed comes back."""
        failed = 0
        while failed < STREAM_RETRIES:
            while self.waiting:
                if not self.deliver(self._next()):
                    between()
            if not self.follow_changes():
                failed += 1
                between()
            elif not self.waiting and self.is_quiet():
                return
        self.dead.append(f"{sum(map(len, self._changes.values()))} changes of the stream")

    def _next(self) -> Message:
        """The first that is due. When none is, time goes on until one is."""
        now = self.time.now()
        first = min(self.waiting, key=lambda each: max(each.due or now, now))
        self.waiting.remove(first)
        self.time.pass_by(max(first.due or now, now) - now)
        return first

    def is_quiet(self) -> bool:
        """Whether no change waits to be followed."""
        return not any(self._changes.values()) and stream_of(self.cloud.variables["CORE_TABLE"]).is_empty()

    def _take(self, model: Any, params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        if model.name != "SendMessage":
            return None
        sent = json.loads(params["body"])
        delay = sent.get("DelaySeconds", 0)
        due = self.time.now() + timedelta(seconds=delay) if delay else None
        self.waiting.append(Message(self._consumer_of(sent["QueueUrl"]), sent["MessageBody"], due=due))
        answered = AWSResponse(sent["QueueUrl"], HTTPStatus.OK, {}, None)
        return answered, {"MessageId": "0", "ResponseMetadata": {"HTTPStatusCode": 200}}

    def _queue_of(self, function: str) -> str:
        name = _QUEUES.get(function, f"{function.removesuffix('_consumer').upper()}_QUEUE_URL")
        url = self.cloud.variables.get(name, "")
        return url.rpartition("/")[2]

    def _consumer_of(self, url: str) -> str:
        (consumer,) = (each for each in CONSUMERS if self._queue_of(each) == url.rpartition("/")[2])
        return consumer
