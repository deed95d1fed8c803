"""/v1/mcp: the Model Context Protocol (streamable HTTP, stateless), in front of the API's own routes.

A tool is a request of the same caller to a route of this function. It passes the whole pipeline: proof of origin, caller,
scope, rate limit, validation, audit.
"""

import base64
import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from functions.api.app import ROUTE_FILES
from functions.api.services import Services
from pixelflare.entry.failures import answered
from pixelflare.entry.http import Request, cors_headers, refusal
from pixelflare.mcp import ApiAnswer, ApiRequest, Reply, respond
from schema.limits import MAX_REQUEST_BYTES

PATH = "/v1/mcp"
_NOT_PASSED_ON = frozenset(
    {"accept-encoding", "content-length", "idempotency-key", "if-match", "if-none-match", "accept"}
)


def answer_mcp(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    """Payload 2.0."""
    request = Request(event)
    if request.method == "OPTIONS":
        return _passed_on(ApiRequest("OPTIONS", PATH), event, context, services)
    found = answered(
        lambda: _payload(_reply(request, event, context, services)),
        refuse=lambda error: refusal(error, request_id=request.id),
    )
    shared = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Request-Id": request.id}
    headers = {**shared, **cors_headers(request, allowed=services.pipeline.origins), **found["headers"]}
    return found | {"headers": headers}


def _reply(request: Request, event: dict[str, Any], context: Any, services: Services) -> Reply:
    if request.method != "POST":
        # No stream is offered, and there are no sessions to end.
        return _refused(HTTPStatus.METHOD_NOT_ALLOWED, "this address takes POST", {"Allow": "OPTIONS, POST"})
    origin = request.headers.get("origin")
    if origin is not None and origin not in services.pipeline.origins:
        return _refused(HTTPStatus.FORBIDDEN, "pages of this origin may not ask")
    if len(request.body) > MAX_REQUEST_BYTES:
        return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a message has at most {MAX_REQUEST_BYTES} bytes")

    def call_api(asked: ApiRequest) -> ApiAnswer:
        return _parsed(_passed_on(asked, event, context, services))

    return respond(request.body, version=request.headers.get("mcp-protocol-version"), call_api=call_api)


def _passed_on(asked: ApiRequest, event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    """The answer of the API's own route to the same caller."""
    http = event["requestContext"]["http"]
    headers = {name: value for name, value in event["headers"].items() if name not in _NOT_PASSED_ON}
    if asked.body is not None:
        headers["content-type"] = "application/json"
    inner = {
        **event,
        "rawPath": asked.path,
        "rawQueryString": urlencode(asked.query),
        "queryStringParameters": dict(asked.query) or None,
        "headers": headers,
        "body": json.dumps(asked.body) if asked.body is not None else "",
        "isBase64Encoded": False,
        "requestContext": {**event["requestContext"], "http": {**http, "method": asked.method, "path": asked.path}},
    }
    return services.pipeline.answer(ROUTE_FILES.app_for(asked.path), inner, context, services=services)


def _parsed(answer: dict[str, Any]) -> ApiAnswer:
    body = answer.get("body") or ""
    text = base64.b64decode(body).decode() if answer.get("isBase64Encoded") else body
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    return ApiAnswer(answer["statusCode"], headers, json.loads(text) if text else None)


def _refused(status: HTTPStatus, message: str, headers: dict[str, str] | None = None) -> Reply:
    error = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": message}}
    return Reply(int(status), error, headers or {})


def _payload(reply: Reply) -> dict[str, Any]:
    body = "" if reply.body is None else json.dumps(reply.body, ensure_ascii=False)
    headers = ({"Content-Type": "application/json"} if body else {}) | reply.headers
    return {"statusCode": reply.status, "headers": headers, "body": body, "isBase64Encoded": False}
