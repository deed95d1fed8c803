"""The question that counts an hour, in the SQL that Athena and others speak.

It says of each path what lines.py counts: totals, and the parts that are no part of the path itself. Lines that come twice count
once. Names, functions and grouping sets are Trino's: https://trino.io/docs/current/sql/select.html
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from pixelflare.analytics.lines import BOT_PATTERN, DIRECT, HIT_RESULTS, UNREADABLE
from schema.access_logs import DAY_FORMAT

WHOLE, BY_PATH, BY_TYPE, BY_COUNTRY, BY_HOST = 15, 7, 3, 5, 6
"""What `kind` says of a row: which of path, type, country and host it is not grouped by, as bits."""
_HOST = r"^(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#]*@)?([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::[^/?#]*)?(?:[/?#]|$)"


def hour_question(table: str, hour: datetime, *, left: Collection[str]) -> str:
    """`left`: paths that an image has left within this hour, whose lines are told apart by their time."""
    paths = sorted(path.lower() for path in left)
    below_domains = sorted({"/" + path.split("/", 2)[2] for path in paths})
    return _QUESTION.format(
        table=table,
        day=_quoted(hour.strftime(DAY_FORMAT)),
        hour=hour.hour,
        paths=_listed(paths),
        below_domains=_listed(below_domains),
        hits=_listed(sorted(HIT_RESULTS)),
        bots=_quoted(f"(?i){BOT_PATTERN}"),
        host=_quoted(_HOST),
        direct=_quoted(DIRECT),
        unreadable=_quoted(UNREADABLE),
    )


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(map(_quoted, texts)) or "''"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_QUESTION = """\
WITH numbered AS (
  SELECT *, row_number() OVER (PARTITION BY "x-edge-request-id" ORDER BY "cs-uri-stem") AS copy,
    try_cast("sc-bytes" AS bigint) AS size,
    coalesce(try(url_decode("cs(user-agent)")), "cs(user-agent)") AS agent,
    lower(coalesce(try(url_decode("cs(referer)")), "cs(referer)")) AS page,
    coalesce(regexp_extract(lower(nullif("x-host-header", '-')), '^[^:]*'), '') AS asked
  FROM {table} WHERE day = {day} AND hour = {hour}
), told AS (
  SELECT "cs-uri-stem" AS stem, size, "sc-content-type" AS type, "sc-status" AS status,
    "x-edge-request-id" IS NULL OR "cs-uri-stem" IS NULL OR size IS NULL AS is_unreadable, copy, asked,
    CASE WHEN lower(regexp_extract("cs-uri-stem", '^/[^/]+/[^/]+/[^/]+')) IN ({paths})
      OR asked <> '' AND lower(regexp_extract("cs-uri-stem", '^/[^/]+/[^/]+')) IN ({below_domains})
      THEN "time" ELSE '' END AS moment,
    "x-edge-result-type" IN ({hits}) AS is_hit,
    "cs-method" = 'GET' AND ("sc-status" IN ('200', '304') OR ("sc-status" = '206' AND "sc-range-start" = '0')) AS is_shown,
    agent IN ('', '-') OR regexp_like(agent, {bots}) AS is_bot,
    CASE WHEN regexp_like("c-country", '^[A-Z][A-Z]$') THEN "c-country" ELSE 'ZZ' END AS country,
    CASE WHEN page IN ('', '-') THEN {direct}
      ELSE coalesce(nullif(regexp_extract(page, {host}, 1), ''), {unreadable}) END AS host
  FROM numbered
), lines AS (
  SELECT *, NOT is_unreadable AND copy = 1 AS counts, status < '400' AS is_fine FROM told
)
SELECT grouping(stem, type, country, host) AS kind, asked, stem, moment, type, country, host,
  count(*) FILTER (WHERE counts) AS requests,
  count(*) FILTER (WHERE counts AND is_shown AND NOT is_bot) AS views,
  coalesce(sum(size) FILTER (WHERE counts), 0) AS bytes,
  count(*) FILTER (WHERE counts AND is_fine AND is_hit) AS hits,
  count(*) FILTER (WHERE counts AND is_fine AND NOT is_hit) AS misses,
  count(*) FILTER (WHERE counts AND NOT is_fine) AS errors,
  count(*) FILTER (WHERE counts AND is_shown AND is_bot) AS bot_views,
  count(*) FILTER (WHERE counts AND is_fine) AS fine,
  coalesce(sum(size) FILTER (WHERE counts AND is_fine), 0) AS fine_bytes,
  count(*) AS lines,
  count(*) FILTER (WHERE copy > 1 AND NOT is_unreadable) AS repeated,
  count(*) FILTER (WHERE is_unreadable) AS unreadable
FROM lines
GROUP BY GROUPING SETS (
  (), (asked, stem, moment), (asked, stem, moment, type), (asked, stem, moment, country), (asked, stem, moment, host)
)
"""
