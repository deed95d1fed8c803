"""Analytics: views, bytes and more of each image and owner, counted from the edge's access logs."""

from pixelflare.analytics.counting import AnalyticsServices, recompute
from pixelflare.analytics.engines import InAthena, InFunction, LogEngine
from pixelflare.analytics.history import PathHistory
from pixelflare.analytics.questions import Analytics, Span, points_of, ranking_of, span_of, summary_of
from pixelflare.analytics.rebuilding import rebuild
from pixelflare.analytics.store import RollupReader
from pixelflare.analytics.tables import as_csv
from pixelflare.analytics.tally import BYTES, COUNTRY, FORMAT, IMAGE, MISSES, REFERRER, REQUESTS, VARIANT, Tally

__all__ = [
    "BYTES",
    "COUNTRY",
    "FORMAT",
    "IMAGE",
    "MISSES",
    "REFERRER",
    "REQUESTS",
    "VARIANT",
    "Analytics",
    "AnalyticsServices",
    "InAthena",
    "InFunction",
    "LogEngine",
    "PathHistory",
    "RollupReader",
    "Span",
    "Tally",
    "as_csv",
    "points_of",
    "ranking_of",
    "rebuild",
    "recompute",
    "span_of",
    "summary_of",
]
