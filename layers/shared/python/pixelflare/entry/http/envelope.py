"""Refusals and failures of the routes, each as the one envelope of schema.errors.ErrorBody."""

import json
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestUnsupportedContentType, RequestValidationError

from pixelflare.base.errors import AppError, MethodNotAllowed, NotFound, UnsupportedMediaType, not_valid
from pixelflare.base.observability import count, logger

_JSON = "application/json"


def refusal(error: AppError, *, request_id: str) -> dict[str, Any]:
    """Payload 2.0."""
    return {
        "statusCode": int(error.status),
        "headers": {"Content-Type": _JSON} | error.headers,
        "body": json.dumps(error.body(request_id)),
        "isBase64Encoded": False,
    }


def answer_refusals(app: APIGatewayHttpResolver, *, methods_at: Callable[[str], list[str]]) -> None:
    """Make the resolver answer what its routes raise, what it refuses itself, and addresses that it does not have."""

    def envelope(error: AppError) -> Response[str]:
        body = json.dumps(error.body(app.context["call"].request.id))
        return Response(int(error.status), content_type=_JSON, body=body, headers=error.headers)

    def refuse(error: AppError) -> Response[str]:
        logger.info("refused", code=error.code, status=int(error.status), detail=error.message)
        return envelope(error)

    def refuse_input(error: RequestValidationError) -> Response[str]:
        if any(problem["loc"][:1] == ("response",) for problem in error.errors()):
            return fail(error)  # what a route answered is not what it says it answers
        return envelope(not_valid([(_where(problem["loc"]), problem["msg"]) for problem in error.errors()]))

    def refuse_type(_: Exception) -> Response[str]:
        return envelope(not_json())

    def refuse_path(_: Exception) -> Response[str]:
        allowed = methods_at(app.current_event.path)
        if allowed:
            return envelope(MethodNotAllowed(f"this address accepts {', '.join(allowed)}", allowed=allowed))
        return envelope(NotFound("there is nothing at this address"))

    def fail(_: Exception) -> Response[str]:
        logger.exception("failed")
        count("RequestFailed")
        return envelope(AppError("something went wrong on our side"))

    app.exception_handler(AppError)(refuse)
    app.exception_handler(RequestValidationError)(refuse_input)
    app.exception_handler(RequestUnsupportedContentType)(refuse_type)
    app.exception_handler(Exception)(fail)
    app.not_found(refuse_path)


def not_json() -> UnsupportedMediaType:
    return UnsupportedMediaType("the body must be application/json")


def _where(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location)
