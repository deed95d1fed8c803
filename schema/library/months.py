"""How many images there are of each month and day."""

from datetime import date

from schema.base import Resource


class DayCount(Resource):
    day: date
    images: int


class MonthCount(Resource):
    month: str
    """Like 2026-11, in UTC."""
    images: int
    days: list[DayCount]
    """Newest first, without days that have none."""


class ImageMonths(Resource):
    images: int
    """In all months together."""
    data: list[MonthCount]
    """Newest first, without months that have none."""
