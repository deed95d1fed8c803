"""A call of the REST API, as a tool makes it and sees its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ApiRequest:
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class ApiAnswer:
    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: Any
    """Parsed JSON; None where there is none."""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


CallApi = Callable[[ApiRequest], ApiAnswer]
"""Calls the API with the credentials of the request under way: its scopes and rate limits hold."""

CREDENTIALS = ApiRequest("GET", "/_auth-check")
"""What a message asks first that calls nothing else."""
