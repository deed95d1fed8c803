"""The one client for addresses that people name."""

import ssl
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, IncompleteRead
from time import monotonic
from typing import NamedTuple, TypeVar

from pixelflare.base.errors import InvalidRequest, PayloadTooLarge, SourceFailed
from pixelflare.outgoing.connection import PinnedConnection, ending
from pixelflare.outgoing.networks import IpAddress, is_public
from pixelflare.outgoing.resolving import Lookup, look_up, pinned
from pixelflare.outgoing.targets import HTTPS, Target, redirected, target_of

MAX_REDIRECTS = 3
SECONDS = 10.0
"""For all of it: names, redirects and bytes."""
_CHUNK_BYTES = 64 * 1024
_REDIRECTS = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}
_HEADERS = {
    "User-Agent": "Pixelflare",
    "Accept": "image/*,*/*;q=0.5",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
"""Nothing of the caller's: no cookie, no referrer."""
_POST_HEADERS = {"User-Agent": "Pixelflare", "Content-Type": "application/json", "Connection": "close"}
Found = TypeVar("Found")


class Fetched(NamedTuple):
    body: bytes
    address: str
    """The last one, after redirects."""


class Answered(NamedTuple):
    status: int
    body: bytes
    """The beginning of it."""


class OutgoingClient:
    """`lookup`, `is_allowed`, `tls`, `port` and `seconds` are for tests with a server of their own."""

    def __init__(
        self,
        *,
        lookup: Lookup = look_up,
        is_allowed: Callable[[IpAddress], bool] = is_public,
        tls: ssl.SSLContext | None = None,
        port: int = HTTPS,
        seconds: float = SECONDS,
    ) -> None:
        self._lookup, self._is_allowed, self._port, self._seconds = lookup, is_allowed, port, seconds
        self._own_tls = tls

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._own_tls or ssl.create_default_context()

    def get(self, address: str, *, most_bytes: int, authorization: str | None = None) -> Fetched:
        """The bytes at the address, whatever the source calls them. A redirect to another host is followed without the
        authorization.

        Raises InvalidRequest for an address that may not be asked, also one that a redirect leads to; PayloadTooLarge;
        SourceFailed for anything else that goes wrong there.
        """
        until = monotonic() + self._seconds
        target = first = target_of(address, port=self._port)
        for _ in range(MAX_REDIRECTS + 1):
            given = authorization if target.host == first.host else None
            found = self._ask(target, until=until, most_bytes=most_bytes, authorization=given)
            if isinstance(found, bytes):
                return Fetched(found, target.address)
            target = found
        raise SourceFailed(f"the address redirects more than {MAX_REDIRECTS} times")

    def check(self, address: str, *, parameter: str = "address") -> None:
        """Raises InvalidRequest for an address that may not be asked, SourceFailed for one whose host is not known."""
        try:
            self._place_of(target_of(address, port=self._port), until=monotonic() + self._seconds)
        except InvalidRequest as refused:
            raise InvalidRequest(refused.message, details={"parameter": parameter}) from refused

    def post(self, address: str, body: bytes, *, headers: Mapping[str, str], most_bytes: int) -> Answered:
        """What the address answers, whatever its status. Redirects are not followed, and a long answer is cut.

        Raises InvalidRequest for an address that may not be asked, SourceFailed for one that does not answer.
        """
        until, target = monotonic() + self._seconds, target_of(address, port=self._port)

        def read(response: HTTPResponse) -> Answered:
            return Answered(response.status, response.read(most_bytes))

        return self._exchange(target, "POST", read, body=body, headers=_POST_HEADERS | dict(headers), until=until)

    def _ask(
        self, target: Target, *, until: float, most_bytes: int, authorization: str | None = None
    ) -> bytes | Target:
        """The bytes, or where to ask instead."""
        read = partial(_read, target, most_bytes=most_bytes)
        credentials = {"Authorization": authorization} if authorization else {}
        return self._exchange(target, "GET", read, headers=_HEADERS | credentials, until=until)

    def _exchange(
        self,
        target: Target,
        method: str,
        read: Callable[[HTTPResponse], Found],
        *,
        headers: Mapping[str, str],
        until: float,
        body: bytes | None = None,
    ) -> Found:
        place = self._place_of(target, until=until)
        left = max(0.01, until - monotonic())
        connection = PinnedConnection(target, place, tls=self._tls, seconds=left)
        try:
            with ending(connection, seconds=left):
                connection.request(method, target.path, body=body, headers=headers)
                found = read(connection.getresponse())
        except (OSError, HTTPException) as problem:
            raise _silent(target, until) from problem
        if monotonic() >= until:
            raise _silent(target, until)  # what was cut may look whole
        return found

    def _place_of(self, target: Target, *, until: float) -> IpAddress:
        left = until - monotonic()
        return pinned(target.host, target.port, lookup=self._lookup, is_allowed=self._is_allowed, seconds=left)


def _read(target: Target, response: HTTPResponse, *, most_bytes: int) -> bytes | Target:
    if response.status in _REDIRECTS:
        return redirected(target, response.headers.get("Location", ""))
    if response.status != HTTPStatus.OK:
        raise SourceFailed(f"{target.host} answers {response.status}", details={"status": response.status})
    if (response.length or 0) > most_bytes:
        raise _too_large(most_bytes)
    body = bytearray()
    while chunk := response.read(_CHUNK_BYTES):
        body += chunk
        if len(body) > most_bytes:
            raise _too_large(most_bytes)
    if response.length:
        raise IncompleteRead(bytes(body), response.length)
    return bytes(body)


def _too_large(most_bytes: int) -> PayloadTooLarge:
    return PayloadTooLarge(f"at most {most_bytes} bytes are fetched", details={"max_bytes": most_bytes})


def _silent(target: Target, until: float) -> SourceFailed:
    if monotonic() >= until:
        return SourceFailed(f"{target.host} takes too long")
    return SourceFailed(f"{target.host} can not be reached, breaks off, or shows no valid certificate")
