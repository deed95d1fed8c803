"""The one address of the local cloud: the edge on uvicorn. Cached answers never leave the event loop."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import uvicorn

from local.access_logs import AccessLog
from local.aws_port.hosts import THIS_MACHINE
from local.distribution import Distribution, Pending
from local.domains import Domains
from local.github import GitHubDouble
from local.http_messages import Request, Response
from local.mail_page import MailPage
from local.mock_auth import HEADER, MockAuth, with_token
from local.sign_in import ManagedLogin
from local.users import UnknownCallerError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BODY_LIMIT_BYTES = 10 * 1024 * 1024  # the limit of an HTTP API; images do not use this path
_TOO_LARGE = Response(413, (("content-type", "text/plain"),), b"Request entity too large")
_NOT_SAVED = Response(500, (("content-type", "text/plain"),), b"The sign-in cannot be saved: the disk is full")
_ELSEWHERE = Response(
    403, (("content-type", "text/plain"),), b"People sign in by name, and read mails, at localhost only"
)
_NO_LENGTH = {204, 304}
_CONNECTION_HEADERS = {"connection", "keep-alive", "transfer-encoding", "upgrade", "content-length"}


class Edge:
    """The ASGI application."""

    def __init__(
        self,
        distribution: Distribution,
        auth: MockAuth,
        sign_in: ManagedLogin | None = None,
        *,
        logs: Mapping[str, AccessLog] | None = None,
        domains: Domains | None = None,
        mails: MailPage | None = None,
        threads: int = 32,
        on_failure: Callable[[OSError], None] = lambda _error: None,
    ) -> None:
        """`logs` are those of distributions, by their names; `on_failure` is told when a sign-in cannot be written down."""
        self._distribution = distribution
        self._auth = auth
        self._sign_in = sign_in
        self._github = GitHubDouble() if sign_in and sign_in.asks("GitHub") else None
        self._logs = logs or {}
        self._domains = domains
        self._mails = mails
        self._on_failure = on_failure
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="edge")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = await _read(scope, receive)
            response = _TOO_LARGE if request is None else await self._answer(request)
            await _send(response, scope["method"], send)

    async def _answer(self, request: Request) -> Response:
        name = request.header(HEADER)
        signing_in = any(part is not None and part.is_for(request) for part in (self._sign_in, self._github))
        reads_mail = self._mails is not None and self._mails.is_for(request)
        if (signing_in or reads_mail or name is not None) and not _names_this_machine(request):
            return _ELSEWHERE
        if name is not None and _is_from_elsewhere(request):
            return _ELSEWHERE
        if self._github and self._github.is_for(request):
            return self._github.answer(request)
        if self._mails and reads_mail:
            return self._mails.answer(request)
        if self._sign_in and signing_in:
            return await self._signed_in(self._sign_in, request)
        if name is not None:
            try:
                token = self._auth.known(name) or await self._later(self._auth.token, name)
            except UnknownCallerError:
                return Response(400, (("content-type", "text/plain"),), b"X-Mock-Auth holds no user name")
            request = with_token(request, token)
        distribution, request = self._domains.of(request) if self._domains else (self._distribution, request)
        begun = distribution.begin(request)
        response = await self._later(distribution.complete, begun) if isinstance(begun, Pending) else begun
        if distribution.identifier in self._logs:
            self._logs[distribution.identifier].note(request, response)
        return response

    async def _signed_in(self, sign_in: ManagedLogin, request: Request) -> Response:
        try:
            response: Response = await self._later(sign_in.answer, request)
        except OSError as error:  # a sign-in that cannot be written down is none
            self._on_failure(error)
            return _NOT_SAVED
        return response

    async def _later(self, function: Callable[[Any], Any], argument: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, argument)


def _names_this_machine(request: Request) -> bool:
    """False for a foreign host name that points here, so that no page can pretend to be ours (DNS rebinding)."""
    return THIS_MACHINE.fullmatch(request.header("host") or "") is not None


def _is_from_elsewhere(request: Request) -> bool:
    """Whether a page sent the request that did not come from this machine."""
    origin = request.header("origin")
    return origin is not None and THIS_MACHINE.fullmatch(origin.partition("://")[2]) is None


async def _read(scope: Scope, receive: Receive) -> Request | None:
    parts, size = [], 0
    if scope["method"] not in ("GET", "HEAD"):
        more = True
        while more:
            message = await receive()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > BODY_LIMIT_BYTES:
                return None
            more = message.get("more_body", False)
    host, port = scope.get("client") or ("127.0.0.1", 0)
    return Request(
        method=scope["method"],
        path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]),
        body=b"".join(parts),
        viewer=host,
        viewer_port=port,
    )


async def _send(response: Response, method: str, send: Send) -> None:
    headers = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in response.headers
        if name not in _CONNECTION_HEADERS
    ]
    if response.status not in _NO_LENGTH:
        length = response.header("content-length") if method == "HEAD" else None
        headers.append((b"content-length", (length or str(len(response.body))).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else response.body})


class EdgeServer:
    """Serves an ASGI application on a socket, in its own thread."""

    def __init__(self, application: Any, listener: socket.socket) -> None:
        config = uvicorn.Config(
            application,
            loop="uvloop",
            http="httptools",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # no proxy stands in front of the edge, so forwarded addresses are not trusted
            timeout_graceful_shutdown=10,
        )
        self._server = uvicorn.Server(config)
        self._listener = listener
        self._thread = threading.Thread(target=self._server.run, args=([listener],), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Waits for running requests (at most 10 s)."""
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()
