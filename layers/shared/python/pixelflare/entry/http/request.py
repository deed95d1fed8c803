"""A request on its way through the pipeline, and what is known about it so far."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pixelflare.base.errors import InvalidRequest
from pixelflare.entry.http.policies import UNMATCHED, RoutePolicy
from pixelflare.identity import Caller
from pixelflare.rate_limits import Allowance

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass
class Request:
    """Payload 2.0 of an HTTP API, by our names."""

    event: Mapping[str, Any]
    address: str = ""
    """The viewer's, proven; empty before that."""
    caller: Caller | None = None
    allowance: Allowance | None = None
    """What is left of the limit that this request counts against."""
    policy: RoutePolicy = UNMATCHED
    """What the matched route declares."""
    path_parameters: Mapping[str, str] = field(default_factory=dict)
    audit_details: dict[str, Any] = field(default_factory=dict)
    """What a route adds to the audit entry."""
    is_audited: bool = False
    """Whether the audit log has been given its entry."""

    @cached_property
    def id(self) -> str:
        """The caller's own when it is one that logs and headers can carry; else the HTTP API's."""
        stated = str(self.headers.get("x-request-id", ""))
        return stated if _REQUEST_ID.fullmatch(stated) else str(self.event["requestContext"]["requestId"])

    @property
    def headers(self) -> Mapping[str, str]:
        """By lower-case name, as payload 2.0 has them."""
        headers: Mapping[str, str] = self.event["headers"]
        return headers

    @cached_property
    def method(self) -> str:
        return str(self.event["requestContext"]["http"]["method"]).upper()

    @property
    def path(self) -> str:
        """Behind the distribution's /api."""
        return str(self.event["rawPath"])

    @property
    def query(self) -> str:
        return str(self.event.get("rawQueryString", ""))

    @property
    def is_read(self) -> bool:
        return self.method in ("GET", "HEAD")

    @cached_property
    def body(self) -> bytes:
        text = self.event.get("body") or ""
        return base64.b64decode(text) if self.event.get("isBase64Encoded") else text.encode(errors="surrogatepass")

    @cached_property
    def json(self) -> Any:
        """Raises InvalidRequest, also for what Python's parser gives up on in ways the resolver does not know:
        a body nested too deeply, or with a number of thousands of digits. UTF-8 only (RFC 8259, 8.1): the parser
        would guess other encodings, of which the resolver knows nothing."""
        try:
            return json.loads(self.body.decode())
        except (ValueError, RecursionError) as unreadable:
            raise InvalidRequest("the body is not JSON") from unreadable
