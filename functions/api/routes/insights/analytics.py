"""/v1/analytics, and /v1/images/{image_id}/analytics"""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AwareDatetime, BaseModel

from functions.api.routes.insights.tables import Format, answer_as, read_as_table
from functions.api.routes.parameters import AnImageId
from functions.api.services import ApiCall, Services
from pixelflare import analytics
from pixelflare.base.errors import NotFound
from pixelflare.entry.http import RateCost, Routes
from schema.analytics import (
    AnalyticsRanking,
    AnalyticsSeries,
    AnalyticsSummary,
    AnswerFormat,
    ImageAnalytics,
    StoragePoint,
    StorageSeries,
)
from schema.identity.scopes import Scope
from schema.keys.rollups import Interval

ANALYTICS = RateCost("analytics")
_TOTALS = ("requests", "views", "bandwidth_bytes", "hits", "misses", "errors", "bot_views")
_SHARE = ("name", "views", "bandwidth_bytes")

Since = Annotated[AwareDatetime | None, Query(alias="from", description="From this time on; 30 days ago by default")]
Until = Annotated[AwareDatetime | None, Query(alias="to", description="Until this time; now by default")]
Most = Annotated[int, Query(ge=1, le=250, description="How many at most")]

routes: Routes[Services] = Routes("/v1/analytics", tag="analytics")
image_routes: Routes[Services] = Routes("/v1/images", tag="analytics")

_PERIODS = "Whole hours for up to two days of the last 90 (a setting), otherwise whole days, in UTC."


def _read(
    summary: str, operation_id: str, model: type[BaseModel], *refusals: HTTPStatus, description: str = _PERIODS
) -> dict[str, Any]:
    return read_as_table(summary, operation_id, model, *refusals, description=description)


def _span(
    call: ApiCall, since: datetime | None, until: datetime | None, *, interval: Interval | None
) -> analytics.Span:
    kept = call.services.env.hours_kept_days
    return analytics.span_of(since, until, interval=interval, hours_kept_days=kept, now=call.now)


def _answer(answer: BaseModel, rows: Sequence[BaseModel], columns: Sequence[str], asked: AnswerFormat) -> Response[Any]:
    return answer_as(asked, answer, rows=rows, columns=columns, file="analytics")


@routes.get(
    "/summary",
    scope=Scope.READ,
    cost=ANALYTICS,
    **_read("Get totals of all your images", "summarizeAnalytics", AnalyticsSummary),
)
def summarize(
    call: ApiCall, since: Since = None, until: Until = None, as_: Format = AnswerFormat.JSON
) -> Response[AnalyticsSummary | str]:
    span = _span(call, since, until, interval=None)
    whole = analytics.Analytics(call.services.rollups, call.owner).whole(span)
    found = analytics.summary_of(whole, span)
    columns = ("from", "to", *_TOTALS, "unattributed_views", "images", "countries")
    return _answer(found, [found], columns, as_)


@routes.get(
    "/timeseries",
    scope=Scope.READ,
    cost=ANALYTICS,
    **_read(
        "Get totals over time",
        "listAnalyticsPoints",
        AnalyticsSeries,
        description="A point for each period that has requests. Single hours are kept for 90 days.",
    ),
)
def list_points(
    call: ApiCall,
    since: Since = None,
    until: Until = None,
    interval: Annotated[Interval, Query(description="The length of a period")] = Interval.DAY,
    as_: Format = AnswerFormat.JSON,
) -> Response[AnalyticsSeries | str]:
    span = _span(call, since, until, interval=interval)
    points = analytics.points_of(analytics.Analytics(call.services.rollups, call.owner).periods(span))
    return _answer(AnalyticsSeries(data=points), points, ("t", *_TOTALS), as_)


@routes.get(
    "/storage",
    scope=Scope.READ,
    cost=ANALYTICS,
    **_read(
        "Get stored bytes over time",
        "listStoragePoints",
        StorageSeries,
        description="What was stored at the end of each day or month; for a running one, what is stored now.",
    ),
)
def list_storage(
    call: ApiCall,
    since: Since = None,
    until: Until = None,
    interval: Annotated[Interval, Query(description="The length of a period")] = Interval.DAY,
    as_: Format = AnswerFormat.JSON,
) -> Response[StorageSeries | str]:
    span = _span(call, since, until, interval=interval)
    points = call.services.costs.storage(call.owner, span, now=call.now)
    return _answer(StorageSeries(data=points), points, tuple(StoragePoint.model_fields), as_)


def _ranking(
    call: ApiCall, kind: str, since: Since, until: Until, limit: int, asked: AnswerFormat
) -> Response[AnalyticsRanking | str]:
    span = _span(call, since, until, interval=None)
    whole = analytics.Analytics(call.services.rollups, call.owner).whole(span)
    shares = analytics.ranking_of(whole, kind, limit=limit)
    return _answer(AnalyticsRanking(data=shares), shares, _SHARE, asked)


@routes.get(
    "/countries",
    scope=Scope.READ,
    cost=ANALYTICS,
    **_read("List viewers' countries", "listViewCountries", AnalyticsRanking),
)
def list_countries(
    call: ApiCall, since: Since = None, until: Until = None, limit: Most = 50, as_: Format = AnswerFormat.JSON
) -> Response[AnalyticsRanking | str]:
    return _ranking(call, analytics.COUNTRY, since, until, limit, as_)


@routes.get(
    "/top-images",
    scope=Scope.READ,
    cost=ANALYTICS,
    **_read("List the most viewed images", "listTopImages", AnalyticsRanking),
)
def list_top_images(
    call: ApiCall, since: Since = None, until: Until = None, limit: Most = 50, as_: Format = AnswerFormat.JSON
) -> Response[AnalyticsRanking | str]:
    return _ranking(call, analytics.IMAGE, since, until, limit, as_)


@routes.get(
    "/variants",
    scope=Scope.READ,
    cost=ANALYTICS,
    **_read("List viewed variants", "listViewedVariants", AnalyticsRanking),
)
def list_variants(
    call: ApiCall, since: Since = None, until: Until = None, limit: Most = 50, as_: Format = AnswerFormat.JSON
) -> Response[AnalyticsRanking | str]:
    return _ranking(call, analytics.VARIANT, since, until, limit, as_)


@routes.get(
    "/formats", scope=Scope.READ, cost=ANALYTICS, **_read("List viewed formats", "listViewedFormats", AnalyticsRanking)
)
def list_formats(
    call: ApiCall, since: Since = None, until: Until = None, limit: Most = 50, as_: Format = AnswerFormat.JSON
) -> Response[AnalyticsRanking | str]:
    return _ranking(call, analytics.FORMAT, since, until, limit, as_)


@routes.get(
    "/referrers",
    scope=Scope.READ,
    cost=ANALYTICS,
    **_read("List hosts that show images", "listReferrers", AnalyticsRanking),
)
def list_referrers(
    call: ApiCall, since: Since = None, until: Until = None, limit: Most = 50, as_: Format = AnswerFormat.JSON
) -> Response[AnalyticsRanking | str]:
    return _ranking(call, analytics.REFERRER, since, until, limit, as_)


@image_routes.get(
    "/<image_id>/analytics",
    scope=Scope.READ,
    cost=ANALYTICS,
    **_read("Get an image's totals and days", "summarizeImageAnalytics", ImageAnalytics, HTTPStatus.NOT_FOUND),
)
def summarize_image(
    call: ApiCall, image_id: AnImageId, since: Since = None, until: Until = None, as_: Format = AnswerFormat.JSON
) -> Response[ImageAnalytics | str]:
    if call.services.images.owner_of(image_id) != call.owner:
        raise NotFound(f"there is no image {image_id}")
    span = _span(call, since, until, interval=Interval.DAY)
    of_image = analytics.Analytics(call.services.rollups, call.owner, image_id)
    points = analytics.points_of(of_image.periods(span))
    found = analytics.summary_of(of_image.whole(span), span)
    answer = ImageAnalytics(**found.model_dump() | {"images": 1}, days=points)
    return _answer(answer, points, ("t", *_TOTALS), as_)
