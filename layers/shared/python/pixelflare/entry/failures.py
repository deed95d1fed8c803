"""Turns unexpected errors into the envelope that all refusals have: the only broad catch of an HTTP function."""

from collections.abc import Callable
from typing import TypeVar

from pixelflare.base.errors import AppError
from pixelflare.base.observability import count, logger

Answer = TypeVar("Answer")


def answered(act: Callable[[], Answer], *, refuse: Callable[[AppError], Answer]) -> Answer:
    """The answer of `act`. Its refusals and failures become what `refuse` makes of them, failures without their cause."""
    try:
        return act()
    except AppError as refused:
        logger.info("refused", code=refused.code, status=int(refused.status), detail=refused.message)
        return refuse(refused)
    except Exception:  # noqa: BLE001 - a caller gets the envelope, the log gets the cause
        logger.exception("failed")
        count("RequestFailed")
        return refuse(AppError("something went wrong on our side"))
