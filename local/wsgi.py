"""The few WSGI shapes that the guards in front of the store share."""

import io
from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


def body_of(environ: Environ) -> bytes:
    """The request's body, which stays readable for those behind."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def target_of(environ: Environ) -> str:
    """The operation of a JSON-protocol call (`AmazonSQS.SendMessage`), or nothing."""
    target: str = environ.get("HTTP_X_AMZ_TARGET", "")
    return target
