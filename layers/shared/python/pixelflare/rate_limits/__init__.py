"""Rate limits."""

from pixelflare.rate_limits.limiter import Allowance, Limit, RateLimiter

__all__ = ["Allowance", "Limit", "RateLimiter"]
