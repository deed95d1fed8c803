"""Refusals under the names that OAuth gives them, which AppError does not know."""

from http import HTTPStatus


class Denied(Exception):
    """What the user pool is told by a redirect, and shows to the person (RFC 6749 §4.1.2.1)."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


class NotExchanged(Exception):
    """What the token endpoint answers instead of tokens (RFC 6749 §5.2)."""

    def __init__(self, code: str, *, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(code)
        self.code, self.status = code, status
