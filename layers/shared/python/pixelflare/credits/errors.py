"""Refusals of the ledger that a caller may see."""

from http import HTTPStatus

from pixelflare.base.errors import AppError
from schema.errors import ErrorCode


class OutOfCredits(AppError):
    """The balance does not cover what was asked for. Nothing was charged, and nothing was begun."""

    status = HTTPStatus.PAYMENT_REQUIRED
    code = ErrorCode.INSUFFICIENT_CREDITS

    def __init__(self, *, cost: int, balance: int) -> None:
        super().__init__(
            f"this takes {cost} credits, and there are {max(balance, 0)}", details={"cost": cost, "balance": balance}
        )


class BalanceFrozen(AppError):
    """A payment is disputed, so nothing can be charged."""

    status = HTTPStatus.FORBIDDEN
    code = ErrorCode.BALANCE_FROZEN
