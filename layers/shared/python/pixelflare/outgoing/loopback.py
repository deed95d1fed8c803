"""Asks this machine, by plain http: for doubles of other people's servers, which `make run` plays. Nobody else is asked."""

from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from pixelflare.base.errors import InvalidRequest, SourceFailed
from pixelflare.outgoing.client import Answered, Fetched


class LoopbackClient:
    """Says what OutgoingClient says, of addresses like http://localhost:8787/path."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds

    def get(self, address: str, *, most_bytes: int, authorization: str | None = None) -> Fetched:
        """Raises InvalidRequest for another machine's address, SourceFailed."""
        headers = {"Authorization": authorization} if authorization else {}
        answer = self._ask("GET", address, None, headers, most_bytes=most_bytes)
        if answer.status != HTTPStatus.OK:
            raise SourceFailed(f"this machine answers {answer.status}", details={"status": answer.status})
        return Fetched(answer.body, address)

    def post(self, address: str, body: bytes, *, headers: Mapping[str, str], most_bytes: int) -> Answered:
        """Raises InvalidRequest for another machine's address, SourceFailed."""
        return self._ask("POST", address, body, headers, most_bytes=most_bytes)

    def _ask(
        self, method: str, address: str, body: bytes | None, headers: Mapping[str, str], *, most_bytes: int
    ) -> Answered:
        parts = urlsplit(address)
        if (parts.scheme, parts.hostname) != ("http", "localhost"):
            raise InvalidRequest("only this machine is asked by plain http")
        connection = HTTPConnection("127.0.0.1", parts.port, timeout=self._seconds)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        try:
            connection.request(method, path, body, {"Host": parts.netloc, **headers})
            answer = connection.getresponse()
            return Answered(answer.status, answer.read(most_bytes))
        except (OSError, HTTPException) as failed:
            raise SourceFailed("this machine does not answer") from failed
        finally:
            connection.close()
