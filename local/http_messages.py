"""Requests and responses between the edge and its origins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

Headers = tuple[tuple[str, str], ...]  # names in lower case, in order, repeated if sent repeatedly


@dataclass(frozen=True)
class Request:
    method: str
    path: str  # as sent: not decoded
    query: str = ""
    headers: Headers = ()
    body: bytes = b""
    viewer: str = "127.0.0.1"
    viewer_port: int = 0
    tenant: Mapping[str, str] | None = None
    """The parameters of the distribution tenant whose host was asked."""

    def header(self, name: str) -> str | None:
        return first(self.headers, name)

    def without(self, *names: str) -> "Request":
        return replace(self, headers=tuple(pair for pair in self.headers if pair[0] not in names))

    def adding(self, *headers: tuple[str, str]) -> "Request":
        """The request with these headers, which replace any of the same names."""
        return replace(self, headers=_joined(self, headers))


@dataclass(frozen=True)
class Response:
    status: int
    headers: Headers = field(default=())
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return first(self.headers, name)

    def without(self, *names: str) -> "Response":
        return replace(self, headers=tuple(pair for pair in self.headers if pair[0] not in names))

    def adding(self, *headers: tuple[str, str]) -> "Response":
        """The response with these headers, which replace any of the same names."""
        return Response(self.status, _joined(self, headers), self.body)


def first(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    for each, value in headers:
        if each == name:
            return value
    return None


def _joined(message: Request | Response, added: tuple[tuple[str, str], ...]) -> Headers:
    names = {name for name, _ in added}
    return (*(pair for pair in message.headers if pair[0] not in names), *added)
