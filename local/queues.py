"""Passes queue messages to functions, as Lambda's event source mappings do.

The store handles receive counts, visibility and dead-letter queues. This module plays batches and partial failures. A
batching window is the maximum that Lambda may wait for a full batch; here nothing waits.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from local.activity import Activity
from local.functions import Function, call_asynchronously
from local.lambda_runtime import FunctionError
from local.provisioned import Provisioned
from local.resolve import REGION
from local.rules import FunctionTarget

Message = Mapping[str, Any]
Deliver = Callable[[list[Message]], set[str]]  # returns the ids of the failed messages
POLLERS_PER_QUEUE = 2
_LONGEST_PAUSE_SECONDS = 2.0  # changes wake a poller at once; this is for messages whose delay ends
_log = logging.getLogger(__name__)


class QueuePoller:
    """Threads that receive from one queue and pass each batch to `deliver`."""

    def __init__(
        self, queue_url: str, *, sqs: Any, deliver: Deliver, activity: Activity, batch_size: int = 10, pollers: int = 1
    ) -> None:
        self.queue_url = queue_url
        self._sqs, self._deliver, self._activity, self._batch_size = sqs, deliver, activity, min(batch_size, 10)
        self._stopping = threading.Event()
        self._receiving = threading.Lock()  # with two receivers at once, the store could return one message twice
        self._waiting: dict[str, str] = {}  # message id -> receipt handle of a message that failed
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(pollers)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def tell_to_stop(self) -> None:
        """No batch begins any more."""
        self._stopping.set()
        self._activity.wake()

    def has_stopped(self, *, within: float | None) -> bool:
        """Waits so many seconds for each of the running batches; without a number, until they end."""
        for thread in self._threads:
            thread.join(within)
        return not any(thread.is_alive() for thread in self._threads)

    def is_empty(self) -> bool:
        """Whether no message can be received now. Failed messages that wait for a retry do not count."""
        name = "ApproximateNumberOfMessages"
        answer = self._sqs.get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=[name])
        return int(answer["Attributes"][name]) == 0

    def retry_now(self) -> None:
        """Makes failed messages visible for their retry at once."""
        waiting, self._waiting = self._waiting, {}
        for receipt in waiting.values():
            # its delay is over already, or it has moved to the dead-letter queue
            with suppress(self._sqs.exceptions.MessageNotInflight, self._sqs.exceptions.ReceiptHandleIsInvalid):
                self._sqs.change_message_visibility(QueueUrl=self.queue_url, ReceiptHandle=receipt, VisibilityTimeout=0)
        self._activity.wake()

    def _run(self) -> None:
        while not self._stopping.is_set():
            seen = self._activity.count
            found = False
            try:
                with self._activity.working():
                    found = self._poll()
            except Exception as error:  # noqa: BLE001 - the top of a thread; without it the queue is never read again
                _log.error("%s: a batch failed: %r", self.queue_url, error)
            if not found:
                self._activity.wait_for_change(seen, timeout=_LONGEST_PAUSE_SECONDS)

    def _poll(self) -> bool:
        with self._receiving:
            answer = self._sqs.receive_message(
                QueueUrl=self.queue_url,
                MaxNumberOfMessages=self._batch_size,
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
                WaitTimeSeconds=0,
            )
        messages = answer.get("Messages", [])
        if messages:
            self._settle(messages, self._failed(messages))
        return bool(messages)

    def _failed(self, messages: list[Message]) -> set[str]:
        try:
            return self._deliver(messages)
        except BaseException:
            self._settle(messages, {message["MessageId"] for message in messages})
            raise

    def _settle(self, messages: Iterable[Message], failed: set[str]) -> None:
        for message in messages:
            if message["MessageId"] in failed:
                self._waiting[message["MessageId"]] = message["ReceiptHandle"]
            else:
                self._waiting.pop(message["MessageId"], None)
                self._sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])


def mapping_pollers(
    here: Provisioned, *, functions: Mapping[str, Function], sqs: Any, activity: Activity
) -> list[QueuePoller]:
    """A poller for each enabled event source mapping on a queue."""
    pollers = []
    for mapping in here.resources("AWS::Lambda::EventSourceMapping"):
        properties = mapping.properties
        arn = properties.get("EventSourceArn", "")
        if not arn.startswith("arn:aws:sqs:") or properties.get("Enabled") is False:
            continue
        queue_url = sqs.get_queue_url(QueueName=arn.rsplit(":", 1)[1])["QueueUrl"]
        function = functions[properties["FunctionName"].rsplit(":", 1)[-1]]
        partial = "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", [])
        most = properties.get("ScalingConfig", {}).get("MaximumConcurrency", POLLERS_PER_QUEUE)
        pollers.append(
            QueuePoller(
                queue_url,
                sqs=sqs,
                deliver=_batch_delivery(function, arn, partial=partial),
                activity=activity,
                batch_size=int(properties.get("BatchSize", 10)),
                pollers=min(POLLERS_PER_QUEUE, int(most)),
            )
        )
    return pollers


def target_pollers(
    targets: Iterable[FunctionTarget], *, functions: Mapping[str, Function], sqs: Any, activity: Activity
) -> list[QueuePoller]:
    """A poller for each function that an event rule calls."""
    return [
        QueuePoller(target.queue_url, sqs=sqs, deliver=_event_delivery(functions[target.function]), activity=activity)
        for target in targets
        if target.queue_url is not None
    ]


def _batch_delivery(function: Function, arn: str, *, partial: bool) -> Deliver:
    def deliver(messages: list[Message]) -> set[str]:
        everything = {message["MessageId"] for message in messages}
        try:
            answer = function.invoke({"Records": [_record(message, arn) for message in messages]})
        except FunctionError as error:
            _log.warning("%s: batch of %d failed: %s", function.name, len(messages), error)
            return everything
        return _failures(answer, everything) if partial else set()

    return deliver


def _failures(answer: Any, everything: set[str]) -> set[str]:
    """The failed ids in an answer. As in Lambda, an invalid answer fails the whole batch."""
    if answer is None:
        return set()
    if not isinstance(answer, Mapping):
        return everything
    items = answer.get("batchItemFailures") or []
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        return everything
    failed = [item.get("itemIdentifier") for item in items]
    return set(failed) if all(isinstance(each, str) and each in everything for each in failed) else everything


def _record(message: Message, arn: str) -> dict[str, Any]:
    attributes = message.get("MessageAttributes", {})
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": {
            name: {
                "stringValue": value.get("StringValue"),
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": value["DataType"],
            }
            for name, value in attributes.items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }


def _event_delivery(function: Function) -> Deliver:
    def deliver(messages: list[Message]) -> set[str]:
        """Only what a stop has cut off stays in the queue."""
        cut_off = set()
        for message in messages:
            if not call_asynchronously(function, json.loads(message["Body"])) and function.closed:
                cut_off.add(message["MessageId"])
        return cut_off

    return deliver
