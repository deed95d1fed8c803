"""Refusals as AWS words them: XML for S3, JSON for the services with JSON protocols."""

import json
from collections.abc import Iterable
from xml.sax.saxutils import escape

from local.wsgi import Environ, StartResponse, target_of


class Refused(Exception):
    """The service's refusal."""

    def __init__(self, status: str, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code

    def answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if target_of(environ):
            text = json.dumps({"__type": self.code, "message": str(self)})
            kind = "application/x-amz-json-1.1"
        else:
            text = (
                f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{self.code}</Code>'
                f"<Message>{escape(str(self))}</Message><RequestId>local</RequestId></Error>"
            )
            kind = "application/xml"
        body = text.encode()
        start_response(self.status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def denied(message: str = "Access Denied") -> Refused:
    return Refused("403 Forbidden", "AccessDenied", message)


def invalid(code: str, message: str) -> Refused:
    return Refused("400 Bad Request", code, message)
