"""What Lambda hands a function: a context, and the event of a request."""

import base64
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus
from uuid import uuid4


@dataclass(frozen=True)
class Context:
    """What Lambda hands a handler beside the event."""

    function_name: str
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:test"
    aws_request_id: str = field(default_factory=lambda: str(uuid4()))

    def get_remaining_time_in_millis(self) -> int:
        """An HTTP API gives a request 30 seconds, a queue's consumer and a schedule have more."""
        if self.function_name.endswith("_schedule"):
            return 300_000
        return 120_000 if self.function_name.endswith("_consumer") else 30_000


def http_event(
    method: str, path: str, *, query: str = "", headers: dict[str, str] | None = None, body: str | bytes | None = None
) -> dict[str, Any]:
    """Payload format 2.0, of an HTTP API and of a function URL alike. Bytes are handed over in base64."""
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers or {},
        "queryStringParameters": {unquote_plus(name): unquote_plus(value) for name, _, value in pairs},
        "requestContext": {
            "requestId": str(uuid4()),
            "stage": "$default",
            "http": {
                "method": method,
                "path": path,
                "sourceIp": "198.51.100.1",
                "protocol": "HTTP/1.1",
                "userAgent": "",
            },
        },
        "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
        "isBase64Encoded": isinstance(body, bytes),
    }
