"""A table's stream: every change of an item, in order, until it is taken.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from local.resolve import REGION
from local.tables.values import Item

Record = dict[str, Any]
_NEW = ("NEW_IMAGE", "NEW_AND_OLD_IMAGES")
_OLD = ("OLD_IMAGE", "NEW_AND_OLD_IMAGES")


class Stream:
    """The changes of one table that nobody has taken yet. `on_change` is called after each."""

    def __init__(self, view: str, key_names: tuple[str, ...]) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self._view, self._key_names = view, key_names
        self._records: deque[Record] = deque()
        self._number = 0
        self._lock = threading.Lock()

    def note(self, old: Item | None, new: Item | None) -> None:
        """A write that changes nothing leaves no record, as on AWS."""
        if old == new:
            return
        with self._lock:
            self._number += 1
            self._records.append(self._record(old, new))
        self.on_change()

    def take(self, most: int) -> list[Record]:
        with self._lock:
            return [self._records.popleft() for _ in range(min(most, len(self._records)))]

    def put_back(self, records: Iterable[Record]) -> None:
        with self._lock:
            self._records.extendleft(reversed(list(records)))

    def is_empty(self) -> bool:
        return not self._records

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
