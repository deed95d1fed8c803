"""The request pipeline: what every request passes on its way to its route, and every answer on its way back.

The order: request id, proof of origin and viewer's address, CORS preflight, matching route, caller, rate limit, scope,
idempotency, size and type of the body, validation, route, envelope, audit, compression, headers.
A request is counted before it is judged, so that refusals count too.
"""

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pixelflare.accounts import Standings
from pixelflare.audit import AuditLog
from pixelflare.base.errors import AppError, Forbidden, NotFound, PayloadTooLarge, Unauthorized
from pixelflare.base.observability import logger
from pixelflare.brake import Brake
from pixelflare.entry.failures import answered
from pixelflare.entry.http.admission import count_request, may_call
from pixelflare.entry.http.app import HttpApp
from pixelflare.entry.http.auditing import record
from pixelflare.entry.http.call import Call
from pixelflare.entry.http.compression import compressed
from pixelflare.entry.http.cors import cors_headers, is_preflight
from pixelflare.entry.http.envelope import not_json, refusal
from pixelflare.entry.http.idempotency import Answer, BegunRun, Replays, check_key, is_replay, once
from pixelflare.entry.http.policies import OPERATOR_TOKEN, SIGNED_IN_TOKEN
from pixelflare.entry.http.rate_limits import RateLimits
from pixelflare.entry.http.request import Request
from pixelflare.entry.origin_proof import OriginProof, proven_viewer
from pixelflare.identity import Caller

Authenticate = Callable[[Request], Caller]
"""Finds the caller, or raises Unauthorized, Forbidden, Unavailable."""

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class RequestPipeline:
    """What the requests of one function are held against."""

    authenticators: Mapping[str, Authenticate]
    """By the credentials that a route declares."""
    proof: OriginProof
    origins: Set[str]
    """Pages that may call from a browser."""
    limits: RateLimits
    replays: Replays
    audit: AuditLog
    is_audit_whole: bool
    """Whether changes of the library have entries, too."""
    standings: Standings
    brake: Brake
    clock: Callable[[], datetime]

    def answer(self, app: HttpApp, event: dict[str, Any], context: Any, *, services: Any) -> Answer:
        """Payload 2.0 of an HTTP API."""
        request, began = Request(event), time.monotonic()
        call = Call(request, services, context)
        logger.append_keys(request_id=request.id)
        found = answered(lambda: _pass(app, call, self), refuse=_as_refusal(request))
        if request.method == "HEAD":
            found = found | {"body": "", "isBase64Encoded": False}
        found = compressed(found, accepted=request.headers.get("accept-encoding", ""))
        milliseconds = round((time.monotonic() - began) * 1000)
        logger.info("answered", method=request.method, path=request.path, status=found["statusCode"], ms=milliseconds)
        allowance = request.allowance.headers if request.allowance else {}
        headers = {**_HEADERS, **cors_headers(request, allowed=self.origins), **allowance, **found["headers"]}
        return found | {"headers": headers | {"X-Request-Id": request.id}}


def _pass(app: HttpApp, call: Call[Any], pipeline: RequestPipeline) -> Answer:
    request = call.request
    request.address = proven_viewer(request.headers, proof=pipeline.proof)
    if not request.path.isprintable():
        # Routes match with or without a line feed at the end; nothing else may read the path differently.
        raise NotFound("there is nothing at this address")
    if request.method == "OPTIONS":
        return _options(app, request)
    request.policy, request.path_parameters = app.match(request.method, request.path)
    request.caller = _caller(request, pipeline)
    begun = count_request(
        call,
        limits=pipeline.limits,
        replays=pipeline.replays,
        standings=pipeline.standings,
        brake=pipeline.brake,
        now=pipeline.clock(),
    )
    if request.is_read or request.caller is None:
        return _route(app, call)
    return _change(app, call, pipeline, begun)


def _change(app: HttpApp, call: Call[Any], pipeline: RequestPipeline, begun: BegunRun | None) -> Answer:
    """Once for an idempotency key, and with an audit entry, also when it is refused.

    The entry is written before the answer is kept. A retry after a crash in between then meets what the first run has
    left behind, and has an entry of its own. The other way round the change would be replayed without any entry.
    """
    request = call.request

    def run() -> Answer:
        return audited(answered(lambda: _route(app, call), refuse=_as_refusal(request)))

    def act() -> Answer:
        _check_rights(request)
        if request.caller is not None:
            pipeline.standings.check(
                request.caller.owner, is_for_closing=request.policy.is_for_closing, now=pipeline.clock()
            )
        if request.policy.is_braked:
            pipeline.brake.check_uploads(now=pipeline.clock())
        check_key(request)
        return once(begun, run, replays=pipeline.replays) if begun else run()

    def audited(found: Answer) -> Answer:
        record(request, found, log=pipeline.audit, is_whole=pipeline.is_audit_whole, now=pipeline.clock())
        return found

    found = answered(act, refuse=_as_refusal(request))
    return found if is_replay(found) else audited(found)


def _route(app: HttpApp, call: Call[Any]) -> Answer:
    _check_rights(call.request)
    _check_body(call.request)
    return app.resolve(_event(call.request), call)


def _caller(request: Request, pipeline: RequestPipeline) -> Caller | None:
    """None on an open route. Raises Unauthorized, Forbidden, and RateLimited for an address that keeps guessing."""
    if request.policy.scope is None:
        return None
    try:
        return pipeline.authenticators[request.policy.credentials](request)
    except (Unauthorized, Forbidden):
        pipeline.limits.count_anonymous(request, now=pipeline.clock())
        raise


def _check_rights(request: Request) -> None:
    needed, caller = request.policy.scope, request.caller
    if caller is None or may_call(request):
        return
    if request.policy.credentials == OPERATOR_TOKEN:
        raise Forbidden("this is for operators, who have signed in")
    if request.policy.credentials == SIGNED_IN_TOKEN:
        raise Forbidden("this is for who has signed in; API keys are refused")
    raise Forbidden(f"this needs the scope {needed}, the key has {caller.scope}")


def _check_body(request: Request) -> None:
    """Raises PayloadTooLarge, UnsupportedMediaType, InvalidRequest. The body of a read is ignored."""
    limit = request.policy.body
    if limit is None or request.is_read:
        return
    if len(request.body) > limit.max_bytes:
        raise PayloadTooLarge(
            f"the body has {len(request.body)} bytes, and at most {limit.max_bytes} are accepted",
            details={"max_bytes": limit.max_bytes},
        )
    if not request.body or not limit.is_json:
        return
    content_type = request.headers.get("content-type", "application/json")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise not_json()
    _ = request.json


def _options(app: HttpApp, request: Request) -> Answer:
    allowed = app.methods_at(request.path)
    if not allowed and not is_preflight(request):
        raise NotFound("there is nothing at this address")
    headers = {"Allow": ", ".join(allowed)} if allowed else {}
    return {"statusCode": 204, "headers": headers, "body": "", "isBase64Encoded": False}


def _event(request: Request) -> dict[str, Any]:
    """What the resolver is given: HEAD is asked as GET, and JSON's type is written the one way that it knows."""
    context = request.event["requestContext"]
    method = "GET" if request.method == "HEAD" else request.method
    is_json = request.policy.body is None or request.policy.body.is_json
    headers = {**request.headers, "content-type": "application/json"} if is_json else request.headers
    return {
        **request.event,
        "headers": headers,
        "requestContext": {**context, "http": {**context["http"], "method": method}},
    }


def _as_refusal(request: Request) -> Callable[[AppError], Answer]:
    return lambda error: refusal(error, request_id=request.id)
