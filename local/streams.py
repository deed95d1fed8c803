"""Passes the changes of tables to functions, as Lambda's event source mappings on DynamoDB streams do.

Records are passed on in their order. A batch that fails is tried again from the first record that failed, and holds up
those behind it. After the mapping's last attempt its records go to the mapping's destination, if it has one. Each mapping has
its own position in the stream. A batching window is the maximum that Lambda may wait for a full batch; here nothing waits.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.activity import Activity
from local.functions import Function
from local.lambda_runtime import FunctionError
from local.provisioned import Provisioned
from local.tables.service import stream_of
from local.tables.stream import Record, Stream

_LONGEST_PAUSE_SECONDS = 2.0  # changes wake the poller at once
_RETRIES = 3  # Lambda's own default is to go on until the record is a day old
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StreamMapping:
    """A function that works on a stream. `wanted` are patterns; without any, it gets every record."""

    function: Function
    batch_size: int
    retries: int
    partial: bool
    wanted: Sequence[Mapping[str, Any]]
    give_up: Callable[[list[Record]], None]


class StreamPoller:
    """The thread that passes one stream to one function."""

    def __init__(self, stream: Stream, mapping: StreamMapping, *, activity: Activity) -> None:
        self._changes, self._mapping, self._activity = stream.reader(), mapping, activity
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        stream.on_change = activity.wake

    def start(self) -> None:
        self._thread.start()

    def tell_to_stop(self) -> None:
        """No batch begins any more."""
        self._stopping.set()
        self._activity.wake()

    def has_stopped(self, *, within: float | None) -> bool:
        """Waits so many seconds for the running batch; without a number, until it ends."""
        self._thread.join(within)
        return not self._thread.is_alive()

    def is_empty(self) -> bool:
        return self._changes.is_empty()

    def retry_now(self) -> None:
        """Nothing waits for a retry: the batch that failed is the next one."""

    def _run(self) -> None:
        while not self._stopping.is_set():
            seen = self._activity.count
            with self._activity.working():
                taken = self._changes.take(self._mapping.batch_size)
                wanted = [record for record in taken if _is_wanted(record, self._mapping.wanted)]
                if wanted:
                    self._pass_on(wanted)
            if not taken:
                self._activity.wait_for_change(seen, timeout=_LONGEST_PAUSE_SECONDS)

    def _pass_on(self, records: list[Record]) -> None:
        for attempt in range(self._mapping.retries + 1):
            records = self._left(records)
            if not records:
                return
            if self._mapping.function.closed:  # a stop has cut it off; a start records every item as new
                return
            _log.warning("%s: %d changes failed, try %d", self._mapping.function.name, len(records), attempt + 1)
        self._mapping.give_up(records)

    def _left(self, records: list[Record]) -> list[Record]:
        """What has to be tried again: everything from the first record that failed."""
        try:
            answer = self._mapping.function.invoke({"Records": records})
        except FunctionError as error:
            _log.warning("%s: %s", self._mapping.function.name, error)
            return records
        failed = {each["itemIdentifier"] for each in (answer or {}).get("batchItemFailures", [])}
        if not self._mapping.partial or not failed:
            return []
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        first = min((number for number in numbers if number in failed), default=numbers[0])
        return records[numbers.index(first) :]


def stream_pollers(
    here: Provisioned, *, functions: Mapping[str, Function], sqs: Any, activity: Activity
) -> list[StreamPoller]:
    """A poller for each enabled event source mapping on a table's stream."""
    pollers = []
    for mapping in here.resources("AWS::Lambda::EventSourceMapping"):
        properties = mapping.properties
        table, is_stream, _ = properties.get("EventSourceArn", "").partition("/stream/")
        if is_stream and properties.get("Enabled") is not False:
            function = functions[properties["FunctionName"].rsplit(":", 1)[-1]]
            pollers.append(StreamPoller(stream_of(table), _mapping(properties, function, sqs), activity=activity))
    return pollers


def _mapping(properties: Mapping[str, Any], function: Function, sqs: Any) -> StreamMapping:
    filters = properties.get("FilterCriteria", {}).get("Filters", [])
    retries = int(properties.get("MaximumRetryAttempts", -1))
    destination = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")

    def give_up(records: list[Record]) -> None:
        """Lambda tells the destination where the records were, not what they said."""
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        _log.error("%s: gave up on %d changes", function.name, len(records))
        if destination:
            about = {"requestContext": {"condition": "RetryAttemptsExhausted"}, "DDBStreamBatchInfo": _batch(numbers)}
            queue_url = sqs.get_queue_url(QueueName=destination.rsplit(":", 1)[1])["QueueUrl"]
            sqs.send_message(QueueUrl=queue_url, MessageBody=json.dumps(about))

    return StreamMapping(
        function,
        batch_size=int(properties.get("BatchSize", 100)),
        retries=_RETRIES if retries < 0 else retries,
        partial="ReportBatchItemFailures" in properties.get("FunctionResponseTypes", []),
        wanted=[json.loads(each["Pattern"]) for each in filters],
        give_up=give_up,
    )


def _batch(numbers: list[str]) -> dict[str, Any]:
    return {"batchSize": len(numbers), "startSequenceNumber": numbers[0], "endSequenceNumber": numbers[-1]}


def _is_wanted(record: Record, patterns: Sequence[Mapping[str, Any]]) -> bool:
    return not patterns or any(_matches(record, pattern) for pattern in patterns)


def _matches(value: Any, pattern: Any) -> bool:
    """https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html (literals, prefix and exists)."""
    if isinstance(pattern, Mapping):
        return isinstance(value, Mapping) and all(_matches(value.get(name), each) for name, each in pattern.items())
    return any(_meets(value, rule) for rule in pattern)


def _meets(value: Any, rule: Any) -> bool:
    match rule:
        case {"prefix": str(prefix)}:
            return isinstance(value, str) and value.startswith(prefix)
        case {"exists": bool(exists)}:
            return (value is not None) == exists
        case {**other}:
            raise ValueError(f"this filter rule is not available here: {other}")
        case _:
            return bool(value == rule)
