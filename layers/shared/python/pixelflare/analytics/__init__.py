"""Analytics: views, bytes and more of each image and owner, counted from the edge's access logs."""

from pixelflare.analytics.counting import AnalyticsServices, recompute
from pixelflare.analytics.history import PathHistory
from pixelflare.analytics.store import RollupReader

__all__ = ["AnalyticsServices", "PathHistory", "RollupReader", "recompute"]
