"""The bill brake: what works at each level, and how it moves by what is spent, by the month and by hand."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pixelflare.aws.topics import Topic
from pixelflare.base import clock
from pixelflare.base.errors import Unavailable
from tests.integration.braking import (
    THRESHOLDS,
    Clock,
    announced,
    believe_nothing,
    count_spending,
    forget_brake,
    operator,
    refused,
    spend,
)
from tests.integration.cloud import Answer, Cloud, User
from tests.integration.importing import Vendor, begin, finish, shown
from tests.integration.test_fewer_calls import operations
from tests.integration.visibility import jpeg, path_of

STOPPED = (429, "BUDGET_REACHED")


@pytest.fixture(autouse=True)
def time(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """A month of this test's own, and no brake before or after it."""
    time = Clock()
    monkeypatch.setattr(clock, "now", time)
    usual = {name: cloud.functions[name] for name in ("api", "brake_schedule")}
    cloud.functions["api"] = cloud.started("api")  # its pipeline keeps the clock that it began with
    cloud.functions["brake_schedule"] = cloud.started("brake_schedule", **THRESHOLDS)
    forget_brake(cloud)
    yield time
    cloud.functions.update(usual)
    forget_brake(cloud)


@pytest.fixture
def month(time: Clock, request: pytest.FixtureRequest) -> datetime:
    """Another one for each test that spends."""
    number = [each.name for each in request.session.items].index(request.node.name)
    time.now = datetime(2033 + number // 12, 1 + number % 12, 15, 12, tzinfo=UTC)
    return time.now


def seen(cloud: Cloud, path: str) -> Answer:
    """By a viewer of these tests alone: what is counted here is counted in years to come."""
    return cloud.cdn(path, viewer="192.0.2.33:1")


def report(user: User) -> Any:
    answer = operator(user, "GET")
    assert answer.status == 200, answer
    return answer.body


def test_first_level_serves_what_is_stored_and_makes_nothing_new(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    assert seen(cloud, path_of(image, "w=256,q=50.jpg")).status == 200
    before = cloud.keys("PUBLIC_BUCKET")
    assert operator(user, "PUT", {"level": 1}).status == 200

    answer = seen(cloud, path_of(image, "w=512,q=50.jpg"))

    assert refused(answer) == STOPPED
    assert answer.headers["Retry-After"] == "3600"
    assert "no-store" in answer.headers["Cache-Control"]
    assert cloud.keys("PUBLIC_BUCKET") == before
    assert seen(cloud, path_of(image)).status == 200, "the original"
    assert user.upload(jpeg(), "b.jpg")["status"] == "ready", "uploads go on"
    told = user.call("GET", "/v1/brake").body
    assert (told["level"], told["makes_variants"], told["takes_uploads"]) == (1, False, True)


def test_stored_variant_that_only_the_function_reads_is_served_at_the_first_level(cloud: Cloud, user: User) -> None:
    expires = f"{clock.now() + timedelta(days=5):%Y-%m-%dT%H:%M:%SZ}"
    image = user.upload(jpeg(), "a.jpg", expires_at=expires)
    first = seen(cloud, path_of(image, "w=256,q=50.jpg"))
    operator(user, "PUT", {"level": 2})

    again = seen(cloud, path_of(image, "w=256,q=50.jpg"))

    assert (first.status, again.status, again.body) == (200, 200, first.body)
    assert refused(seen(cloud, path_of(image, "w=512,q=50.jpg"))) == STOPPED


def test_webp_stands_in_for_an_avif_that_is_not_made(cloud: Cloud, user: User, time: Clock) -> None:
    """Presets are stored as WebP, and browsers that take AVIF ask for that first."""
    image = user.upload(jpeg(), "a.jpg")
    operator(user, "PUT", {"level": 1})
    before = cloud.keys("PUBLIC_BUCKET"), cloud.keys("PRIVATE_BUCKET")

    answer = seen(cloud, path_of(image, "thumb.avif"))

    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/webp")
    assert "s-maxage=3600" in answer.headers["Cache-Control"], "the edge asks again when the brake may be off"
    assert (cloud.keys("PUBLIC_BUCKET"), cloud.keys("PRIVATE_BUCKET")) == before
    assert refused(seen(cloud, path_of(image, "w=512,q=50.avif"))) == STOPPED
    operator(user, "PUT", {"level": 0})
    time.now += timedelta(minutes=2)
    assert seen(cloud, path_of(image, "thumb.avif")).headers["Content-Type"] == "image/avif"


WAYS_IN = [
    ("POST", "/v1/images", {"filename": "b.jpg"}),
    ("POST", "/v1/images", {"images": [{"filename": "b.jpg"}]}),
    ("POST", "/v1/images/from-address", {"url": "https://example.com/b.jpg"}),
    ("POST", "/v1/imports", {"source": {"kind": "addresses", "addresses": ["https://example.com/b.jpg"]}}),
    ("POST", "/v1/imports/imp_01ARZ3NDEKTSV4RRFFQ69G5FAV/retry", None),
    ("POST", "/v1/backup/restore", None),
]


@pytest.mark.parametrize(("method", "path", "body"), WAYS_IN)
def test_second_level_takes_nothing_in(user: User, method: str, path: str, body: Any) -> None:
    operator(user, "PUT", {"level": 2})

    answer = user.call(method, path, body)

    assert refused(answer) == STOPPED
    assert answer.headers["Retry-After"] == "3600"
    assert user.call("GET", "/v1/images").body["data"] == []
    assert user.call("GET", "/v1/imports").body["data"] == []


def test_second_level_leaves_what_is_there_and_what_is_under_way(cloud: Cloud, user: User) -> None:
    image, form = user.upload(jpeg(), "a.jpg"), user.reserve("waiting.jpg")
    operator(user, "PUT", {"level": 2})

    sent = cloud.api("PUT", f"/v1/upload/{form['imageId']}", query=f"token={form['token']}", body=b"x")
    assert sent.status == 201, "reserved before"
    assert user.call("PATCH", f"/v1/images/{image['id']}", {"alt": "a beach"}).status == 200
    assert user.call("DELETE", f"/v1/images/{image['id']}").status == 204
    assert user.call("POST", f"/v1/images/{image['id']}/restore").status == 200, "it would expire in the bin"
    assert refused(user.call("POST", f"/v1/images/{image['id']}/ai/analyze")) == STOPPED


def _delayed(cloud: Cloud) -> int:
    """Messages of imports that come later."""
    name = "ApproximateNumberOfMessagesDelayed"
    queue = {"QueueUrl": cloud.variables["IMPORT_QUEUE_URL"], "AttributeNames": [name]}
    return int(cloud.client("sqs").get_queue_attributes(**queue)["Attributes"][name])


def test_running_import_waits_and_goes_on(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    internet = Vendor()
    internet.gives("https://pictures.test/a.jpg", jpeg())
    monkeypatch.setattr(cloud.services("import_consumer"), "outgoing", internet)
    job = begin(user, {"kind": "addresses", "addresses": [{"address": "https://pictures.test/a.jpg"}]})
    waiting = list(cloud.messages("IMPORT_QUEUE_URL"))
    promised = _delayed(cloud)
    operator(user, "PUT", {"level": 2})

    assert cloud.deliver("import_consumer", *waiting) == []

    assert (internet.asked, shown(user, job)["waiting"]) == ([], 1)
    assert _delayed(cloud) == promised + 1, "it comes back by itself"
    operator(user, "DELETE")
    assert cloud.deliver("import_consumer", *waiting) == []
    finish(cloud)
    assert (shown(user, job)["state"], shown(user, job)["imported"]) == ("done", 1)


def test_brake_follows_what_is_spent_up_and_a_second_run_says_nothing_new(
    cloud: Cloud, user: User, time: Clock, month: datetime
) -> None:
    told = len(announced(cloud))
    assert count_spending(cloud)["counted"] == 0
    stored = float(report(user)["estimated"])  # what all tests have left
    spend(cloud, month, gigabytes=1_500)

    assert count_spending(cloud)["counted"] == 1
    first = report(user)
    assert (first["level"], first["counted"]) == (1, 1)
    assert float(first["estimated"]) - stored == pytest.approx(42.5, abs=0.5)
    time.now += timedelta(hours=2)
    spend(cloud, time.now, gigabytes=2_000)
    assert count_spending(cloud)["counted"] == count_spending(cloud)["counted"] == 2

    second = report(user)
    assert [(each["level"], each["cause"]) for each in second["steps"]] == [(2, "spent"), (1, "spent")]
    assert announced(cloud)[told:] == ["Pixelflare: the brake is at level 1", "Pixelflare: the brake is at level 2"]
    assert refused(user.call("POST", "/v1/images", {"filename": "b.jpg"})) == STOPPED
    logged = [row for row in cloud.rows("AUDIT_TABLE") if row["pk"]["S"].startswith("AU#installation#")]
    assert any("spent" in row["details"]["S"] for row in logged)


def test_month_ends_the_brake_to_the_second_and_the_next_count_announces_it(
    cloud: Cloud, user: User, time: Clock, month: datetime
) -> None:
    spend(cloud, month, gigabytes=2_000)
    count_spending(cloud)
    believe_nothing(cloud)
    assert refused(user.call("POST", "/v1/images", {"filename": "a.jpg"})) == STOPPED
    ends = datetime.fromisoformat(report(user)["ends_at"])
    told = len(announced(cloud))

    time.now = ends - timedelta(seconds=2)
    assert refused(user.call("POST", "/v1/images", {"filename": "a.jpg"})) == STOPPED
    time.now = ends
    assert user.reserve("a.jpg")["imageId"]
    assert count_spending(cloud)["counted"] == 0

    assert announced(cloud)[told:] == ["Pixelflare: the brake is off"]
    assert [(each["level"], each["cause"]) for each in report(user)["steps"]][:1] == [(0, "month")]


def test_higher_thresholds_release_the_brake(cloud: Cloud, user: User, month: datetime) -> None:
    spend(cloud, month, gigabytes=2_000)
    count_spending(cloud)
    told = len(announced(cloud))
    cloud.functions["brake_schedule"] = cloud.started("brake_schedule", BRAKE_STORED_ONLY="80", BRAKE_NO_UPLOADS="900")
    assert count_spending(cloud)["counted"] == 1
    cloud.functions["brake_schedule"] = cloud.started("brake_schedule", BRAKE_STORED_ONLY="0", BRAKE_NO_UPLOADS="0")
    assert count_spending(cloud)["counted"] == 0

    assert announced(cloud)[told:] == ["Pixelflare: the brake is at level 1", "Pixelflare: the brake is off"]


def test_operators_decision_holds_against_what_is_spent_until_it_is_taken_back(
    cloud: Cloud, user: User, month: datetime
) -> None:
    spend(cloud, month, gigabytes=2_000)
    count_spending(cloud)
    told = len(announced(cloud))

    held = operator(user, "PUT", {"level": 0})
    count_spending(cloud)
    believe_nothing(cloud)

    assert (held.body["level"], held.body["counted"], held.body["held"]) == (0, 2, 0)
    assert user.reserve("a.jpg")["imageId"]
    assert operator(user, "PUT", {"level": 0}).status == 200
    assert operator(user, "DELETE").body["level"] == 2
    assert refused(user.call("POST", "/v1/images", {"filename": "b.jpg"})) == STOPPED
    assert announced(cloud)[told:] == ["Pixelflare: the brake is off", "Pixelflare: the brake is at level 2"]
    assert [each["cause"] for each in report(user)["steps"]] == ["operator", "operator", "spent"]


def test_step_that_could_not_be_announced_is_announced_by_the_next_run(
    cloud: Cloud, month: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    spend(cloud, month, gigabytes=1_500)
    told = len(announced(cloud))

    def out(*_: object) -> None:
        raise Unavailable("the topic cannot be reached at the moment", retry_after_seconds=1)

    with monkeypatch.context() as patch:
        patch.setattr(Topic, "publish", out)
        with pytest.raises(Unavailable):
            count_spending(cloud)
    assert count_spending(cloud)["counted"] == 1

    assert announced(cloud)[told:] == ["Pixelflare: the brake is at level 1"]


def test_count_that_comes_late_changes_nothing_newer(cloud: Cloud, time: Clock, month: datetime) -> None:
    control = cloud.services("brake_schedule").control("test")
    newest = control.count(Decimal(70), None, now=month)

    assert control.count(Decimal(1), None, now=month - timedelta(hours=1)) == newest
    assert control.count(Decimal(1), None, now=month - timedelta(days=40)) == newest


def with_budget(cloud: Cloud, amount: str) -> Callable[[], None]:
    """Where AWS says so much of the account's month. Returns what forgets the budget."""
    account, budgets = cloud.variables["ACCOUNT_ID"], cloud.client("budgets")
    spent = {"ActualSpend": {"Amount": amount, "Unit": "USD"}}
    budgets.create_budget(
        AccountId=account,
        Budget={
            "BudgetName": "bill",
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": {"Amount": "100", "Unit": "USD"},
            "CalculatedSpend": spent,
        },
    )
    cloud.functions["brake_schedule"] = cloud.started("brake_schedule", **THRESHOLDS, BUDGET_NAME="bill")
    return lambda: budgets.delete_budget(AccountId=account, BudgetName="bill")


def test_larger_count_moves_the_brake_and_awss_is_believed_from_the_second_day_on(
    cloud: Cloud, user: User, time: Clock, month: datetime
) -> None:
    forget = with_budget(cloud, "61.5")
    time.now = month.replace(day=1)
    assert count_spending(cloud) == {"estimated": report(user)["estimated"], "billed": None, "counted": 0}
    time.now = month

    assert (count_spending(cloud)["billed"], report(user)["level"]) == ("61.5", 2)
    forget()


def test_brake_is_read_once_a_minute_and_never_for_what_is_stored(cloud: Cloud, user: User, time: Clock) -> None:
    image = user.upload(jpeg(), "a.jpg")
    seen(cloud, path_of(image, "w=128,q=50.jpg"))
    believe_nothing(cloud)

    def reads(path: str) -> int:
        with operations("dynamodb") as found:
            assert seen(cloud, path_of(image, path)).status == 200
        return found["GetItem"] + found["BatchGetItem"]

    first, second = reads("w=256,q=50.jpg"), reads("w=512,q=50.jpg")
    time.now += timedelta(minutes=1)
    third = reads("w=1024,q=50.jpg")

    assert (first - second, third - second) == (1, 1)


def test_owner_may_look_and_not_decide(user: User) -> None:
    assert user.call("GET", "/v1/brake").body == {
        "level": 0,
        "makes_variants": True,
        "takes_uploads": True,
        "ends_at": None,
    }
    for method, body in (("GET", None), ("PUT", {"level": 2}), ("DELETE", None)):
        assert refused(user.call(method, "/v1/admin/brake", body)) == (403, "FORBIDDEN")
    assert refused(operator(user, "PUT", {"level": 3})) == (400, "VALIDATION_ERROR")
    assert user.call("GET", "/v1/brake").body["level"] == 0
