"""Refusals that a caller may see. Any other exception is a bug and stays a 500."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from schema.errors import ErrorCode

_MOST_PROBLEMS = 20
_LONGEST_TEXT = 300


class AppError(Exception):
    """The base of all refusals: a status, a stable code, a message for people, and details for programs."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = ErrorCode.INTERNAL_ERROR

    def __init__(self, message: str, *, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    @property
    def headers(self) -> dict[str, str]:
        return {}

    def body(self, request_id: str) -> dict[str, Any]:
        """The envelope of schema.errors.ErrorBody as plain data, without building a model."""
        error: dict[str, Any] = {"code": self.code.value, "message": self.message}
        if self.details is not None:
            error["details"] = self.details
        return {"success": False, "error": error, "request_id": request_id}


class InvalidRequest(AppError):
    status = HTTPStatus.BAD_REQUEST
    code = ErrorCode.VALIDATION_ERROR


def not_valid(problems: Sequence[tuple[str, str]]) -> InvalidRequest:
    """The problems and their places, shortened. A body of 1 MB may have 100,000 problems, and Lambda answers 6 MB at
    most."""
    told = [
        {"where": where[:_LONGEST_TEXT], "problem": what[:_LONGEST_TEXT]} for where, what in problems[:_MOST_PROBLEMS]
    ]
    untold = {"more_problems": len(problems) - len(told)} if len(problems) > len(told) else {}
    return InvalidRequest("the request is not valid", details={"problems": told} | untold)


class Unauthorized(AppError):
    status = HTTPStatus.UNAUTHORIZED
    code = ErrorCode.UNAUTHORIZED


class Forbidden(AppError):
    status = HTTPStatus.FORBIDDEN
    code = ErrorCode.FORBIDDEN


class AccountSuspended(AppError):
    """An operator has suspended the owner, who may read and change nothing."""

    status = HTTPStatus.FORBIDDEN
    code = ErrorCode.ACCOUNT_SUSPENDED


class AccountClosing(AppError):
    """The owner has asked for the deletion of the account, and may read and change nothing until that is taken back."""

    status = HTTPStatus.FORBIDDEN
    code = ErrorCode.ACCOUNT_CLOSING


class QuotaExceeded(AppError):
    """The owner's plan has no room for another image, or another custom domain."""

    status = HTTPStatus.PAYMENT_REQUIRED
    code = ErrorCode.QUOTA_EXCEEDED


class NotFound(AppError):
    status = HTTPStatus.NOT_FOUND
    code = ErrorCode.NOT_FOUND


class MethodNotAllowed(AppError):
    status = HTTPStatus.METHOD_NOT_ALLOWED
    code = ErrorCode.METHOD_NOT_ALLOWED

    def __init__(self, message: str, *, allowed: list[str]) -> None:
        super().__init__(message)
        self._allowed = allowed

    @property
    def headers(self) -> dict[str, str]:
        return {"Allow": ", ".join(self._allowed)}


class Conflict(AppError):
    status = HTTPStatus.CONFLICT
    code = ErrorCode.CONFLICT


class AlreadyRunning(Conflict):
    """What was asked for is under way, and is there only once at a time."""

    code = ErrorCode.ALREADY_RUNNING


class ChangedMeanwhile(Conflict):
    """The record is not as it was read: somebody else has changed it. See pixelflare.base.optimistic."""


class PathTaken(Conflict):
    code = ErrorCode.PATH_TAKEN


class AlbumNotEmpty(Conflict):
    code = ErrorCode.ALBUM_NOT_EMPTY


class NotReady(Conflict):
    code = ErrorCode.NOT_READY


class Withheld(Conflict):
    """The image has no addresses that work: it waits for its verdict, or was rejected."""

    code = ErrorCode.WITHHELD


class TakenDown(AppError):
    """An operator has decided that nobody may see it."""

    status = HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS
    code = ErrorCode.TAKEN_DOWN


class HandleTaken(Conflict):
    code = ErrorCode.HANDLE_TAKEN


class IdentityTaken(Conflict):
    """It signs in as another owner."""

    code = ErrorCode.IDENTITY_TAKEN


class IdentityInUse(Conflict):
    """It has an account of its own, which holds something."""

    code = ErrorCode.IDENTITY_IN_USE


class IdentityNeeded(Conflict):
    """The account was made with it."""

    code = ErrorCode.IDENTITY_NEEDED


class LimitReached(Conflict):
    """The allowed number exists already."""

    code = ErrorCode.LIMIT_REACHED


class FeatureOff(Conflict):
    """This installation does not have what is asked for, or has it switched off."""

    code = ErrorCode.FEATURE_OFF


class IdempotencyConflict(Conflict):
    """An Idempotency-Key of a different request, or of one that is still running."""

    code = ErrorCode.IDEMPOTENCY_CONFLICT


class Gone(AppError):
    status = HTTPStatus.GONE
    code = ErrorCode.GONE


class PreconditionFailed(AppError):
    """If-Match names an old version."""

    status = HTTPStatus.PRECONDITION_FAILED
    code = ErrorCode.PRECONDITION_FAILED


class SourceFailed(AppError):
    """An address that was to be fetched does not give what it should."""

    status = HTTPStatus.FAILED_DEPENDENCY
    code = ErrorCode.SOURCE_FAILED


class WrongRecoveryKey(AppError):
    """An encrypted backup does not open with the key that was given, or none was."""

    status = HTTPStatus.BAD_REQUEST
    code = ErrorCode.WRONG_RECOVERY_KEY


class PayloadTooLarge(AppError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = ErrorCode.PAYLOAD_TOO_LARGE


class UnsupportedMediaType(AppError):
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = ErrorCode.UNSUPPORTED_MEDIA_TYPE


class VariantTooLarge(AppError):
    """Making a variant would take more memory or time than a function has."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = ErrorCode.VARIANT_TOO_LARGE


class _ComeBack(AppError):
    def __init__(self, message: str, *, retry_after_seconds: int, details: dict[str, Any] | None = None) -> None:
        super().__init__(message, details=details)
        self._retry_after_seconds = retry_after_seconds

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self._retry_after_seconds)}


class RateLimited(_ComeBack):
    status = HTTPStatus.TOO_MANY_REQUESTS
    code = ErrorCode.RATE_LIMIT_EXCEEDED


class BudgetReached(_ComeBack):
    """The bill brake is on. No 5xx: nothing is broken, and its announcement has told the operator already."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = ErrorCode.BUDGET_REACHED


class Unavailable(_ComeBack):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = ErrorCode.SERVICE_UNAVAILABLE
