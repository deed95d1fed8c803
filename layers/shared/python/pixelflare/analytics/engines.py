"""Who counts an hour's lines: this function, line by line, or Athena, which is asked for sums."""

import gzip
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from pixelflare.analytics.hosts import HostOwner, path_below
from pixelflare.analytics.lines import Counted, Left, add_parts, count_lines, holder_at
from pixelflare.analytics.paths import read_path
from pixelflare.analytics.sql import BY_COUNTRY, BY_HOST, BY_PATH, BY_TYPE, WHOLE, hour_question
from pixelflare.analytics.tally import COUNTRY, REFERRER, Tally
from pixelflare.aws.athena import Athena
from pixelflare.aws.objects import ListedObject, ObjectStore
from schema.access_logs import MAX_HOUR_LOG_BYTES
from schema.addresses.image_path import ImagePath

Row = Mapping[str, str]
"""Of the answer to `hour_question`."""
_TOTALS = ("requests", "views", "bytes", "hits", "misses", "errors", "bot_views")


class HourOfLogs(NamedTuple):
    hour: datetime
    files: Sequence[ListedObject]
    run: str
    """Who asks: the same hour asked for by the same run is the same question."""


class LogEngine(Protocol):
    most_bytes: int | None
    """Compressed, of one hour: beyond this it cannot count it. None without such a limit."""

    def count(self, log: HourOfLogs, *, left: Left, owner_of: HostOwner) -> Counted:
        """What the hour's files say, whatever is in them twice."""
        ...


class InFunction:
    """File by file, so that one of them is in memory at a time."""

    most_bytes: int | None = MAX_HOUR_LOG_BYTES

    def __init__(self, logs: ObjectStore) -> None:
        self._logs = logs

    def count(self, log: HourOfLogs, *, left: Left, owner_of: HostOwner) -> Counted:
        return count_lines(self._lines_of(log.files), left=left, owner_of=owner_of)

    def _lines_of(self, files: Sequence[ListedObject]) -> Iterator[bytes]:
        for file in sorted(files, key=lambda each: each.key):
            stored = self._logs.read(file.key)
            if stored is not None:
                yield from gzip.GzipFile(fileobj=io.BytesIO(stored.body))


class InAthena:
    """For hours that are too large for a function. What it answers has a few rows for each path, not one for each line."""

    most_bytes: int | None = None

    def __init__(self, athena: Athena, *, table: str) -> None:
        self._athena, self._table = athena, table

    def count(self, log: HourOfLogs, *, left: Left, owner_of: HostOwner) -> Counted:
        question = hour_question(self._table, log.hour, left=left_within(log.hour, left))
        return counted_from(self._athena.rows(question, once_for=log.run), log.hour, left=left, owner_of=owner_of)


def left_within(hour: datetime, left: Left) -> list[str]:
    """Paths whose holder depends on the time within the hour."""
    begin, end = f"{hour:%Y-%m-%dT%H}", f"{hour + timedelta(hours=1):%Y-%m-%dT%H}"
    return [path for path, rows in left.items() if any(begin <= until < end for until, _ in rows)]


def counted_from(rows: Iterable[Row], hour: datetime, *, left: Left, owner_of: HostOwner) -> Counted:
    """The same as `count_lines` says of the lines that the rows sum up."""
    by_image: dict[ImagePath | str, Tally] = {}
    lines = others = repeated = unreadable = unknown_hosts = 0
    for row in rows:
        kind = int(row["kind"])
        if kind == WHOLE:
            lines, repeated, unreadable = (int(row[name]) for name in ("lines", "repeated", "unreadable"))
        elif row["stem"] and int(row["requests"]):
            stem = _path_of(row, owner_of)
            if stem is None:
                unknown_hosts += int(row["requests"]) if kind == BY_PATH else 0
                continue
            logged = read_path(stem)
            if logged is None:
                others += int(row["requests"]) if kind == BY_PATH else 0
                continue
            image = holder_at(logged.image, f"{hour:%Y-%m-%d}T{row['moment'] or f'{hour:%H}:00:00'}", left)
            _add(row, kind, by_image.setdefault(image, Tally()), stem=stem)
    return Counted(by_image, lines, others, repeated, unreadable, unknown_hosts)


def _path_of(row: Row, owner_of: HostOwner) -> str | None:
    """None under a host that is nobody's."""
    if not row["asked"]:
        return row["stem"]
    owner = owner_of(row["asked"])
    return None if owner is None else path_below(owner, row["stem"])


def _add(row: Row, kind: int, tally: Tally, *, stem: str) -> None:
    logged = read_path(stem)
    if kind == BY_PATH:
        tally.totals = [mine + int(row[name]) for mine, name in zip(tally.totals, _TOTALS, strict=True)]
    if logged is None or not int(row["fine"]):
        return
    views, size = int(row["views"]), int(row["fine_bytes"])
    if kind == BY_COUNTRY:
        tally.add_part(COUNTRY + row["country"], views, size)
    elif kind == BY_HOST:
        tally.add_part(REFERRER + row["host"], views, size)
    else:
        add_parts(tally, logged, views, size, content_type=row["type"] if kind == BY_TYPE else None)
