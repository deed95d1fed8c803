"""How many changes of one owner the edge is told of. Each purge costs money, and the edge takes 150 a second.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PayingForInvalidation.html
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from pixelflare.base.errors import AppError, Unavailable
from pixelflare.rate_limits import Limit, RateLimiter


class EdgeAllowance:
    """Asked before a record changes: a change that is made is always told to the edge."""

    def __init__(self, limiter: RateLimiter, *, per_day: int) -> None:
        self._limiter = limiter
        self._limit = Limit("purge", per_day, timedelta(days=1))

    def spend(self, owner: str, *, now: datetime) -> None:
        """Raises RateLimited with the seconds until the next one."""
        self._limiter.spend(self._limit, owner, now=now)

    def give_back(self, owner: str, *, now: datetime) -> None:
        """For a change that the edge is not told of after all."""
        self._limiter.give_back(self._limit, owner, now=now)

    @contextmanager
    def spending(self, owner: str, *, told: tuple[type[AppError], ...] = (), now: datetime) -> Iterator[None]:
        """For a change that may still be refused, which costs nothing then. Raises RateLimited.

        `told`: refusals after which the edge is told all the same.
        """
        self.spend(owner, now=now)
        kept: tuple[type[AppError], ...] = (Unavailable, *told)
        try:
            yield
        except kept:
            raise  # an unavailable service may have made the change
        except AppError:
            self.give_back(owner, now=now)
            raise
