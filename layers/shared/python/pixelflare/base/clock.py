"""The one place that reads the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time in UTC, to the millisecond: what DynamoDB items and JSON carry without loss."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
