"""What strangers, or a stolen key, can make an installation cost, and what holds each down."""

from collections.abc import Sequence
from typing import NamedTuple

from local.assembly import Assembly
from operations.cost_tables import dollars
from operations.prices import Line
from schema import budgets, limits
from schema.env.cpu import ONE_CPU_MB
from schema.prices import PRICES

SECONDS = 730 * 3600
"""A month, as AWS counts it."""
OBJECTS, IMAGES = 310, 100_000
"""What anybody may ask for of one image, without widths of the operator's own."""
OBJECT_BYTES, VIEW_BYTES = 60e3, 120e3
MAKING_SECONDS, LOOKING_SECONDS = 1.5, 0.05
"""What `cdn` works for a variant, and for a path that leads nowhere."""
BAD_PATHS, VIEWS = 1_000, 100
"""A second."""


class Abuse(NamedTuple):
    what: str
    unlimited: Sequence[Line]
    by_default: Sequence[Line]
    holds: str


def abuses(assembly: Assembly) -> list[Abuse]:
    """The ways to run up a bill, each for one month."""
    (stage,) = assembly.resources("AWS::ApiGatewayV2::Stage")
    return [
        *_of_variants(),
        *_of_requests(api_limit=int(stage.properties["DefaultRouteSettings"]["ThrottlingRateLimit"])),
        Abuse(
            "a stolen key uploads the largest file every second",
            _uploaded(SECONDS),
            _uploaded(limits.UPLOADS_PER_HOUR * 730),
            "`uploads_per_hour`, and the key's revocation",
        ),
        Abuse(
            "a stolen key hides and shows images all month",
            _lines(purge=10 * limits.WRITES_PER_HOUR * 730),
            _lines(purge=limits.PURGES_PER_DAY * 730 / 24),
            "`purges_per_day`, and the key's revocation; the first column is what `writes_per_hour` lets through",
        ),
    ]


def _of_variants() -> list[Abuse]:
    at_most = budgets.FRESH_ACCOUNT / MAKING_SECONDS * SECONDS
    all_objects = OBJECTS * IMAGES
    expiry = f"concurrency; what nobody asks for again goes after {limits.ON_DEMAND_DAYS} days"
    return [
        Abuse(
            f"strangers ask for all {OBJECTS} objects of {IMAGES:,} images, once",
            _made(all_objects),
            _made(min(all_objects, at_most)),
            f"concurrency; each address gets {limits.VARIANTS_PER_HOUR} new variants an hour",
        ),
        Abuse("… and the objects stay for a month", _kept(all_objects), _kept(min(all_objects, at_most)), expiry),
        Abuse(
            "one address asks for new variants all month",
            _made(at_most),
            _made(limits.VARIANTS_PER_HOUR * 730),
            "`variants_per_hour`",
        ),
    ]


def _of_requests(*, api_limit: int) -> list[Abuse]:
    return [
        Abuse(
            f"{BAD_PATHS:,} different bad paths a second",
            _led_nowhere(BAD_PATHS, reaching=BAD_PATHS),
            _led_nowhere(BAD_PATHS, reaching=budgets.FRESH_ACCOUNT / LOOKING_SECONDS),
            "concurrency, and the edge's memory of absent owners; what is refused still costs the edge and S3",
        ),
        Abuse(
            f"{BAD_PATHS:,} requests a second to the API",
            _called(BAD_PATHS),
            _called(api_limit),
            f"the API's limit of {api_limit} requests a second",
        ),
        Abuse(
            f"{VIEWS} views of a picture a second",
            _viewed(VIEWS * SECONDS),
            _viewed(VIEWS * SECONDS),
            "nothing: that is what a CDN is for",
        ),
    ]


def abuse_table(assembly: Assembly) -> str:
    """One row for each, at list prices."""
    rows = (
        f"| {each.what} | {dollars(_sum(each.unlimited))} | {dollars(_sum(each.by_default))} | {each.holds} |"
        for each in abuses(assembly)
    )
    return "\n".join(
        (
            "| what, in one month | without a limit | in a fresh account | held down by |",
            "| --- | --- | --- | --- |",
            *rows,
        )
    )


def _sum(lines: Sequence[Line]) -> float:
    return sum(line.list_price for line in lines)


def _lines(**units: float) -> list[Line]:
    return [Line(name, PRICES[name], count) for name, count in units.items()]


def _work(calls: float, seconds: float, *, memory_mb: int = ONE_CPU_MB) -> list[Line]:
    return _lines(invocation=calls, compute=calls * seconds * memory_mb / 1024)


def _made(variants: float) -> list[Line]:
    """As in benchmarks/results/capacity.md, "a viewer's miss": five writes and four reads of records."""
    used = _lines(put=variants, get=2 * variants, write=5 * variants, read=4 * variants)
    return used + _work(variants, MAKING_SECONDS) + _viewed(variants, size=OBJECT_BYTES)


def _kept(objects: float) -> list[Line]:
    return _lines(stored=objects * OBJECT_BYTES / 1e9)


def _viewed(views: float, *, size: float = VIEW_BYTES) -> list[Line]:
    return _lines(view=views, edge=2 * views, egress=views * size / 1e9)


def _led_nowhere(paths_per_second: float, *, reaching: float) -> list[Line]:
    paths, calls = paths_per_second * SECONDS, reaching * SECONDS
    return _lines(get=paths, read=calls) + _viewed(paths, size=0) + _work(calls, LOOKING_SECONDS)


def _called(per_second: float) -> list[Line]:
    calls = per_second * SECONDS
    return _lines(api=calls, view=calls, edge=calls, read=calls) + _work(calls, 0.06, memory_mb=1024)


def _uploaded(files: float) -> list[Line]:
    """Checked, stored, and their variants made, 11 objects each."""
    kept = _lines(put=11 * files, stored=files * limits.MAX_UPLOAD_BYTES / 1e9, write=20 * files)
    return kept + _work(files, 2, memory_mb=2048) + _work(files, 5)
