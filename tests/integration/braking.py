"""The bill brake in tests: what was spent, the run that counts it, and what was announced."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

from pixelflare.aws.table import Table
from schema.brake import BrakeCause, BrakeLevel, BrakeState, BrakeStep
from schema.keys.brake import brake_key
from tests.integration.access_logs import count_views, log_line, write_log
from tests.integration.cloud import Answer, Cloud, User

MONTH = datetime(2032, 3, 15, 12, tzinfo=UTC)
"""In this month and the next no other test has any views."""
GB = 10**9
THRESHOLDS = {"BRAKE_STORED_ONLY": "40", "BRAKE_NO_UPLOADS": "60"}


class Clock:
    """The time; a test moves it."""

    def __init__(self) -> None:
        self.now = MONTH

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now


def spend(cloud: Cloud, now: datetime, *, gigabytes: int) -> None:
    """So much goes to viewers in the hour before."""
    at = f"{now - timedelta(hours=1):%Y-%m-%dT%H:05:00Z}"
    write_log(cloud, log_line(f"/nobody-{uuid4().hex}/default/a.jpg", at=at, **{"sc-bytes": str(gigabytes * GB)}))
    count_views(cloud, at=f"{now:%Y-%m-%dT%H:20:00Z}")


def count_spending(cloud: Cloud) -> Any:
    return cloud.call("brake_schedule", {"source": "aws.events", "time": "2032-03-15T12:40:00Z", "detail": {}})


def believe_nothing(cloud: Cloud) -> None:
    """As if a minute had passed in each function."""
    for brake in (
        cloud.services("api").brake,
        cloud.services("cdn").stores.brake,
        cloud.services("import_consumer").imports.brake,
    ):
        brake.forget()


def forget_brake(cloud: Cloud) -> None:
    Table(cloud.variables["CORE_TABLE"]).delete(brake_key())
    believe_nothing(cloud)


def announced(cloud: Cloud) -> list[str]:
    """The subjects of all announcements so far."""
    topic = get_backend("sns")[DEFAULT_ACCOUNT_ID]["us-east-1"].topics[cloud.variables["ALARM_TOPIC"]]
    return [str(subject) for _id, _text, subject, *_ in topic.sent_notifications]


def operator(user: User, method: str, body: Any = None) -> Answer:
    token = User(user.cloud, f"operator-of-{user.name}").token(**{"cognito:groups": ["operators"]})
    answer = user.call(method, "/v1/admin/brake", body, authorization=f"Bearer {token}")
    believe_nothing(user.cloud)
    return answer


def move_the_brake(cloud: Cloud, user: User) -> None:
    """By hand to where it was, and by the month that has ended since."""
    for level in (1, 0):
        assert operator(user, "PUT", {"level": level}).status == 200
    step = BrakeStep(at=MONTH.replace(year=2020), level=BrakeLevel.STORED_ONLY, cause=BrakeCause.SPENT)
    old = BrakeState(month="2020-03", counted=step.level, told=step.level, steps=(step,), version=1)
    Table(cloud.variables["CORE_TABLE"]).put({**brake_key(), **old.model_dump(mode="json")})
    assert count_spending(cloud)["counted"] == 0
    forget_brake(cloud)


def refused(answer: Answer) -> tuple[int, str | None]:
    return answer.status, answer.body["error"]["code"] if answer.status >= 400 else None
