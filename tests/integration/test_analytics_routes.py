"""What the API says of views."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pixelflare.base import clock
from tests.integration.access_logs import count_views, log_line, write_log
from tests.integration.cloud import Cloud, User

RANGE = "from=2026-11-29T00:00:00Z&to=2026-11-30T00:00:00Z"
FUTURE = "from=2999-01-01T00:00:00Z&to=2999-02-01T00:00:00Z"
BACKWARDS = "from=2026-11-30T00:00:00Z&to=2026-11-01T00:00:00Z"
ROUTES = ("summary", "timeseries", "countries", "top-images", "variants", "formats", "referrers")


@pytest.fixture
def image(cloud: Cloud, user: User, rocket: bytes) -> Any:
    """Seen three times from two countries, once by a bot."""
    image = user.upload(rocket)
    path = f"/{image['owner']}/{image['album']}/{image['filename']}"
    bot = {"cs(User-Agent)": "Googlebot/2.1", "c_country": "US", "sc_status": "200"}
    seen = [log_line(path, at="2026-11-29T11:00:00Z"), log_line(f"{path}/w512", at="2026-11-29T11:01:00Z", **bot)]
    seen += [
        log_line(f"{path}/w512.webp", at="2026-11-29T11:02:00Z", **{"c_country": country}) for country in ("FR", "DE")
    ]
    write_log(cloud, *seen)
    count_views(cloud, at="2026-11-29T12:20:00Z")
    return image


def test_each_question_has_its_answer(user: User, image: Any) -> None:
    def ask(what: str) -> Any:
        answer = user.call("GET", f"/v1/analytics/{what}", query=RANGE)
        assert answer.status == 200, answer
        return answer.body

    summary = ask("summary")
    assert (summary["views"], summary["bot_views"], summary["requests"], summary["hits"]) == (3, 1, 4, 4)
    assert (summary["bandwidth_bytes"], summary["images"], summary["countries"]) == (4000, 1, 3)
    assert summary["from"] == "2026-11-29T00:00:00Z"
    assert [point["views"] for point in ask("timeseries")["data"]] == [3]
    assert [(each["name"], each["views"]) for each in ask("countries")["data"]] == [("DE", 2), ("FR", 1), ("US", 0)]
    assert [(each["name"], each["views"]) for each in ask("top-images")["data"]] == [(image["id"], 3)]
    assert [(each["name"], each["views"]) for each in ask("variants")["data"]] == [("w512", 2), ("original", 1)]
    assert [(each["name"], each["views"]) for each in ask("formats")["data"]] == [("webp", 3)]
    assert [(each["name"], each["views"]) for each in ask("referrers")["data"]] == [("blog.example", 3)]


def test_an_image_has_totals_and_days_for_its_owner_only(cloud: Cloud, user: User, image: Any) -> None:
    path = f"/v1/images/{image['id']}/analytics"
    found = user.call("GET", path, query=RANGE).body
    assert (found["views"], [day["views"] for day in found["days"]]) == (3, [3])
    assert (found["bandwidth_bytes"], found["countries"]) == (4000, 3)
    assert cloud.user("somebody-else").call("GET", path, query=RANGE).status == 404


@pytest.mark.parametrize("route", ROUTES)
def test_a_range_that_makes_no_sense_is_refused(user: User, route: str) -> None:
    for query in (FUTURE, BACKWARDS, "from=never", "from=2026-11-29T00:00:00", "format=xlsx"):
        answer = user.call("GET", f"/v1/analytics/{route}", query=query)
        assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR"), query


def test_hours_are_kept_for_as_long_as_an_operator_says(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = {"HOURS_KEPT_DAYS": "10"}
    for function in ("api", "analytics_schedule"):
        monkeypatch.setitem(cloud.functions, function, cloud.started(function, **days))
    image = user.upload(rocket)
    write_log(cloud, log_line(f"/{image['owner']}/{image['album']}/{image['filename']}", at="2026-11-28T11:00:00Z"))
    count_views(cloud, at="2026-11-28T12:20:00Z")
    hour = int(datetime(2026, 11, 28, 11, tzinfo=UTC).timestamp())
    rows = [row for row in cloud.rows("DERIVED_TABLE") if "exp" in row and f"S#{image['owner']}" in row["pk"]["S"]]
    since = {"within": timedelta(days=9), "before": timedelta(days=11)}
    asked = {name: f"interval=hour&from={clock.now() - back:%Y-%m-%dT%H:%M:%SZ}" for name, back in since.items()}

    assert {int(row["exp"]["N"]) for row in rows} == {hour + 10 * 86_400}
    assert user.call("GET", "/v1/analytics/timeseries", query=asked["within"]).status == 200
    refused = user.call("GET", "/v1/analytics/timeseries", query=asked["before"])
    assert (refused.status, refused.body["error"]["message"]) == (400, "hours are kept for 10 days")


def test_hours_that_are_gone_and_too_many_points_are_refused(user: User) -> None:
    for query in ("interval=hour&from=2020-01-01T00:00:00Z", "interval=day&from=1990-01-01T00:00:00Z", "interval=week"):
        assert user.call("GET", "/v1/analytics/timeseries", query=query).status == 400, query


@pytest.mark.parametrize("route", ROUTES)
def test_every_answer_is_also_a_table(user: User, image: Any, route: str) -> None:
    answer = user.call("GET", f"/v1/analytics/{route}", query=f"{RANGE}&format=csv")
    assert answer.status == 200, answer
    assert answer.headers["Content-Type"].startswith("text/csv")
    text = answer.body.decode() if isinstance(answer.body, bytes) else answer.body
    head, first = text.split("\r\n")[:2]
    assert "views" in head.split(",")
    assert len(first.split(",")) == len(head.split(","))


def test_an_images_days_are_also_a_table(user: User, image: Any) -> None:
    answer = user.call("GET", f"/v1/images/{image['id']}/analytics", query=f"{RANGE}&format=csv")
    text = answer.body.decode() if isinstance(answer.body, bytes) else answer.body
    head, day = text.split("\r\n")[:2]
    assert dict(zip(head.split(","), day.split(","), strict=True))["views"] == "3"
    assert answer.headers["content-disposition"] == 'attachment; filename="analytics.csv"'


def test_questions_are_limited(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cloud.functions, "api", cloud.started("api", ANALYTICS_PER_MINUTE="2"))
    answers = [user.call("GET", path) for path in ("/v1/analytics/summary", "/v1/costs", "/v1/analytics/formats")]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[2].body["error"]["code"] == "RATE_LIMIT_EXCEEDED"
    assert int(answers[2].headers["Retry-After"]) > 0
