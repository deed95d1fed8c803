"""A table's stream: every change of an item, in order, until each of its readers has taken it.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Any

from local.resolve import REGION
from local.tables.values import Item

Record = dict[str, Any]
_NEW = ("NEW_IMAGE", "NEW_AND_OLD_IMAGES")
_OLD = ("OLD_IMAGE", "NEW_AND_OLD_IMAGES")


class Stream:
    """The changes of one table that some reader has not taken yet. `on_change` is called after each."""

    def __init__(self, view: str, key_names: tuple[str, ...]) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self._view, self._key_names = view, key_names
        self._records: deque[Record] = deque()
        self._number = 0
        self._readers: list[StreamReader] = []
        self._lock = threading.Lock()

    def note(self, old: Item | None, new: Item | None) -> None:
        """A write that changes nothing leaves no record, as on AWS."""
        if old == new:
            return
        with self._lock:
            self._number += 1
            self._records.append(self._record(old, new))
        self.on_change()

    def reader(self) -> "StreamReader":
        """A new one, at the oldest change that is kept."""
        with self._lock:
            made = StreamReader(self, self._taken)
            self._readers.append(made)
        return made

    def take(self, most: int) -> list[Record]:
        """The oldest changes, taken out for all readers."""
        with self._lock:
            return [self._records.popleft() for _ in range(min(most, len(self._records)))]

    def take_after(self, number: int, most: int) -> list[Record]:
        """The oldest changes after this number. Those that all readers have passed are forgotten."""
        with self._lock:
            found = list(islice(self._records, max(0, number - self._taken), None))[:most]
            passed = min((reader.number for reader in self._readers), default=0)
            while self._records and self._taken < passed:
                self._records.popleft()
        return found

    def is_empty(self, after: int = 0) -> bool:
        return self._number <= max(after, self._taken)

    @property
    def _taken(self) -> int:
        """The number of the last change that is kept no more."""
        return self._number - len(self._records)

    def _record(self, old: Item | None, new: Item | None) -> Record:
        item = new or old or {}
        images = {"NewImage": new} if new is not None and self._view in _NEW else {}
        images |= {"OldImage": old} if old is not None and self._view in _OLD else {}
        return {
            "eventID": f"{self._number:032x}",
            "eventName": "INSERT" if old is None else "REMOVE" if new is None else "MODIFY",
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": REGION,
            "dynamodb": {
                "ApproximateCreationDateTime": time.time(),
                "Keys": {name: item[name] for name in self._key_names},
                "SequenceNumber": f"{self._number:021d}",
                "SizeBytes": 0,
                "StreamViewType": self._view,
                **images,
            },
        }


class StreamReader:
    """A position in a stream. Others do not see how far it is."""

    def __init__(self, stream: Stream, number: int) -> None:
        self.number = number
        """Of the last change that was taken."""
        self._stream = stream

    def take(self, most: int) -> list[Record]:
        found = self._stream.take_after(self.number, most)
        if found:
            self.number = int(found[-1]["dynamodb"]["SequenceNumber"])
        return found

    def is_empty(self) -> bool:
        return self._stream.is_empty(self.number)
