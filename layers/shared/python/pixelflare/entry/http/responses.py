"""The answers that routes document: their success, and the envelope for each other status."""

from http import HTTPStatus
from typing import Any

from schema.errors import ErrorBody

_MEANINGS = {
    HTTPStatus.PAYMENT_REQUIRED: "The plan has no room",
    HTTPStatus.BAD_REQUEST: "The request is not valid",
    HTTPStatus.UNAUTHORIZED: "No credentials, or invalid ones",
    HTTPStatus.FORBIDDEN: "The caller may not do this",
    HTTPStatus.NOT_FOUND: "It does not exist, or belongs to another owner",
    HTTPStatus.CONFLICT: "It conflicts with the current state",
    HTTPStatus.GONE: "It no longer exists",
    HTTPStatus.PRECONDITION_FAILED: "If-Match does not name the current version",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large",
    HTTPStatus.FAILED_DEPENDENCY: "The address gives no file",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The content type is not supported",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Internal error",
    HTTPStatus.SERVICE_UNAVAILABLE: "Try again in a moment",
}


NOT_MODIFIED: dict[int, Any] = {int(HTTPStatus.NOT_MODIFIED): {"description": "The version that If-None-Match names"}}


def answers(success: HTTPStatus, meaning: str, *refusals: HTTPStatus, model: Any = None) -> dict[int, Any]:
    """The `responses` of a route: its success, and its own refusals.

    Refusals of the request pipeline are added for all routes (pixelflare.entry.http.openapi).
    """
    content = {"content": {"application/json": {"model": model}}} if model is not None else {}
    refused = {int(status): refusal(status) for status in sorted({*refusals, HTTPStatus.INTERNAL_SERVER_ERROR})}
    return {int(success): {"description": meaning, **content}} | refused


def refusal(status: HTTPStatus) -> dict[str, Any]:
    return {"description": _MEANINGS[status], "content": {"application/json": {"model": ErrorBody}}}


def meaning_of(status: HTTPStatus) -> str:
    return _MEANINGS[status]
