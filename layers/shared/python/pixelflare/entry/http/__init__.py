"""How an HTTP function is entered: routes that declare their policy, and the pipeline that every request passes."""

from pixelflare.entry.http.app import HttpApp, UndeclaredRouteError
from pixelflare.entry.http.call import Call
from pixelflare.entry.http.cors import cors_headers
from pixelflare.entry.http.envelope import refusal
from pixelflare.entry.http.idempotency import Replays
from pixelflare.entry.http.pipeline import RequestPipeline
from pixelflare.entry.http.policies import (
    ANONYMOUS,
    ANONYMOUS_LIMIT,
    BEARER,
    JSON_BODY,
    OPERATOR_TOKEN,
    READ,
    SIGNED_IN_TOKEN,
    WRITE,
    AuditAction,
    BodyLimit,
    RateCost,
    RoutePolicy,
)
from pixelflare.entry.http.preconditions import tagged, unless_known
from pixelflare.entry.http.rate_limits import RateLimits
from pixelflare.entry.http.request import Request
from pixelflare.entry.http.responses import NOT_MODIFIED, answers
from pixelflare.entry.http.route_files import RouteFiles
from pixelflare.entry.http.routes import Routes

__all__ = [
    "ANONYMOUS",
    "ANONYMOUS_LIMIT",
    "BEARER",
    "JSON_BODY",
    "NOT_MODIFIED",
    "OPERATOR_TOKEN",
    "READ",
    "SIGNED_IN_TOKEN",
    "WRITE",
    "AuditAction",
    "BodyLimit",
    "Call",
    "HttpApp",
    "RateCost",
    "RateLimits",
    "Replays",
    "Request",
    "RequestPipeline",
    "RouteFiles",
    "RoutePolicy",
    "Routes",
    "UndeclaredRouteError",
    "answers",
    "cors_headers",
    "refusal",
    "tagged",
    "unless_known",
]
