"""How many servable images there are of each day: of an owner, and of each of the owner's albums.

The counts change in the transaction that writes an image's document, which says where it is counted. So no run that is
late, doubled or stopped counts an image twice. A month's counts are in a few rows, so that runs beside each other seldom
meet in one.
"""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from pixelflare.aws.expressions import Condition
from pixelflare.aws.table import Table
from pixelflare.search.document import Counted
from schema.keys import Key
from schema.keys.derived import month_key
from schema.library.months import DayCount, ImageMonths, MonthCount

_PAGE = 1000
_DAY = "day_"
"""How the attributes of the days begin: day_01 to day_31."""


def counting(
    owner: str, image_id: str, before: Counted | None, after: Counted | None, *, table: Table
) -> list[dict[str, Any]]:
    """What counts the image where it is now, and no longer where it was: four writes at most."""
    if before == after:
        return []
    changes: Counter[tuple[str, str | None]] = Counter()
    for place, more in ((before, -1), (after, 1)):
        if place:
            changes[place.day, None] += more
            changes[place.day, place.album] += more
    return [
        table.updating(month_key(owner, day, image_id, album=album), add={f"{_DAY}{day[8:]}": more})
        for (day, album), more in changes.items()
        if more  # an image that moves to another album counts for its owner as before
    ]


class MonthCounts:
    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, owner: str, *, album: str | None) -> ImageMonths:
        """Reads a few rows for each month, and no image."""
        days: Counter[date] = Counter()
        partition = month_key(owner, "", "", album=album)["pk"]
        after: Key | None = None
        while True:
            page = self._table.query(Condition("#pk = :pk", {":pk": partition}), limit=_PAGE, after=after)
            for row in page.items:
                month = str(row["sk"])[:7]
                for name, images in row.items():
                    if name.startswith(_DAY):
                        days[date.fromisoformat(f"{month}-{name.removeprefix(_DAY)}")] += int(images)
            after = page.last_key
            if after is None:
                return _by_month(days)


def _by_month(days: Counter[date]) -> ImageMonths:
    months: defaultdict[str, list[DayCount]] = defaultdict(list)
    for day in sorted(days, reverse=True):
        if days[day] > 0:
            months[day.strftime("%Y-%m")].append(DayCount(day=day, images=days[day]))
    data = [
        MonthCount(month=month, images=sum(each.images for each in found), days=found)
        for month, found in months.items()
    ]
    return ImageMonths(images=sum(each.images for each in data), data=data)
