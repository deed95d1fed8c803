"""The one place that reads the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time in UTC, to the millisecond: what DynamoDB items and JSON carry without loss."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def text_of(moment: datetime) -> str:
    """ISO 8601 in one width, so that the order of texts is the order of times."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
