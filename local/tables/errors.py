"""What DynamoDB answers instead of a result."""

from collections.abc import Mapping
from typing import Any

_PREFIX = "com.amazonaws.dynamodb.v20120810#"


class TableError(Exception):
    """An error as the service names it. `more` are further members of the answer."""

    def __init__(self, kind: str, message: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.more = more or {}

    def body(self) -> dict[str, Any]:
        # The service spells the word with a capital in the answer to a cancelled transaction only.
        word = "Message" if self.kind == "TransactionCanceledException" else "message"
        return {"__type": _PREFIX + self.kind, word: self.message, **self.more}


def invalid(message: str) -> TableError:
    return TableError("ValidationException", message)


def failed_condition(item: Mapping[str, Any] | None, *, shown: bool) -> TableError:
    """`shown`: the caller asked to see the item that stood in the way."""
    more = {"Item": dict(item)} if shown and item is not None else {}
    return TableError("ConditionalCheckFailedException", "The conditional request failed", more)
