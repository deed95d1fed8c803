"""What a route is given beside its parameters: the request under way, and the function's services."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from pixelflare.base import clock
from pixelflare.entry.http.preconditions import parse_if_match
from pixelflare.entry.http.request import Request
from pixelflare.identity import Caller

Services = TypeVar("Services")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Call(Generic[Services]):
    request: Request
    services: Services
    context: Any
    """Lambda's own."""
    begun: dict[Callable[[Any], Any], Future[Any]] = field(default_factory=dict)
    """What has been begun ahead of its use."""

    @property
    def now(self) -> datetime:
        return clock.now()

    @property
    def caller(self) -> Caller:
        caller = self.request.caller
        assert caller is not None, "this route needs no caller, so it has none"
        return caller

    @property
    def owner(self) -> str:
        return self.caller.owner

    @property
    def expected_version(self) -> int | None:
        """The version that If-Match asks for; None when any will do. Raises InvalidRequest, PreconditionFailed."""
        stated = self.request.headers.get("if-match")
        return None if stated is None else parse_if_match(stated)

    @property
    def remaining_milliseconds(self) -> int:
        """Until Lambda ends the function."""
        return int(self.context.get_remaining_time_in_millis())

    def result_of(self, work: Callable[["Call[Services]"], Result]) -> Result:
        """What the work returns or raises, whether it was begun ahead or not."""
        return self.begun[work].result() if work in self.begun else work(self)

    def audit_detail(self, **details: Any) -> None:
        """Add to the audit entry of this request, like a filename: short values, and no secrets."""
        self.request.audit_details.update(details)
