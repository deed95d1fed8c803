"""The events that start a function, as AWS writes them, and the context that comes along."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """What a function may ask Lambda about its own invocation."""

    function_name: str = "benchmark"
    function_version: str = "$LATEST"
    memory_limit_in_mb: str = "1024"
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:benchmark"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 120_000


def http(method: str, path: str, *, headers: Mapping[str, str], query: str = "", body: object = None) -> Event:
    """Payload 2.0, of an HTTP API or a function URL."""
    event: Event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"content-type": "application/json", "x-viewer-address": "192.0.2.1", **headers},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "benchmark",
            "domainName": "benchmark",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": ""},
            "requestId": str(uuid.uuid4()),
            "routeKey": "$default",
            "stage": "$default",
            "timeEpoch": 0,
        },
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = dict(pair.split("=", 1) for pair in query.split("&"))
    if body is not None:
        event["body"] = json.dumps(body)
    return event


def object_created(*, bucket: str, key: str, size: int, etag: str) -> str:
    """What EventBridge puts on a queue when S3 has a new object."""
    detail = {"bucket": {"name": bucket}, "object": {"key": key, "size": size, "etag": etag}}
    return json.dumps({"detail-type": "Object Created", "source": "aws.s3", "detail": detail})


def batch(bodies: Iterable[str], *, queue: str) -> Event:
    """Messages as a queue hands them to a function."""
    return {"Records": [_record(body, queue) for body in bodies]}


def _record(body: str, queue: str) -> Event:
    return {
        "messageId": str(uuid.uuid4()),
        "receiptHandle": "handle",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:{queue}",
        "awsRegion": "us-east-1",
    }
