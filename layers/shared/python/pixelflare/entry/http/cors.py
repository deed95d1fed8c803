"""Which pages may call the API from a browser (https://fetch.spec.whatwg.org/#http-cors-protocol)."""

from collections.abc import Set

from pixelflare.entry.http.request import Request

MAX_AGE_SECONDS = 7200
"""The longest that Chromium keeps a preflight's answer."""
_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
_REQUEST_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, X-Request-Id"
EXPOSED = (
    "ETag",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Request-Id",
    "Location",
    "Idempotency-Replayed",
    "X-Next-Cursor",
)


def is_preflight(request: Request) -> bool:
    return (
        request.method == "OPTIONS"
        and "origin" in request.headers
        and "access-control-request-method" in request.headers
    )


def cors_headers(request: Request, *, allowed: Set[str]) -> dict[str, str]:
    """Every answer varies by Origin, and by Accept-Encoding (compression.py). Only those to allowed pages say that the page
    may read them."""
    vary = {"Vary": "Origin, Accept-Encoding"}
    origin = request.headers.get("origin")
    if origin is None or origin not in allowed:
        return vary
    shared = vary | {"Access-Control-Allow-Origin": origin}
    if not is_preflight(request):
        return shared | {"Access-Control-Expose-Headers": ", ".join(EXPOSED)}
    return shared | {
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": _REQUEST_HEADERS,
        "Access-Control-Max-Age": str(MAX_AGE_SECONDS),
    }
