"""Cursors: the start of a list's next page, signed for that list only."""

import json
from collections.abc import Callable
from typing import Any

from pixelflare.base.errors import InvalidRequest
from pixelflare.base.signing import sign, verify


class Cursors:
    """`of` names the list and its filters. A cursor is valid for that list only.

    A place must not contain partition keys. They are added again from the caller and the query.
    """

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def give(self, place: dict[str, Any], *, of: str) -> str:
        return sign(json.dumps([of, place]).encode(), key=self._key())

    def read(self, cursor: str, *, of: str) -> dict[str, Any]:
        """Raises InvalidRequest for a cursor of another list."""
        payload = verify(cursor, key=self._key())
        asked, place = json.loads(payload) if payload else (None, {})
        if asked != of:
            raise InvalidRequest("this cursor belongs to another list")
        found: dict[str, Any] = place
        return found
