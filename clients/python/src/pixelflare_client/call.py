"""One call of the API as data: a client sends it, synchronously or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote
from uuid import uuid4

Answer_co = TypeVar("Answer_co", covariant=True)


@dataclass(frozen=True)
class Call(Generic[Answer_co]):
    method: str
    path: str
    """Below the installation's /api."""
    query: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    content: bytes | None = None
    headers: Mapping[str, str | None] = field(default_factory=dict)
    takes_key: bool = False
    """Whether the API takes an Idempotency-Key here, so that a repeated call changes nothing twice."""
    key: str | None = None
    is_repeatable: bool = False
    """Whether the call may be sent again without one."""

    def with_key(self) -> "Call[Answer_co]":
        """The same call, with an Idempotency-Key where the API takes one."""
        if not self.takes_key or self.key:
            return self
        return Call(
            self.method,
            self.path,
            self.query,
            self.json,
            self.content,
            self.headers,
            True,
            uuid4().hex,
            self.is_repeatable,
        )


def at(path: str, **parts: str) -> str:
    """The path with its parts filled in, escaped."""
    return path.format(**{name: quote(part, safe="") for name, part in parts.items()})
