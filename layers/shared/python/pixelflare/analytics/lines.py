"""Counts the lines of access logs, by path and hour. Lines that come twice count once."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pixelflare.analytics.hosts import HostOwner, host_asked, path_below
from pixelflare.analytics.paths import Logged, format_of, read_path
from pixelflare.analytics.tally import (
    BOT_VIEWS,
    BYTES,
    COUNTRY,
    ERRORS,
    FORMAT,
    HITS,
    MISSES,
    REFERRER,
    REQUESTS,
    VARIANT,
    VIEWS,
    Tally,
)
from schema.addresses.image_path import ImagePath

DIRECT, UNREADABLE = "direct", "unreadable"
HIT_RESULTS = frozenset({"Hit", "RefreshHit", "OriginShieldHit"})
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_COUNTRY = re.compile(r"[A-Z]{2}")
BOT_PATTERN = (
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|embedly|whatsapp|telegram|curl/|wget/|python-|httpx|go-http|"
    r"java/|okhttp|libwww|headless|lighthouse|monitor|uptime|pingdom|scrapy|axios|node-fetch"
)
_BOT = re.compile(BOT_PATTERN, re.IGNORECASE)

Left = Mapping[str, Sequence[tuple[str, str]]]
"""By path, in the order of time: until when which image had it."""


class Counted(NamedTuple):
    """What an hour's lines say."""

    by_image: dict[ImagePath | str, Tally]
    """By path, or by id where the path has changed hands since, or names the id itself."""
    lines: int
    others: int
    """Lines that are not about an image."""
    repeated: int
    unreadable: int
    unknown_hosts: int
    """Lines of hosts that are nobody's custom domain any more."""


def count_lines(lines: Iterable[bytes], *, left: Left, owner_of: HostOwner) -> Counted:
    seen: set[int] = set()
    by_image: dict[ImagePath | str, Tally] = {}
    total = others = repeated = unreadable = unknown_hosts = 0
    for text in lines:
        total += 1
        try:
            line = json.loads(text)
            request_id = hash(line["x-edge-request-id"])
            if request_id in seen:
                repeated += 1
                continue
            seen.add(request_id)
            stem = line["cs-uri-stem"]
            if host := host_asked(line):
                owner = owner_of(host)
                if owner is None:
                    unknown_hosts += 1
                    continue
                stem = path_below(owner, stem)
            logged = read_path(stem)
            if logged is None:
                others += 1
                continue
            image = holder_at(logged.image, f"{line['date']}T{line['time']}", left)
            tally = by_image.get(image)
            if tally is None:
                tally = by_image[image] = Tally()
            _count(line, logged, tally)
        except (ValueError, KeyError, TypeError, AttributeError):
            unreadable += 1
    return Counted(by_image, total, others, repeated, unreadable, unknown_hosts)


def holder_at(image: ImagePath | str, moment: str, left: Left) -> ImagePath | str:
    """The image that had the path when it was asked for, if it has left it since. `moment` like 2026-11-29T17:05:00."""
    if isinstance(image, str) or (past := left.get(image.path)) is None:
        return image
    at = bisect_right(past, (moment, "~"))
    return past[at][1] if at < len(past) else image


def _count(line: Mapping[str, str], logged: Logged, tally: Tally) -> None:
    status, size, totals = line["sc-status"], int(line["sc-bytes"]), tally.totals
    totals[REQUESTS] += 1
    totals[BYTES] += size
    is_view = _is_view(line, status)
    if status >= "400":
        totals[ERRORS] += 1
    elif line["x-edge-result-type"] in HIT_RESULTS:
        totals[HITS] += 1
    else:
        totals[MISSES] += 1
    if is_view and is_bot(line["cs(User-Agent)"]):
        totals[BOT_VIEWS] += 1
        is_view = False
    views = 1 if is_view else 0
    totals[VIEWS] += views
    if status >= "400":
        return
    add_parts(tally, logged, views, size, content_type=None)
    add_parts(tally, logged, views, size, content_type=line["sc-content-type"])
    tally.add_part(_part(COUNTRY, country_of(line["c-country"])), views, size)
    tally.add_part(_part(REFERRER, host_of(line["cs(Referer)"])), views, size)


def add_parts(tally: Tally, logged: Logged, views: int, size: int, *, content_type: str | None) -> None:
    """The variant that the path names; with the answer's type, the format in its place."""
    if content_type is None:
        tally.add_part(_part(VARIANT, logged.variant), views, size)
        return
    filename = logged.image.filename if isinstance(logged.image, ImagePath) else ""
    tally.add_part(_part(FORMAT, format_of(content_type, logged.extension, filename)), views, size)


def _is_view(line: Mapping[str, str], status: str) -> bool:
    """A picture that was shown: all of it, the one that the viewer has, or a part from its beginning."""
    if line["cs-method"] != "GET":
        return False
    return status in ("200", "304") or (status == "206" and line["sc-range-start"] == "0")


@lru_cache(maxsize=10_000)
def _part(kind: str, name: str) -> str:
    """One string for all images that have the part."""
    return kind + name


@lru_cache(maxsize=10_000)
def is_bot(agent: str) -> bool:
    """Whether a program says that it is no person's browser, or says nothing."""
    return agent in ("", "-") or _BOT.search(unquote(agent)) is not None


@lru_cache(maxsize=10_000)
def host_of(referrer: str) -> str:
    """The host of the page that shows the picture: never its path or query."""
    if referrer in ("", "-"):
        return DIRECT
    try:
        host = (urlsplit(unquote(referrer)).hostname or "").lower()
    except ValueError:
        return UNREADABLE
    return host if _HOST.fullmatch(host) else UNREADABLE


@lru_cache(maxsize=1_000)
def country_of(text: str) -> str:
    """Two letters; ZZ for an unknown one."""
    return text if _COUNTRY.fullmatch(text) else "ZZ"
