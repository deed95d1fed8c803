"""How often someone may do something."""

from pixelflare.rate_limits.limiter import Limit, RateLimiter

__all__ = ["Limit", "RateLimiter"]
