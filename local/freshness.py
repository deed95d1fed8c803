"""How long an edge caches a response, and what it answers from it: conditions, ranges, HEAD.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from local.http_messages import Request, Response

_CACHED_STATUSES = {200, 203, 300, 301, 302, 303, 307, 308}
_CACHED_ERRORS = {404, 414, 500, 501, 502, 503, 504}  # other errors only if the distribution or the origin says so
_DEFAULT_ERROR_SECONDS = 10
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True)
class Lifetimes:
    """A cache policy's limits, in seconds."""

    lowest: float
    default: float
    highest: float


def seconds_to_keep(response: Response, lifetimes: Lifetimes, errors: Mapping[int, float]) -> float:
    """How long the edge caches the response, in seconds; 0: not at all. `errors`: the distribution's seconds by
    status."""
    if lifetimes.highest <= 0:
        return 0
    directives = _directives(response.header("cache-control"))
    if response.status >= 400:
        return _seconds_for_error(response, directives, errors)
    if response.status not in _CACHED_STATUSES:
        return 0
    if {"no-store", "no-cache", "private"} & directives.keys():
        return lifetimes.lowest
    said = _said(response, directives)
    if said is None:
        said = lifetimes.default
    return min(max(said, lifetimes.lowest), lifetimes.highest)


def _seconds_for_error(response: Response, directives: Mapping[str, str], errors: Mapping[int, float]) -> float:
    """An error is cached for at least its minimum, even if the origin says `no-store`."""
    said = _said(response, directives)
    if response.status not in _CACHED_ERRORS and response.status not in errors and said is None:
        return 0
    return max(said or 0, errors.get(response.status, _DEFAULT_ERROR_SECONDS))


def _said(response: Response, directives: Mapping[str, str]) -> float | None:
    for name in ("s-maxage", "max-age"):
        if directives.get(name, "").isdigit():
            return float(directives[name])
    if expires := response.header("expires"):
        try:
            return parsedate_to_datetime(expires).timestamp() - time.time()
        except ValueError:
            return 0
    return None


def _directives(header: str | None) -> dict[str, str]:
    found = {}
    for part in (header or "").split(","):
        name, _, value = part.strip().partition("=")
        found[name.lower()] = value.strip('"')
    return found


def answer_from(response: Response, request: Request) -> Response:
    """The answer to this request from a complete 200 answer: 304, 206, 416 or no body."""
    if response.status == 200:
        if _unchanged(response, request):
            return Response(304, tuple(pair for pair in response.headers if pair[0] != "content-length"))
        wanted = request.header("range")
        if wanted and _range_applies(response, request):
            response = _part(response, wanted)
    if request.method == "HEAD":
        length = response.header("content-length") or str(len(response.body))
        return Response(response.status, response.adding(("content-length", length)).headers)
    return response


def _unchanged(response: Response, request: Request) -> bool:
    etag, tags = response.header("etag"), request.header("if-none-match")
    if tags is not None:
        known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return etag is not None and ("*" in known or etag.removeprefix("W/") in known)
    since, modified = request.header("if-modified-since"), response.header("last-modified")
    if since is None or modified is None:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except ValueError:
        return False


def _range_applies(response: Response, request: Request) -> bool:
    condition = request.header("if-range")
    return condition is None or condition in (response.header("etag"), response.header("last-modified"))


def _part(response: Response, wanted: str) -> Response:
    size = len(response.body)
    match = _RANGE.fullmatch(wanted.replace(" ", ""))
    if match is None or match.groups() == ("", ""):
        return response  # for several ranges or an invalid one, the complete answer is permitted
    first, last = match.groups()
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size or end < start:
        return Response(416, (("content-range", f"bytes */{size}"), ("content-length", "0")))
    body = response.body[start : end + 1]
    extra = (("content-range", f"bytes {start}-{end}/{size}"), ("content-length", str(len(body))))
    return Response(206, response.adding(*extra).headers, body)
