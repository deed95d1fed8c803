"""The OpenAPI document of an HttpApp: what its routes say, and what the pipeline adds to every one of them."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from pixelflare.entry.http.app import HttpApp
from pixelflare.entry.http.idempotency import KEY_PATTERN
from pixelflare.entry.http.policies import BEARER, SIGNED_IN_TOKEN, RoutePolicy
from pixelflare.entry.http.request_schemas import describe_defaults
from pixelflare.entry.http.responses import meaning_of

Operation = dict[str, Any]

REQUIRED_SCOPE = "x-required-scope"
"""Says in an operation which scope its caller needs."""
REQUIRED_GROUP = "x-required-group"
"""Says in an operation which group of the user pool its caller must be in. Such an operation names no scope."""

_LIBRARYS_OWN = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
_WITHOUT_BODY = ("204", "302", "304")
_COUNTED = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
_HEADERS = {
    "X-Request-Id": (
        "The id of the request in the logs: the request's own if it is valid (A-Z a-z 0-9 . _ -, 64 at most)",
        "string",
    ),
    "RateLimit-Limit": ("The requests of a full bucket", "integer"),
    "RateLimit-Remaining": ("The requests that are left", "integer"),
    "RateLimit-Reset": ("Seconds until the bucket is full again", "integer"),
    "Retry-After": ("Seconds until a retry can succeed", "integer"),
    "ETag": ("The version of the answer, for If-Match", "string"),
    "Idempotency-Replayed": ("`true` if this is the stored answer to an earlier request", "string"),
}
_PARAMETERS = {
    "RequestId": (
        "X-Request-Id",
        "Returned in the answer and written to the logs.",
        {"type": "string", "maxLength": 200},
    ),
    "IdempotencyKey": (
        "Idempotency-Key",
        "A key of your choice: the same request with the same key gets the same answer for a day.",
        {"type": "string", "pattern": KEY_PATTERN},
    ),
    "IfMatch": (
        "If-Match",
        "Make the change only if this is the current ETag; otherwise 412.",
        {"type": "string", "maxLength": 100},
    ),
    "IfNoneMatch": ("If-None-Match", "Answer 304 if this is the current ETag.", {"type": "string", "maxLength": 1000}),
}


def openapi_document(
    app: HttpApp,
    *,
    info: dict[str, Any],
    tags: dict[str, str],
    servers: list[dict[str, str]],
    security_schemes: dict[str, Any],
    accepted: dict[str, list[str]],
    groups: dict[str, str],
) -> dict[str, Any]:
    """OpenAPI 3.1. By the credentials that a route declares: the security schemes that carry them, in `accepted`;
    and the group of the user pool whose members alone have them, in `groups`.
    """
    text = app.resolver.get_openapi_json_schema(title=info["title"], version=info["version"], openapi_version="3.1.0")
    document: dict[str, Any] = json.loads(text)
    document["info"] = info
    document["tags"] = [{"name": name, "description": meaning} for name, meaning in tags.items()]
    document["servers"] = servers
    for route in app.routes:
        if route.include_in_schema:
            operation = document["paths"][route.openapi_path][route.method.lower()]
            _complete(operation, route.method, app.policy_of(route))
            _secure(operation, app.policy_of(route), accepted, groups)
    for name in _LIBRARYS_OWN:
        document["components"]["schemas"].pop(name, None)
    describe_defaults(document)
    document["components"] |= _components() | {"securitySchemes": security_schemes}
    return document


def _complete(operation: Operation, method: str, policy: RoutePolicy) -> None:
    _correct(operation)
    responses = operation["responses"]
    responses |= {str(int(status)): _refusal(status) for status in _statuses(method, policy, operation)}
    names = list(_parameters(method, operation))
    operation["parameters"] = operation.get("parameters", []) + [_ref("parameters", name) for name in names]
    is_versioned = {"IfMatch", "IfNoneMatch"} & set(names) != set()
    for status, response in responses.items():
        headers = list(_headers(method, policy, status, is_versioned=is_versioned))
        response["headers"] = response.get("headers", {}) | {name: _ref("headers", name) for name in headers}
    operation["responses"] = dict(sorted(responses.items()))


def _correct(operation: Operation) -> None:
    """The resolver documents its own 422, which here is the envelope's 400, and a body for answers without one."""
    operation["responses"].pop("422", None)
    for status in _WITHOUT_BODY:
        operation["responses"].get(status, {}).pop("content", None)


def _components() -> dict[str, Any]:
    """The headers and parameters that operations refer to."""
    headers = {name: {"description": text, "schema": {"type": kind}} for name, (text, kind) in _HEADERS.items()}
    parameters = {
        name: {"name": header, "in": "header", "required": False, "description": text, "schema": schema}
        for name, (header, text, schema) in _PARAMETERS.items()
    }
    return {"headers": headers, "parameters": parameters}


def _statuses(method: str, policy: RoutePolicy, operation: Operation) -> Iterator[HTTPStatus]:
    yield from (HTTPStatus.FORBIDDEN, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
    if policy.cost is not None:
        yield HTTPStatus.TOO_MANY_REQUESTS
    if policy.scope is not None:
        yield HTTPStatus.UNAUTHORIZED
    if method != "GET":
        yield from (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if method != "GET" or "parameters" in operation:
        yield HTTPStatus.BAD_REQUEST
    if method == "POST":
        yield HTTPStatus.CONFLICT


def _parameters(method: str, operation: Operation) -> Iterator[str]:
    yield "RequestId"
    if method == "POST":
        yield "IdempotencyKey"
    if "412" in operation["responses"]:
        yield "IfMatch"
    if "304" in operation["responses"]:
        yield "IfNoneMatch"


def _headers(method: str, policy: RoutePolicy, status: str, *, is_versioned: bool) -> Iterator[str]:
    yield "X-Request-Id"
    if policy.cost is not None:
        yield from _COUNTED
    if status in ("429", "503"):
        yield "Retry-After"
    if is_versioned and status in ("200", "201", "304"):
        yield "ETag"
    if method == "POST" and int(status) < 500 and status not in ("401", "403", "429"):
        yield "Idempotency-Replayed"


def _secure(operation: Operation, policy: RoutePolicy, accepted: dict[str, list[str]], groups: dict[str, str]) -> None:
    """Alternatives. Scope and group have extensions of their own: OpenAPI's tools know scopes of OAuth flows only."""
    operation["security"] = []
    if policy.scope is None:
        return
    operation["security"] = [{name: []} for name in accepted[policy.credentials]]
    if policy.credentials == BEARER:
        operation[REQUIRED_SCOPE] = str(policy.scope)
        _tell(operation, f"Needs the scope `{policy.scope}`.")
    if policy.credentials == SIGNED_IN_TOKEN:
        _tell(operation, "For who is signed in; no API key may call it.")
    if group := groups.get(policy.credentials):
        operation[REQUIRED_GROUP] = group
        _tell(operation, f"For members of the user pool's group `{group}`, signed in; no API key may call it.")


def _tell(operation: Operation, told: str) -> None:
    operation["description"] = "\n\n".join(filter(None, [operation.get("description"), told]))


def _refusal(status: HTTPStatus) -> dict[str, Any]:
    schema = _ref("schemas", "ErrorBody")
    return {"description": meaning_of(status), "content": {"application/json": {"schema": schema}}}


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}
