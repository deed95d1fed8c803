"""Refusals under the names that OAuth gives them, which AppError does not know."""

from http import HTTPStatus


class Denied(Exception):
    """What the user pool is told by a redirect, and shows to the person (RFC 6749 §4.1.2.1)."""

    def __init__(self, code: str, description: str, *, reason: str | None = None) -> None:
        """`reason` says it to our own application, more exactly than OAuth's `code`."""
        super().__init__(description)
        self.code, self.description, self.reason = code, description, reason or code


class NotExchanged(Exception):
    """What the token endpoint answers instead of tokens (RFC 6749 §5.2)."""

    def __init__(self, code: str, *, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(code)
        self.code, self.status = code, status
