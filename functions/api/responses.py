"""What routes document beside their success: the envelope, once for each status they may answer with."""

from http import HTTPStatus
from typing import Any

from schema.errors import ErrorBody

_MEANINGS = {
    HTTPStatus.BAD_REQUEST: "The request is not valid",
    HTTPStatus.UNAUTHORIZED: "No access token, or one that is not valid",
    HTTPStatus.NOT_FOUND: "There is no such thing, or it is another owner's",
    HTTPStatus.CONFLICT: "It collides with what is there",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Not a type of picture that is taken",
    HTTPStatus.INTERNAL_SERVER_ERROR: "A fault of ours",
    HTTPStatus.SERVICE_UNAVAILABLE: "Try again in a moment",
}
_ALWAYS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.INTERNAL_SERVER_ERROR)


def answers(success: HTTPStatus, meaning: str, *refusals: HTTPStatus, model: Any = None) -> dict[int, Any]:
    """The `responses` of a route: its success, and the refusals it may answer with beside the usual ones."""
    content = {"content": {"application/json": {"model": model}}} if model is not None else {}
    refused = {status: _refusal(status) for status in sorted({*refusals, *_ALWAYS})}
    return {int(success): {"description": meaning, **content}} | {int(key): value for key, value in refused.items()}


def _refusal(status: HTTPStatus) -> dict[str, Any]:
    return {"description": _MEANINGS[status], "content": {"application/json": {"model": ErrorBody}}}
