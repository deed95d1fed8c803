"""What the frame adds to the document of every route: statuses it may answer in the route's place, headers, credentials."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from functions.api.access import HEALTH, OPEN_PATHS, UPLOAD_PATH, scope_of
from functions.api.responses import meaning_of
from pixelflare.entry.idempotency import KEY_PATTERN

SECURITY_SCHEMES = {
    "accessToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of the user pool: all scopes.",
    },
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "pf_…",
        "description": "An API key: its own scope, and those below it.",
    },
    "uploadToken": {
        "type": "apiKey",
        "in": "query",
        "name": "token",
        "description": "As it came with the reservation of the image.",
    },
}

_COUNTED = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
_HEADERS = {
    "X-Request-Id": (
        "The request's own when it has one of A-Z a-z 0-9 . _ -, 64 at most; finds it in the logs",
        "string",
    ),
    "RateLimit-Limit": ("How many of these requests a full bucket has", "integer"),
    "RateLimit-Remaining": ("How many are left", "integer"),
    "RateLimit-Reset": ("Seconds until the bucket is full again", "integer"),
    "Retry-After": ("Seconds until it is worth trying again", "integer"),
    "ETag": ("The version that is shown, for If-Match", "string"),
    "Idempotency-Replayed": ("`true` when this is an earlier answer to the same request", "string"),
}
_PARAMETERS = {
    "RequestId": ("X-Request-Id", "Comes back, and stands in the logs.", {"type": "string", "maxLength": 200}),
    "IdempotencyKey": (
        "Idempotency-Key",
        "Of your choice: the same request with the same key gets the same answer for a day.",
        {"type": "string", "pattern": KEY_PATTERN},
    ),
    "IfMatch": ("If-Match", "Only if this is still its ETag; otherwise 412.", {"type": "string", "maxLength": 100}),
    "IfNoneMatch": ("If-None-Match", "304 when this is still its ETag.", {"type": "string", "maxLength": 1000}),
}


def document_frame(method: str, path: str, operation: dict[str, Any]) -> None:
    """Complete one operation in place."""
    responses = operation["responses"]
    responses |= {str(int(status)): _refusal(status) for status in _statuses(method, path, operation)}
    operation["security"] = _security(method, path)
    names = list(_parameters(method, operation))
    operation["parameters"] = operation.get("parameters", []) + [_ref("parameters", name) for name in names]
    for status, response in responses.items():
        headers = list(_headers(method, path, status, versioned={"IfMatch", "IfNoneMatch"} & set(names) != set()))
        response["headers"] = response.get("headers", {}) | {name: _ref("headers", name) for name in headers}
    operation["responses"] = dict(sorted(responses.items()))


def frame_components() -> dict[str, Any]:
    """The headers and parameters that operations refer to."""
    headers = {name: {"description": text, "schema": {"type": kind}} for name, (text, kind) in _HEADERS.items()}
    parameters = {
        name: {"name": header, "in": "header", "required": False, "description": text, "schema": schema}
        for name, (header, text, schema) in _PARAMETERS.items()
    }
    return {"headers": headers, "parameters": parameters}


def _statuses(method: str, path: str, operation: dict[str, Any]) -> Iterator[HTTPStatus]:
    yield from (HTTPStatus.FORBIDDEN, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
    if path != HEALTH:
        yield HTTPStatus.TOO_MANY_REQUESTS
    if path not in OPEN_PATHS:
        yield HTTPStatus.UNAUTHORIZED
    if method != "GET":
        yield from (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if method != "GET" or "parameters" in operation:
        yield HTTPStatus.BAD_REQUEST
    if method == "POST":
        yield HTTPStatus.CONFLICT


def _parameters(method: str, operation: dict[str, Any]) -> Iterator[str]:
    yield "RequestId"
    if method == "POST":
        yield "IdempotencyKey"
    if "412" in operation["responses"]:
        yield "IfMatch"
    if "304" in operation["responses"]:
        yield "IfNoneMatch"


def _headers(method: str, path: str, status: str, *, versioned: bool) -> Iterator[str]:
    yield "X-Request-Id"
    if path != HEALTH:
        yield from _COUNTED
    if status in ("429", "503"):
        yield "Retry-After"
    if versioned and status in ("200", "201", "304"):
        yield "ETag"
    if method == "POST" and int(status) < 500 and status not in ("401", "403", "429"):
        yield "Idempotency-Replayed"


def _security(method: str, path: str) -> list[dict[str, list[str]]]:
    """Alternatives; beside each the scope that it takes (OpenAPI 3.1 lets any scheme name roles)."""
    if path in OPEN_PATHS:
        return []
    if path.startswith(f"{UPLOAD_PATH}/"):
        return [{"uploadToken": []}]
    scope = str(scope_of(method, path))
    return [{"accessToken": [scope]}, {"apiKey": [scope]}]


def _refusal(status: HTTPStatus) -> dict[str, Any]:
    schema = _ref("schemas", "ErrorBody")
    return {"description": meaning_of(status), "content": {"application/json": {"schema": schema}}}


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}
