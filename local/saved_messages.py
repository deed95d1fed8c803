"""Messages of queues as files: logged as they are sent or first received, until they are deleted.

A message that a rule puts into a queue is seen here when it is first received. Until then, what the rule told of is
found again by whoever runs at start (`local.schedules`).
"""

import json
import threading
from collections.abc import Mapping
from pathlib import Path

from local.appended import AppendedLines, whole_lines

SEEN = ("AmazonSQS.SendMessage", "AmazonSQS.SendMessageBatch", "AmazonSQS.ReceiveMessage", "AmazonSQS.DeleteMessage")
LONGEST_LOG_BYTES = 8 * 1024 * 1024
_Message = tuple[str, str]  # the queue's name, and the body


class SavedMessages:
    def __init__(self, path: Path) -> None:
        self._log = AppendedLines(path)
        self._lock = threading.Lock()
        self._kept: dict[str, _Message] = {}  # by the message's id
        self._receipts: dict[str, str] = {}  # receipt -> the message's id

    def left(self) -> list[_Message]:
        """The messages that an earlier process left, each with its queue's name."""
        kept: dict[str, _Message] = {}
        for identifier, queue, body in whole_lines(self._log.path):
            if body is None:
                kept.pop(identifier, None)
            else:
                kept[identifier] = (queue, body)
        return list(kept.values())

    def clear(self) -> None:
        with self._lock:
            self._kept, self._receipts = {}, {}
            self._log.clear()

    def keep(self, target: str, body: bytes, answer: bytes) -> None:
        """What a successful call to SQS means for its messages, before it is answered. Raises OSError."""
        call, told = json.loads(body), json.loads(answer or b"{}")
        queue = str(call["QueueUrl"]).rsplit("/", 1)[1]
        with self._lock:
            if target == "AmazonSQS.DeleteMessage":
                self._forget(self._receipts.pop(call["ReceiptHandle"], ""))
            elif target == "AmazonSQS.ReceiveMessage":
                for message in told.get("Messages", []):
                    self._receipts[message["ReceiptHandle"]] = message["MessageId"]
                    self._add(message["MessageId"], queue, message["Body"])
            else:
                bodies = {entry.get("Id"): entry["MessageBody"] for entry in call.get("Entries", [call])}
                for sent in told.get("Successful", [told]):
                    self._add(sent["MessageId"], queue, bodies[sent.get("Id")])

    def _add(self, identifier: str, queue: str, body: str) -> None:
        if identifier not in self._kept:
            self._log.append([identifier, queue, body])
            self._kept[identifier] = (queue, body)

    def _forget(self, identifier: str) -> None:
        if self._kept.pop(identifier, None) is None:
            return
        if not self._kept and self._log.size > LONGEST_LOG_BYTES:
            self._log.clear()
        else:
            self._log.append([identifier, "", None])


def by_queue(messages: list[_Message]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for queue, body in messages:
        found.setdefault(queue, []).append(body)
    return found
