"""What was stored at the end of each period."""

from datetime import UTC, datetime

from pixelflare.analytics import span_of
from pixelflare.costs import CostRecord, storage_points
from schema.keys.rollups import Interval

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


RECORDS = [
    CostRecord(image_id="img_1", bytes=100, variant_bytes=10, since=at(26, 6)),
    CostRecord(image_id="img_2", bytes=200, variant_bytes=20, since=at(26), binned=at(27, 6), until=at(28, 6)),
    CostRecord(image_id="img_3", bytes=400, since=at(29, 6)),
    CostRecord(image_id="img_4"),
]


def test_each_day_has_what_was_there_at_its_end() -> None:
    span = span_of(at(25), at(30), interval=Interval.DAY, hours_kept_days=90, now=NOW)
    points = storage_points(RECORDS, span, now=NOW)

    assert [point.t for point in points] == [at(25), at(26), at(27), at(28), at(29)]
    assert [(point.images, point.original_bytes) for point in points] == [
        (0, 0),
        (2, 300),
        (1, 300),
        (1, 100),
        (2, 500),
    ]
    assert [point.variant_bytes for point in points] == [0, 30, 10, 10, 10]
    assert [(point.bin_images, point.bin_bytes) for point in points] == [(0, 0), (0, 0), (1, 200), (0, 0), (0, 0)]


def test_a_month_is_a_period_and_what_has_not_begun_is_none() -> None:
    span = span_of(
        datetime(2026, 9, 10, tzinfo=UTC),
        datetime(2027, 1, 1, tzinfo=UTC),
        interval=Interval.MONTH,
        hours_kept_days=90,
        now=NOW,
    )
    points = storage_points(RECORDS, span, now=NOW)
    assert [(f"{point.t:%Y-%m}", point.original_bytes) for point in points] == [
        ("2026-09", 0),
        ("2026-10", 0),
        ("2026-11", 500),
    ]
