"""The only place that reads the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time in UTC, to the millisecond, which DynamoDB items and JSON store without loss."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def text_of(moment: datetime) -> str:
    """ISO 8601 with a fixed width, so that text order is time order."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
