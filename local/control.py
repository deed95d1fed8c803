"""Controls the local cloud from another process: `POST /_local/SECRET/...` on the AWS endpoint, for tests and demonstrations.

The file that says that requests are answered (`--ready-file`) names the address with the secret.

drain?timeout=30 · retry-now · clear-edge · fire?rule=ID · run-schedules?now=ISO
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl

from local.wsgi import Application, Environ, StartResponse


class Controllable(Protocol):
    edge: Any

    def drain(self, timeout: float = 30) -> bool: ...
    def retry_now(self) -> None: ...
    def run_schedules(self, now: datetime) -> list[str]: ...
    def fire(self, rule: str) -> None: ...


Command = Callable[[Controllable, Mapping[str, str]], object]

_COMMANDS: Mapping[str, Command] = {
    "drain": lambda cloud, asked: cloud.drain(float(asked.get("timeout", "30"))),
    "retry-now": lambda cloud, _asked: cloud.retry_now(),
    "clear-edge": lambda cloud, _asked: cloud.edge.cache.clear(),
    "fire": lambda cloud, asked: cloud.fire(asked["rule"]),
    "run-schedules": lambda cloud, asked: cloud.run_schedules(datetime.fromisoformat(asked["now"])),
}


def controlled(application: Application, *, cloud: Controllable, prefix: str) -> Application:
    """`application` with the commands in front, at the secret path. Each returns its result as JSON."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(prefix):
            return application(environ, start_response)
        status, answer = _run(cloud, environ, path.removeprefix(prefix))
        body = json.dumps(answer).encode()
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return guarded


def _run(cloud: Controllable, environ: Environ, name: str) -> tuple[str, object]:
    command = _COMMANDS.get(name)
    if command is None or environ["REQUEST_METHOD"] != "POST" or "HTTP_ORIGIN" in environ:  # not for web pages
        return "404 Not Found", None
    try:
        return "200 OK", command(cloud, dict(parse_qsl(environ.get("QUERY_STRING", ""))))
    except (LookupError, ValueError) as error:
        return "400 Bad Request", str(error)
