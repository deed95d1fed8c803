"""What CloudWatch has counted, and which alarms ring."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable

MOST_SERIES = 500
"""In one question: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html"""


class Series(NamedTuple):
    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    statistic: str


class Ringing(NamedTuple):
    name: str
    meaning: str
    since: datetime


def points_of(
    wanted: list[Series], *, period: timedelta, since: datetime, until: datetime
) -> list[list[tuple[datetime, float]]]:
    """The newest first, for each series in its order. Raises Unavailable."""
    queries = [_query(f"s{place}", series, period) for place, series in enumerate(wanted)]
    found: dict[str, list[tuple[datetime, float]]] = {}
    with outages_are_unavailable("CloudWatch"):
        pages = (
            client("cloudwatch")
            .get_paginator("get_metric_data")
            .paginate(MetricDataQueries=queries, StartTime=since, EndTime=until, ScanBy="TimestampDescending")
        )
        for page in pages:
            for each in page["MetricDataResults"]:
                found.setdefault(each["Id"], []).extend(zip(each["Timestamps"], each["Values"], strict=True))
    return [found.get(f"s{place}", []) for place in range(len(wanted))]


def ringing_alarms(prefix: str) -> list[Ringing]:
    """Those whose name begins so. Raises Unavailable."""
    with outages_are_unavailable("CloudWatch"):
        pages = (
            client("cloudwatch")
            .get_paginator("describe_alarms")
            .paginate(AlarmNamePrefix=prefix, StateValue="ALARM", AlarmTypes=["MetricAlarm"])
        )
        alarms = [alarm for page in pages for alarm in page.get("MetricAlarms", [])]
    return [
        Ringing(each["AlarmName"], each.get("AlarmDescription", ""), each["StateUpdatedTimestamp"]) for each in alarms
    ]


def _query(id_: str, series: Series, period: timedelta) -> dict[str, object]:
    dimensions = [{"Name": name, "Value": value} for name, value in series.dimensions.items()]
    metric = {"Namespace": series.namespace, "MetricName": series.metric, "Dimensions": dimensions}
    stat = {"Metric": metric, "Period": int(period.total_seconds()), "Stat": series.statistic}
    return {"Id": id_, "MetricStat": stat, "ReturnData": True}
