"""An outage of one AWS service, in the ways in which such outages show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import cycle
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from pixelflare.aws.clients import client

_SAID = (
    ("ThrottlingException", HTTPStatus.BAD_REQUEST),
    ("InternalError", HTTPStatus.INTERNAL_SERVER_ERROR),
    ("503", HTTPStatus.SERVICE_UNAVAILABLE),
)
"""Code and status. S3 answers a HEAD without a body, so its code is the status."""


@dataclass
class Outage:
    """Every call fails, each in the next way."""

    service: str
    asked: list[str] = field(default_factory=list)
    _ways: Iterator[Any] = field(default_factory=lambda: cycle((*_SAID, EndpointConnectionError, ReadTimeoutError)))

    def fail(self, model: Any, **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        self.asked.append(model.name)
        way = next(self._ways)
        if isinstance(way, type):
            raise way(endpoint_url=self.service)
        code, status = way
        parsed = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": int(status)}}
        return AWSResponse(self.service, status, {}, None), parsed


@contextmanager
def outage_of(service: str, operation: str = "") -> Iterator[Outage]:
    """Of the functions' own calls; with `operation`, of those alone. The client library's attempts have failed already."""
    outage, events = Outage(service), client(service).meta.events
    event = f"before-call.{service}.{operation}".removesuffix(".")
    events.register_first(event, outage.fail)
    try:
        yield outage
    finally:
        events.unregister(event, outage.fail)
