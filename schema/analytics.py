"""What the API says of views: totals, points in time, and rankings."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from schema.base import Resource


class AnswerFormat(StrEnum):
    JSON = "json"
    CSV = "csv"


class Totals(Resource):
    requests: int
    views: int
    bandwidth_bytes: int
    hits: int
    """Answered by the edge alone."""
    misses: int
    errors: int
    """Refused with 4xx or 5xx."""
    bot_views: int
    """Not among the views."""


class AnalyticsSummary(Totals):
    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    unattributed_views: int
    """Among the views: below the owner's name, but of no known image."""
    images: int
    """How many different images were asked for."""
    countries: int


class AnalyticsPoint(Totals):
    t: datetime
    """The beginning of the hour, day or month, in UTC."""


class AnalyticsSeries(Resource):
    data: list[AnalyticsPoint]


class StoragePoint(Resource):
    """What was stored at the end of a period."""

    t: datetime
    """The beginning of the day or month, in UTC."""
    images: int
    """Without those in the bin."""
    original_bytes: int
    """With those in the bin, which are stored as well."""
    variant_bytes: int
    """Of copies and presets, which images in the bin do not have."""
    bin_images: int
    bin_bytes: int


class StorageSeries(Resource):
    data: list[StoragePoint]


class AnalyticsShare(Resource):
    name: str
    """A variant, a format, a country's two letters, a host, or an image's id."""
    views: int
    bandwidth_bytes: int


class AnalyticsRanking(Resource):
    """The most viewed first."""

    data: list[AnalyticsShare]


class ImageAnalytics(AnalyticsSummary):
    """One image's totals and days."""

    days: list[AnalyticsPoint]
