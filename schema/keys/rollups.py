"""Keys of what was counted: rows in the derived table, objects in the bucket of logs.

A period is an hour (`H#2026-11-29T17`), a day (`D#2026-11-29`) or a month (`M#2026-11`): text order is time order.
"""

from datetime import UTC, datetime
from enum import StrEnum

from schema.keys import Key

ROLLUPS = "rollups/"
"""How the objects' keys begin."""


class Interval(StrEnum):
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


_FORMATS = {Interval.HOUR: "H#%Y-%m-%dT%H", Interval.DAY: "D#%Y-%m-%d", Interval.MONTH: "M#%Y-%m"}


def period_of(interval: Interval, moment: datetime) -> str:
    """The period that holds a moment in UTC."""
    return moment.strftime(_FORMATS[interval])


def moment_of(period: str) -> datetime:
    """When a period begins."""
    interval = next(each for each, text in _FORMATS.items() if text[0] == period[0])
    return datetime.strptime(period, _FORMATS[interval]).replace(tzinfo=UTC)


def rollup_key(owner: str, period: str) -> Key:
    """What an owner's images were asked for in a period, together."""
    return {"pk": f"S#{owner}", "sk": period}


NOBODY, EVERYBODY = "", "*"
"""In place of an owner: of owners that do not exist, and of all together."""


def image_rollup_key(owner: str, image_id: str, period: str) -> Key:
    """The same of one image."""
    return {"pk": f"S#{owner}#{image_id}", "sk": period}


def manifest_key(period: str) -> Key:
    """Which files a period was counted from, and by which run."""
    return {"pk": f"MAN#{period[0]}", "sk": period}


def path_history_key(path: str, until: str, image_id: str) -> Key:
    """The image that had a path until then."""
    return {"pk": path_history_partition(until), "sk": f"{until}#{image_id}#{path}"}


def path_history_partition(until: str) -> str:
    """All paths that were left on a day."""
    return f"PH#{until[:10]}"


def rollup_prefix(period: str) -> str:
    """The objects with what was counted for a period, one for each run that has not been replaced."""
    return f"{ROLLUPS}{period.replace('#', '/')}/"


def rollups_of(interval: Interval) -> str:
    """The objects of all hours, days or months."""
    return f"{ROLLUPS}{_FORMATS[interval][0]}/"


def period_of_object(key: str) -> str:
    """The period that an object is about."""
    interval, period, _ = key.removeprefix(ROLLUPS).split("/")
    return f"{interval}#{period}"


def rollup_object(period: str, run: str) -> str:
    return f"{rollup_prefix(period)}{run}.json.gz"
