"""What routes document beside their success: the envelope, once for each status they may answer with."""

from http import HTTPStatus
from typing import Any

from schema.errors import ErrorBody

_MEANINGS = {
    HTTPStatus.BAD_REQUEST: "The request is not valid",
    HTTPStatus.UNAUTHORIZED: "No credentials, or some that are not valid",
    HTTPStatus.FORBIDDEN: "The caller may not do this",
    HTTPStatus.NOT_FOUND: "There is no such thing, or it is another owner's",
    HTTPStatus.CONFLICT: "It collides with what is there",
    HTTPStatus.GONE: "It was here and will not come back",
    HTTPStatus.PRECONDITION_FAILED: "If-Match names a version that is not there any more",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than the API takes",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Not a type that is taken",
    HTTPStatus.TOO_MANY_REQUESTS: "Too much in too short a time",
    HTTPStatus.INTERNAL_SERVER_ERROR: "A fault of ours",
    HTTPStatus.SERVICE_UNAVAILABLE: "Try again in a moment",
}


NOT_MODIFIED: dict[int, Any] = {int(HTTPStatus.NOT_MODIFIED): {"description": "The version that If-None-Match names"}}


def answers(success: HTTPStatus, meaning: str, *refusals: HTTPStatus, model: Any = None) -> dict[int, Any]:
    """The `responses` of a route: its success, and what it refuses of itself.

    What the frame may answer in any route's place (functions/api/openapi.py) need not be named.
    """
    content = {"content": {"application/json": {"model": model}}} if model is not None else {}
    refused = {int(status): refusal(status) for status in sorted({*refusals, HTTPStatus.INTERNAL_SERVER_ERROR})}
    return {int(success): {"description": meaning, **content}} | refused


def refusal(status: HTTPStatus) -> dict[str, Any]:
    return {"description": _MEANINGS[status], "content": {"application/json": {"model": ErrorBody}}}


def meaning_of(status: HTTPStatus) -> str:
    return _MEANINGS[status]
