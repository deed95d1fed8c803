"""How an HTTP function is entered: who calls, one envelope for every refusal, the headers of every answer.

The order of a request: caller → validation → route → envelope. What else belongs to the frame (limits, idempotency,
audit) has its place between caller and validation, in `answer`.
"""

import base64
import json
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from pixelflare.base.errors import AppError, InvalidRequest, MethodNotAllowed, NotFound
from pixelflare.base.observability import count, logger
from pixelflare.entry.failures import answered
from pixelflare.identity import Caller

Authenticate = Callable[[str | None], Caller]
"""From the Authorization header to the caller. Raises Unauthorized."""

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def new_resolver() -> APIGatewayHttpResolver:
    """A resolver that answers every refusal and failure with the envelope."""
    app = APIGatewayHttpResolver(enable_validation=True)
    app.use([_with_headers])
    _answer_refusals(app)
    return app


def answer(
    app: APIGatewayHttpResolver,
    event: dict[str, Any],
    context: Any,
    *,
    authenticate: Authenticate,
    open_paths: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Payload 2.0 of an HTTP API. Who calls is known before anything else of the request is looked at."""

    def act() -> dict[str, Any]:
        if event["rawPath"] not in open_paths:
            app.append_context(caller=authenticate(event["headers"].get("authorization")))
        _check_json(event)
        return app.resolve(event, context)

    return answered(act, refuse=lambda error: _refusal(error, request_id=event["requestContext"]["requestId"]))


def caller_of(router: Any) -> Caller:
    """The caller of the request under way."""
    caller: Caller = router.context["caller"]
    return caller


def _check_json(event: dict[str, Any]) -> None:
    """Raises InvalidRequest for a body that Python's parser gives up on in ways the resolver does not know:
    nested too deeply, or with a number of thousands of digits."""
    body = event.get("body")
    if not body or "json" not in event["headers"].get("content-type", "json"):
        return
    try:
        json.loads(base64.b64decode(body) if event.get("isBase64Encoded") else body)
    except (ValueError, RecursionError) as unreadable:
        raise InvalidRequest("the body is not JSON") from unreadable


def _refusal(error: AppError, *, request_id: str) -> dict[str, Any]:
    headers = _HEADERS | {"X-Request-Id": request_id, "Content-Type": "application/json"} | error.headers
    body = json.dumps(error.body(request_id))
    return {"statusCode": int(error.status), "headers": headers, "body": body, "isBase64Encoded": False}


def _with_headers(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    answer: Response[Any] = next_middleware(app)
    answer.headers = {**_HEADERS, "X-Request-Id": _request_id(app), **answer.headers}
    return answer


def _request_id(app: APIGatewayHttpResolver) -> str:
    return str(app.current_event.request_context.request_id)


def _answer_refusals(app: APIGatewayHttpResolver) -> None:
    def envelope(error: AppError) -> Response[str]:
        request_id = _request_id(app)
        return Response(
            status_code=int(error.status),
            content_type="application/json",
            body=json.dumps(error.body(request_id)),
            headers=_HEADERS | {"X-Request-Id": request_id} | error.headers,
        )

    def refuse(error: AppError) -> Response[str]:
        logger.info("refused", code=error.code, status=int(error.status), detail=error.message)
        return envelope(error)

    def refuse_input(error: RequestValidationError) -> Response[str]:
        problems = [{"where": _place(problem["loc"]), "problem": problem["msg"]} for problem in error.errors()]
        return envelope(InvalidRequest("the request is not valid", details={"problems": problems}))

    def refuse_path(_: Exception) -> Response[str]:
        allowed = _methods_at(app, app.current_event.path)
        if allowed:
            return envelope(MethodNotAllowed(f"this address takes {', '.join(allowed)}", allowed=allowed))
        return envelope(NotFound("there is nothing at this address"))

    def fail(_: Exception) -> Response[str]:
        logger.exception("failed")
        count("RequestFailed")
        return envelope(AppError("something went wrong on our side"))

    app.exception_handler(AppError)(refuse)
    app.exception_handler(RequestValidationError)(refuse_input)
    app.exception_handler(Exception)(fail)
    app.not_found(refuse_path)


def _methods_at(app: APIGatewayHttpResolver, path: str) -> list[str]:
    # The resolver has no public list of its routes.
    routes = [*app._static_routes, *app._dynamic_routes]
    return sorted({route.method for route in routes if route.rule.match(path)})


def _place(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location)
