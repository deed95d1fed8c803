"""Where the next page of a list starts, in a form that can neither be forged nor carried to another list."""

import json
from collections.abc import Callable
from typing import Any

from pixelflare.base.errors import InvalidRequest
from pixelflare.base.signing import sign, verify


class Cursors:
    """`of` says whose list it is and what is asked: a cursor serves that list only.

    A place must not hold the partitions of keys: they are added again from who asks and what is asked.
    """

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def give(self, place: dict[str, Any], *, of: str) -> str:
        return sign(json.dumps([of, place]).encode(), key=self._key())

    def read(self, cursor: str, *, of: str) -> dict[str, Any]:
        """Raises InvalidRequest for a cursor that was not given out for this list."""
        payload = verify(cursor, key=self._key())
        asked, place = json.loads(payload) if payload else (None, {})
        if asked != of:
            raise InvalidRequest("this cursor was not given out for this list")
        found: dict[str, Any] = place
        return found
