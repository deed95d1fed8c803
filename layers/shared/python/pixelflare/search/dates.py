"""`before:` and `after:` as ranges of ids."""

import re
from datetime import UTC, datetime

from pixelflare.base.errors import InvalidRequest
from pixelflare.base.ids import first_image_id_at
from pixelflare.search.query import Range

DATES = ("before", "after")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


def narrowed(created: Range, name: str, date: str, *, is_excluded: bool) -> Range:
    """`after` includes the day itself, `before` does not: so each is the other's opposite."""
    first = first_image_id_at(max(_day(date), _FIRST))
    if (name == "after") is not is_excluded:
        return Range(max(created.low, first), created.high)
    return Range(created.low, min(created.high, first))


def _day(date: str) -> datetime:
    """The first moment of a year, a month or a day, in UTC. Raises InvalidRequest."""
    found = _DATE.fullmatch(date.strip())
    try:
        if found:
            return datetime(int(found[1]), int(found[2] or 1), int(found[3] or 1), tzinfo=UTC)
    except ValueError:
        found = None
    raise InvalidRequest("`before:` and `after:` take a date like 2026, 2026-05 or 2026-05-01")
