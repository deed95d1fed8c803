"""How many changes of one owner the edge is told of. Each purge costs money, and the edge takes 150 a second.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PayingForInvalidation.html
"""

from datetime import datetime, timedelta

from pixelflare.rate_limits import Limit, RateLimiter


class EdgeAllowance:
    """Asked before a record changes: a change that is made is always told to the edge."""

    def __init__(self, limiter: RateLimiter, *, per_day: int) -> None:
        self._limiter = limiter
        self._limit = Limit("purge", per_day, timedelta(days=1))

    def spend(self, owner: str, *, now: datetime) -> None:
        """Raises RateLimited with the seconds until the next one."""
        self._limiter.spend(self._limit, owner, now=now)
