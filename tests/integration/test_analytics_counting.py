"""Hours, days and months are counted anew from the files that there are, whatever came late, twice or in another order."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from pixelflare.analytics.tally import BYTES, COUNTRY, IMAGE, REQUESTS, VIEWS, Tally
from tests.integration.access_logs import count_views, log_line, write_log
from tests.integration.cloud import Cloud, User

HOUR, DAY, MONTH = "H#2026-11-29T17", "D#2026-11-29", "M#2026-11"


def path_of(image: Any) -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}"


def tallies(cloud: Cloud, partition: str) -> dict[str, Tally]:
    """By period."""
    return {
        row["sk"]["S"]: Tally.from_text(row["tally"]["S"])
        for row in cloud.rows("DERIVED_TABLE")
        if row["pk"]["S"] == partition
    }


def of_image(cloud: Cloud, image: Any) -> dict[str, Tally]:
    return tallies(cloud, f"S#{image['owner']}#{image['id']}")


@pytest.fixture
def image(user: User, rocket: bytes) -> Any:
    return user.upload(rocket)


def test_a_view_counts_in_its_hour_day_and_month_for_image_and_owner(cloud: Cloud, image: Any) -> None:
    write_log(cloud, log_line(path_of(image)), log_line(f"{path_of(image)}/w512.webp", c_country="FR"))
    count_views(cloud)

    for counted in (of_image(cloud, image), tallies(cloud, f"S#{image['owner']}")):
        assert set(counted) == {HOUR, DAY, MONTH}
        assert {each.totals[VIEWS] for each in counted.values()} == {2}
        assert counted[DAY].of(COUNTRY) == {"DE": (1, 1000), "FR": (1, 1000)}
    assert tallies(cloud, f"S#{image['owner']}")[HOUR].of(IMAGE) == {image["id"]: (2, 2000)}


def test_files_that_come_late_or_twice_or_in_another_order_count_once(cloud: Cloud, image: Any) -> None:
    lines = [log_line(path_of(image)) for _ in range(20)]
    write_log(cloud, *lines[:5])
    count_views(cloud)
    random.Random(3).shuffle(lines)
    write_log(cloud, *lines[:12])
    write_log(cloud, *lines)
    count_views(cloud, at="2026-11-29T18:20:00Z")

    assert {each.totals[VIEWS] for each in of_image(cloud, image).values()} == {20}


def test_a_run_without_new_files_writes_nothing(cloud: Cloud, image: Any) -> None:
    write_log(cloud, log_line(path_of(image)))
    count_views(cloud)
    before = cloud.rows("DERIVED_TABLE")

    assert count_views(cloud) == {"hours": 0, "days": 0}
    assert cloud.rows("DERIVED_TABLE") == before


def test_a_file_that_comes_after_26_hours_does_not_count_any_more(cloud: Cloud, image: Any) -> None:
    write_log(cloud, log_line(path_of(image), at="2026-11-27T10:00:00Z"))
    count_views(cloud, at="2026-11-28T13:20:00Z")
    assert of_image(cloud, image) == {}

    count_views(cloud, at="2026-11-28T12:20:00Z")
    assert set(of_image(cloud, image)) == {"H#2026-11-27T10", "D#2026-11-27", "M#2026-11"}


def test_views_before_a_rename_are_the_images_although_another_has_its_path(
    cloud: Cloud, user: User, rocket: bytes
) -> None:
    first = user.upload(rocket, "beach.jpg")
    path = path_of(first)
    assert user.call("PATCH", f"/v1/images/{first['id']}", {"filename": "sea.jpg"}).status == 200
    second = user.upload(rocket, "beach.jpg")
    cloud.follow_changes()
    write_log(cloud, log_line(path, at="2026-01-01T10:00:00Z"))
    count_views(cloud, at="2026-01-01T10:20:00Z")

    assert path_of(second) == path
    assert of_image(cloud, first)["D#2026-01-01"].totals[VIEWS] == 1
    assert of_image(cloud, second) == {}


def test_views_of_a_deleted_image_stay_its_own(cloud: Cloud, user: User, image: Any) -> None:
    user.call("DELETE", f"/v1/images/{image['id']}")
    cloud.follow_changes()
    write_log(cloud, log_line(path_of(image), at="2026-01-02T10:00:00Z"))
    count_views(cloud, at="2026-01-02T10:20:00Z")

    assert of_image(cloud, image)["D#2026-01-02"].totals[VIEWS] == 1


def test_views_that_nobody_can_place_are_counted_below_their_owner(cloud: Cloud, image: Any) -> None:
    write_log(cloud, log_line(f"/{image['owner']}/default/never.jpg"), log_line("/nobody-here/default/never.jpg"))
    count_views(cloud)

    assert tallies(cloud, f"S#{image['owner']}#unattributed")[DAY].totals[VIEWS] == 1
    owner = tallies(cloud, f"S#{image['owner']}")[DAY]
    assert (owner.totals[VIEWS], owner.images) == (1, 0)
    (manifest,) = [row for row in cloud.rows("DERIVED_TABLE") if row["pk"]["S"] == "MAN#H" and row["sk"]["S"] == HOUR]
    assert int(manifest["strangers"]["N"]) >= 1
    assert tallies(cloud, "S#nobody-here") == {}


def test_a_run_that_stopped_is_finished_by_the_next(cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stops after its object and before its rows; then a line of it turns out to be another image's."""
    write_log(cloud, log_line(path_of(image)))
    with monkeypatch.context() as patched:
        patched.setattr("pixelflare.analytics.store.in_parallel", _crash)
        with pytest.raises(SystemExit):
            count_views(cloud)
    assert of_image(cloud, image) == {}

    count_views(cloud)

    counted = of_image(cloud, image)
    assert {period: each.totals[REQUESTS] for period, each in counted.items()} == {HOUR: 1, DAY: 1, MONTH: 1}
    assert len(cloud.keys("LOGS_BUCKET", f"rollups/{HOUR.replace('#', '/')}/")) == 1


def test_a_run_that_stopped_after_its_hours_leaves_their_day_to_the_next(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when no further file comes on that day."""
    write_log(cloud, log_line(path_of(image)))
    with monkeypatch.context() as patched:
        patched.setattr("pixelflare.analytics.counting._sum", _crash)
        with pytest.raises(SystemExit):
            count_views(cloud)
    assert set(of_image(cloud, image)) == {HOUR}

    count_views(cloud, at="2026-11-29T18:20:00Z")

    assert set(of_image(cloud, image)) == {HOUR, DAY, MONTH}
    assert count_views(cloud, at="2026-11-29T19:20:00Z") == {"hours": 0, "days": 0}


def _crash(*_: object) -> None:
    raise SystemExit


def test_what_is_no_longer_in_the_files_becomes_empty(cloud: Cloud, image: Any) -> None:
    key = write_log(cloud, log_line(path_of(image)))
    count_views(cloud)
    cloud.client("s3").delete_object(Bucket=cloud.variables["LOGS_BUCKET"], Key=key)
    write_log(cloud, log_line("/docs/"))
    count_views(cloud)

    assert {each.totals[BYTES] for each in of_image(cloud, image).values()} == {0}
    assert {each.totals[BYTES] for each in tallies(cloud, f"S#{image['owner']}").values()} == {0}


def test_an_older_run_never_overwrites_a_newer_one(cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write_log(cloud, log_line(path_of(image)))
    count_views(cloud)
    write_log(cloud, log_line(path_of(image)))
    monkeypatch.setattr("pixelflare.base.clock.now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    count_views(cloud)

    assert of_image(cloud, image)[HOUR].totals[VIEWS] == 1


def test_hours_go_after_90_days_and_days_stay(cloud: Cloud, image: Any) -> None:
    write_log(cloud, log_line(path_of(image)))
    count_views(cloud)
    rows = [row for row in cloud.rows("DERIVED_TABLE") if row["pk"]["S"].startswith(f"S#{image['owner']}")]

    begin = int(datetime(2026, 11, 29, 17, tzinfo=UTC).timestamp())
    assert {row["exp"].get("N") for row in rows if row["sk"]["S"] == HOUR} == {str(begin + 90 * 86_400)}
    assert {row.get("exp", {}).get("N") for row in rows if row["sk"]["S"] in (DAY, MONTH)} == {None}


def test_an_hour_closes_when_no_file_can_come_any_more(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def manifest() -> dict[str, Any]:
        rows = cloud.rows("DERIVED_TABLE")
        (found,) = [row for row in rows if row["pk"]["S"] == "MAN#H" and row["sk"]["S"] == "H#2026-02-01T10"]
        return found

    write_log(cloud, log_line(path_of(image), at="2026-02-01T10:00:00Z"))
    monkeypatch.setattr("pixelflare.base.clock.now", lambda: datetime(2026, 2, 1, 11, 20, tzinfo=UTC))
    count_views(cloud, at="2026-02-01T11:20:00Z")
    first = manifest()
    write_log(cloud, log_line(path_of(image), at="2026-02-01T10:30:00Z"))
    monkeypatch.setattr("pixelflare.base.clock.now", lambda: datetime(2026, 2, 2, 12, 20, tzinfo=UTC))
    count_views(cloud, at="2026-02-02T12:20:00Z")

    assert (first["closed"], first["files"]) == ({"BOOL": False}, {"N": "1"})
    assert (manifest()["closed"], manifest()["files"]) == ({"BOOL": True}, {"N": "2"})
    assert manifest()["run"]["S"] > first["run"]["S"]
