"""WSGI types and helpers that the checks in front of the store share."""

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
FORM_KEY = "local.form_key"
"""In the environ of a form post: the key of its object, which the address does not tell."""


def body_of(environ: Environ) -> bytes:
    """The request's body. Later readers can read it again."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def with_documents(application: Application, documents: Mapping[str, bytes]) -> Application:
    """`application` with JSON documents in front, by path. Anybody may GET them."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        document = documents.get(environ["PATH_INFO"])
        if document is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return application(environ, start_response)
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(document)))]
        start_response("200 OK", [*headers, ("Access-Control-Allow-Origin", "*")])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [document]

    return guarded


def target_of(environ: Environ) -> str:
    """The operation of a JSON-protocol call (`AmazonSQS.SendMessage`), or nothing."""
    target: str = environ.get("HTTP_X_AMZ_TARGET", "")
    return target
