"""How an HTTP function is entered: what every request passes on its way to its route, and every answer on its way back.

The order: request id → proof of origin, viewer's address → CORS preflight → caller → rate limit → scope → idempotency
→ size and type of the body → validation → route → envelope → audit → headers.
A request is counted before it is judged, so that refusals count too.
"""

import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from pixelflare.audit import AuditLog
from pixelflare.base.errors import AppError, Forbidden, NotFound, PayloadTooLarge, Unauthorized, Unavailable
from pixelflare.base.observability import count, logger
from pixelflare.entry.auditing import Deed, record
from pixelflare.entry.cors import cors_headers, is_preflight
from pixelflare.entry.envelope import answer_refusals, methods_at, not_json, refusal
from pixelflare.entry.failures import answered
from pixelflare.entry.idempotency import Answer, Replays, is_replay, once
from pixelflare.entry.origin_proof import OriginProof, proven_viewer
from pixelflare.entry.request import Request
from pixelflare.identity import Caller
from pixelflare.rate_limits import Limit, RateLimiter
from schema.identity.scopes import Scope

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class Charge:
    """What a request counts against."""

    limit: Limit
    subject: str
    cost: int = 1


@dataclass(frozen=True)
class Policy:
    """What is allowed to whom, and how often: tables of the function, by method and path."""

    scope: Callable[[Request], Scope]
    charge: Callable[[Request], Charge | None]
    stranger: Callable[[Request], Charge]
    """What a request counts against whose credentials are not good."""
    largest_body: Callable[[Request], int]
    takes_bytes: Callable[[Request], bool]
    """Whether the body is something else than JSON."""
    deed: Callable[[Request], Deed]


@dataclass(frozen=True)
class Frame:
    """What requests are held against. `authenticate` answers None where nobody needs to say who they are."""

    authenticate: Callable[[Request], Caller | None]
    proof: OriginProof
    origins: Set[str]
    policy: Policy
    limiter: RateLimiter
    replays: Replays
    audit: AuditLog
    now: Callable[[], datetime]


def new_resolver() -> APIGatewayHttpResolver:
    """A resolver that answers every refusal and failure with the envelope."""
    app = APIGatewayHttpResolver(enable_validation=True)
    answer_refusals(app)
    return app


def answer(app: APIGatewayHttpResolver, event: dict[str, Any], context: Any, *, frame: Frame) -> Answer:
    """Payload 2.0 of an HTTP API."""
    request, began = Request(event), time.monotonic()
    logger.append_keys(request_id=request.id)
    found = answered(lambda: _pass(app, request, context, frame), refuse=_as_refusal(request))
    if request.method == "HEAD":
        found = found | {"body": "", "isBase64Encoded": False}
    milliseconds = round((time.monotonic() - began) * 1000)
    logger.info("answered", method=request.method, path=request.path, status=found["statusCode"], ms=milliseconds)
    allowance = request.allowance.headers if request.allowance else {}
    headers = {**_HEADERS, **cors_headers(request, allowed=frame.origins), **allowance, **found["headers"]}
    return found | {"headers": headers | {"X-Request-Id": request.id}}


def caller_of(router: Any) -> Caller:
    """The caller of the request under way."""
    caller: Caller | None = router.context["request"].caller
    assert caller is not None, "this route needs no caller, so it has none"
    return caller


def viewer_of(router: Any) -> str:
    """The proven address that the request under way comes from."""
    address: str = router.context["request"].address
    return address


def body_of(router: Any) -> bytes:
    """The body of the request under way, as it was sent."""
    body: bytes = router.context["request"].body
    return body


def note(router: Any, **details: Any) -> None:
    """Have the audit entry of the request under way say this too, like a filename: short values, and no secrets."""
    router.context["request"].details.update(details)


def _pass(app: APIGatewayHttpResolver, request: Request, context: Any, frame: Frame) -> Answer:
    request.address = proven_viewer(request.headers, proof=frame.proof)
    if not request.path.isprintable():
        # Routes match with or without a line feed at the end; scopes and limits go by the path as it stands.
        raise NotFound("there is nothing at this address")
    if request.method == "OPTIONS":
        return _options(app, request)
    request.caller = _caller(request, frame)
    _count(request, frame, frame.policy.charge(request))
    if request.is_read or request.caller is None:
        return _route(app, request, context, frame)
    return _change(app, request, context, frame)


def _change(app: APIGatewayHttpResolver, request: Request, context: Any, frame: Frame) -> Answer:
    """Once for a key, and written down, also when it is refused.

    Written down before the answer is kept: whoever asks again after a crash in between gets what the first run has left
    behind, and an entry of that. The other way round the change would be replayed for a day, and stand nowhere.
    """

    def run() -> Answer:
        return written_down(answered(lambda: _route(app, request, context, frame), refuse=_as_refusal(request)))

    def act() -> Answer:
        _check_scope(request, frame)
        return once(request, run, replays=frame.replays, now=frame.now())

    def written_down(found: Answer) -> Answer:
        record(request, found, deed=frame.policy.deed(request), log=frame.audit, now=frame.now())
        return found

    found = answered(act, refuse=_as_refusal(request))
    return found if is_replay(found) else written_down(found)


def _route(app: APIGatewayHttpResolver, request: Request, context: Any, frame: Frame) -> Answer:
    _check_scope(request, frame)
    _check_body(request, frame.policy)
    app.append_context(request=request)
    found: Answer = app.resolve(_event(request, frame.policy), context)
    return found


def _caller(request: Request, frame: Frame) -> Caller | None:
    """Raises Unauthorized, Forbidden, and RateLimited for an address that keeps guessing."""
    try:
        return frame.authenticate(request)
    except (Unauthorized, Forbidden):
        _count(request, frame, frame.policy.stranger(request))
        raise


def _count(request: Request, frame: Frame, charge: Charge | None) -> None:
    """Raises RateLimited. While the table can not be asked, reads pass and everything else is Unavailable."""
    if charge is None or charge.limit.amount == 0:
        return
    try:
        allowance = frame.limiter.count(charge.limit, charge.subject, cost=charge.cost, now=frame.now())
    except Unavailable:
        if not request.is_read or request.caller is None:
            raise
        count("RateLimitUnknown")
        return
    request.allowance = allowance
    if refused := allowance.refusal:
        raise refused


def _check_scope(request: Request, frame: Frame) -> None:
    needed = frame.policy.scope(request)
    if request.caller is not None and not request.caller.scope.covers(needed):
        raise Forbidden(f"this needs the scope {needed}, the key has {request.caller.scope}")


def _check_body(request: Request, policy: Policy) -> None:
    """Raises PayloadTooLarge, UnsupportedMediaType, InvalidRequest. A read has no body that anybody would look at."""
    if request.is_read:
        return
    largest = policy.largest_body(request)
    if len(request.body) > largest:
        raise PayloadTooLarge(
            f"the body has {len(request.body)} bytes, {largest} are taken", details={"max_bytes": largest}
        )
    if not request.body or policy.takes_bytes(request):
        return
    content_type = request.headers.get("content-type", "application/json")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise not_json()
    _ = request.json


def _options(app: APIGatewayHttpResolver, request: Request) -> Answer:
    allowed = methods_at(app, request.path)
    if not allowed and not is_preflight(request):
        raise NotFound("there is nothing at this address")
    headers = {"Allow": ", ".join(allowed)} if allowed else {}
    return {"statusCode": 204, "headers": headers, "body": "", "isBase64Encoded": False}


def _event(request: Request, policy: Policy) -> dict[str, Any]:
    """What the resolver is given: HEAD is asked as GET, and JSON's type is written the one way that it knows."""
    context = request.event["requestContext"]
    method = "GET" if request.method == "HEAD" else request.method
    headers = (
        request.headers if policy.takes_bytes(request) else {**request.headers, "content-type": "application/json"}
    )
    return {
        **request.event,
        "headers": headers,
        "requestContext": {**context, "http": {**context["http"], "method": method}},
    }


def _as_refusal(request: Request) -> Callable[[AppError], Answer]:
    return lambda error: refusal(error, request_id=request.id)
