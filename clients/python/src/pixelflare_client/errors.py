"""What a call can end with instead of an answer."""

import json
from typing import Any

import httpx


class PixelflareError(Exception):
    """The base of all errors that this package raises."""


class ConnectionFailed(PixelflareError):
    """The server could not be reached, or the connection broke, more often than the client tries."""


class UploadFailed(PixelflareError):
    """The bytes were refused, or rejected after inspection. `reason` is the API's or the storage's word for it."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class DownloadFailed(PixelflareError):
    """The storage gave no file at an address that the API had signed."""


class ApiError(PixelflareError):
    """The API refused. `code` is stable, and docs/errors.md explains it."""

    def __init__(self, status: int, code: str, message: str, details: dict[str, Any], request_id: str | None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.request_id = request_id

    @classmethod
    def of(cls, response: httpx.Response) -> "ApiError":
        request_id = response.headers.get("x-request-id")
        try:
            error = response.json()["error"]
            details = error.get("details") or {}
            return cls(response.status_code, str(error["code"]), str(error["message"]), details, request_id)
        except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
            return cls(response.status_code, "UNREADABLE", response.text[:200], {}, request_id)
