"""The error envelope and its codes. docs/errors.md has a heading for each."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel


class ErrorCode(StrEnum):
    VALIDATION_ERROR = "VALIDATION_ERROR"
    UNAUTHORIZED = "UNAUTHORIZED"
    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    INSUFFICIENT_CREDITS = "INSUFFICIENT_CREDITS"
    BALANCE_FROZEN = "BALANCE_FROZEN"
    ACCOUNT_SUSPENDED = "ACCOUNT_SUSPENDED"
    ACCOUNT_CLOSING = "ACCOUNT_CLOSING"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    CONFLICT = "CONFLICT"
    ALREADY_RUNNING = "ALREADY_RUNNING"
    PATH_TAKEN = "PATH_TAKEN"
    ALBUM_NOT_EMPTY = "ALBUM_NOT_EMPTY"
    NOT_READY = "NOT_READY"
    WITHHELD = "WITHHELD"
    TAKEN_DOWN = "TAKEN_DOWN"
    HANDLE_TAKEN = "HANDLE_TAKEN"
    IDENTITY_TAKEN = "IDENTITY_TAKEN"
    IDENTITY_IN_USE = "IDENTITY_IN_USE"
    IDENTITY_NEEDED = "IDENTITY_NEEDED"
    FEATURE_OFF = "FEATURE_OFF"
    LIMIT_REACHED = "LIMIT_REACHED"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    GONE = "GONE"
    PRECONDITION_FAILED = "PRECONDITION_FAILED"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    VARIANT_TOO_LARGE = "VARIANT_TOO_LARGE"
    SOURCE_FAILED = "SOURCE_FAILED"
    WRONG_RECOVERY_KEY = "WRONG_RECOVERY_KEY"
    RATE_LIMIT_EXCEEDED = "RATE_LIMIT_EXCEEDED"
    BUDGET_REACHED = "BUDGET_REACHED"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"


class ErrorDetail(BaseModel):
    code: ErrorCode
    message: str
    details: dict[str, Any] | list[Any] | None = None


class ErrorBody(BaseModel):
    """The form of every refusal and failure, of the API, the CDN and the edge alike."""

    success: Literal[False] = False
    error: ErrorDetail
    request_id: str


class RejectionReason(StrEnum):
    """Why an upload ended as `rejected`."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED_TYPE = "unsupported_type"
    VECTOR_GRAPHIC = "vector_graphic"
    TYPE_MISMATCH = "type_mismatch"
    DAMAGED = "damaged"
    SIDE_TOO_LONG = "side_too_long"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_FRAMES = "too_many_frames"
    TOO_MANY_SCANS = "too_many_scans"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
