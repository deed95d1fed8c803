"""How many of an owner's pictures models are paid for."""

from datetime import datetime, timedelta

from pixelflare.rate_limits import Limit, RateLimiter
from schema.library.images import Image


class AnalysisAllowance:
    def __init__(self, limiter: RateLimiter, *, per_month: int) -> None:
        self._limiter = limiter
        self._limit = Limit("analysis", per_month, timedelta(days=30))

    def spend(self, owner: str, *, now: datetime) -> None:
        """For a new analysis that the owner wishes. Raises RateLimited with the seconds until the next one."""
        self._limiter.spend(self._limit, owner, now=now)

    def covers(self, image: Image, *, is_wished: bool, now: datetime) -> bool:
        """Whether this picture is looked at: one that waits for its verdict always is, and a wish has been counted."""
        if is_wished or (image.moderation and image.moderation.waits_for_verdict):
            return True
        return self._limiter.count(self._limit, image.owner, now=now).refusal is None
