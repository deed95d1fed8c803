"""How often someone may do something."""

from pixelflare.rate_limits.limiter import Allowance, Limit, RateLimiter

__all__ = ["Allowance", "Limit", "RateLimiter"]
