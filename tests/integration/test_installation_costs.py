"""What the installation costs is what its owners cost, and what nobody can be charged with."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pixelflare.base import clock
from pixelflare.costs import CostQuestions, CostRecords, lines_of, total_of, used_by_views
from schema.costs import CostReceipt
from schema.keys.rollups import NOBODY
from tests.integration.access_logs import count_views, log_line, write_log
from tests.integration.cloud import Cloud, User
from tests.integration.test_costs import units
from tests.integration.test_usage import used
from tests.integration.visibility import jpeg

STRANGE = "/nobody-has-this/default/never.jpg"
MONTH = datetime(2031, 5, 15, 12, tzinfo=UTC)
"""In this month no other test has any views: the installation is all of theirs."""


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """The time goes on from the middle of the month; call it to skip some."""
    begun, skipped = clock.now(), [timedelta(0)]
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: MONTH + (real() - begun) + sum(skipped, timedelta(0)))
    return skipped.append


@pytest.fixture
def costs(cloud: Cloud) -> CostQuestions:
    questions: CostQuestions = cloud.services("api").costs
    return questions


@pytest.fixture
def owners(cloud: Cloud, user: User) -> list[str]:
    """Two with an image each, which are seen; somebody without one, whose name is asked for; and a name that is nobody's."""
    others = [user, cloud.user(f"second-{user.name}")]
    images = [each.upload(jpeg(), "a.jpg") for each in others]
    empty = cloud.user(f"empty-{user.name}").call("GET", "/v1/usage").body["owner"]
    cloud.follow_changes()
    now = clock.now()
    at = f"{now:%Y-%m-%dT%H:%M:%S}Z"
    paths = [f"/{each['owner']}/{each['album']}/a.jpg" for each in images]
    seen = [log_line(path, at=at, **{"x-edge-result-type": "Miss"}) for path in [*paths, paths[0], STRANGE]]
    write_log(cloud, *seen, log_line(f"/{empty}/default/never.jpg", at=at))
    count_views(cloud, at=at)
    return [*(each["owner"] for each in images), empty]


def asked(user: User, query: str = "", *groups: str) -> Any:
    token = User(user.cloud, f"operator-of-{user.name}").token(**{"cognito:groups": list(groups)})
    return user.call("GET", "/v1/admin/costs", query=query, authorization=f"Bearer {token}")


def everybody(cloud: Cloud, now: datetime) -> tuple[list[str], dict[str, int]]:
    """Everybody with images or views, and what was asked for below the names of nobody."""
    month = f"M#{now:%Y-%m}"
    rows = cloud.rows("DERIVED_TABLE")
    seen = {row["pk"]["S"].split("#")[1] for row in rows if row["pk"]["S"].startswith("S#") and row["sk"]["S"] == month}
    stored = set(CostRecords(cloud.services("api").costs._records._table).owners())
    strange = cloud.services("api").rollups.of_owner(NOBODY, now)
    return sorted((seen | stored) - {NOBODY, "*"}), used_by_views(strange[0])


def test_installation_costs_what_its_owners_cost_and_what_was_asked_for_in_vain(
    cloud: Cloud, owners: list[str], costs: CostQuestions
) -> None:
    """All at the same moment, so that stored bytes are as exact as the rest; and the forecast, too."""
    now = clock.now()
    month = f"{now:%Y-%m}"
    found, strange = everybody(cloud, now)
    assert set(owners) <= set(found)
    whole = costs.installation(month, now=now)
    parts = [costs.owner(owner, month, now=now) for owner in found]

    assert strange["requests"] >= 1
    for line, *theirs in zip(whole.lines, *(part.lines for part in parts), strict=True):
        assert line.units == sum(each.units for each in theirs) + strange.get(line.part, 0), line.part
    assert Decimal(whole.total) == sum(Decimal(line.amount) for line in whole.lines)
    assert Decimal(whole.total) == sum(Decimal(part.total) for part in parts) + Decimal(total_of(lines_of(strange)))
    assert whole.forecast is not None
    assert Decimal(whole.forecast.total) == sum(Decimal(line.amount) for line in whole.forecast.lines)
    assert Decimal(whole.forecast.total) > Decimal(whole.total)


def test_operator_reads_it_with_its_parts_and_as_a_table(
    user: User, owners: list[str], moment: Callable[[timedelta], None]
) -> None:
    moment(timedelta(hours=1))
    answer = asked(user, "", "operators")
    assert answer.status == 200, answer
    receipt = CostReceipt.model_validate(answer.body)
    assert (receipt.scope, receipt.id, receipt.is_complete) == ("installation", "", False)
    assert units(answer.body)["requests"] >= 5
    assert units(answer.body)["variants"] > 0
    assert asked(user, "month=2020-01", "operators").body["total"] == "0"
    table = asked(user, "format=csv", "operators")
    assert table.headers["Content-Type"].startswith("text/csv")


def test_nobody_else_reads_it(user: User) -> None:
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["admin"]}).body["key"]
    for answer in (
        asked(user),
        asked(user, "", "people"),
        user.call("GET", "/v1/admin/costs", authorization=f"Bearer {key}"),
    ):
        assert (answer.status, answer.body["error"]["code"]) == (403, "FORBIDDEN")
    assert user.call("GET", "/v1/costs", query="scope=installation").status == 400


@pytest.mark.parametrize("query", ["month=2999-01", "month=2026-13", "format=xlsx"])
def test_questions_that_make_no_sense_are_refused(user: User, query: str) -> None:
    answer = asked(user, query, "operators")
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_receipts_know_the_variants_that_the_counters_know(cloud: Cloud, user: User, costs: CostQuestions) -> None:
    """Also those that an image had before it went into the bin."""
    image = user.upload(jpeg(), "a.jpg")
    cloud.follow_changes()
    record = costs._records.find(image["owner"], image["id"])
    assert record is not None
    assert record.variant_bytes == used(cloud, image["owner"]).variant_bytes > 0

    user.call("DELETE", f"/v1/images/{image['id']}")
    cloud.follow_changes()
    binned = costs._records.find(image["owner"], image["id"])
    assert binned is not None
    assert (binned.variant_bytes, binned.binned is None) == (record.variant_bytes, False)
    assert used(cloud, image["owner"]).variant_bytes == 0
