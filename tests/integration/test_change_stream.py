"""What happens in a library reaches the queues of those who want it, and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest

from local.tables.service import stream_of
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.events import EventSubscriptions
from schema.budgets import SUBSCRIPTIONS_BELIEVED
from schema.library.events import EventKind, Subscriber
from tests.integration.cleaning import clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.outages import outage_of


@pytest.fixture(autouse=True)
def alone(cloud: Cloud) -> None:
    stream_of(cloud.variables["CORE_TABLE"]).take(1_000_000)
    cloud.functions["change_stream"] = cloud.started("change_stream")


def want(cloud: Cloud, owner: str, *kinds: EventKind) -> None:
    EventSubscriptions(Table(cloud.variables["CORE_TABLE"])).want(owner, Subscriber.BACKUP, kinds)


def told(cloud: Cloud) -> list[dict[str, Any]]:
    cloud.follow_changes()
    return list(cloud.messages("BACKUP_QUEUE_URL"))


def owner_of(user: User) -> str:
    return str(user.call("GET", "/v1/me").body["owner"])


def test_life_of_an_image_is_told_once_for_each_thing_that_happens(cloud: Cloud, user: User, rocket: bytes) -> None:
    want(cloud, owner_of(user), *EventKind)
    image = user.upload(rocket, "a.jpg")
    path = f"/v1/images/{image['id']}"
    assert {each["kind"] for each in told(cloud)} == {"image.ready", "album.changed", "library.changed"}

    for method, below, body, kind in (
        ("PATCH", "", {"alt": "A rocket"}, "image.changed"),
        ("PATCH", "", {"filename": "b.jpg"}, "image.moved"),
        ("DELETE", "", None, "image.deleted"),
        ("POST", "/restore", {}, "image.restored"),
    ):
        answer = user.call(method, f"{path}{below}", body)
        assert answer.status in (200, 204), answer
        (event,) = [each for each in told(cloud) if each["image_id"]]
        assert (event["kind"], event["image_id"], event["owner"]) == (kind, image["id"], owner_of(user))
    cloud.deliver("variant_consumer", *cloud.messages())
    user.call("DELETE", path, query="permanent=true")
    clean_up(cloud, timedelta(minutes=1))
    assert [each["kind"] for each in told(cloud) if each["image_id"]] == [
        "image.ready",
        "image.deleted",
        "image.purged",
    ]


def test_only_the_kinds_that_are_wanted_are_sent(cloud: Cloud, user: User, rocket: bytes) -> None:
    want(cloud, owner_of(user), EventKind.IMAGE_READY)
    image = user.upload(rocket, "a.jpg")
    user.call("PATCH", f"/v1/images/{image['id']}", {"alt": "A rocket"})
    assert [each["kind"] for each in told(cloud)] == ["image.ready"]


def test_owner_without_subscribers_costs_one_read_a_minute(
    cloud: Cloud, user: User, rocket: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = user.upload(rocket, "a.jpg")
    read: list[Any] = []
    get = Table.get
    monkeypatch.setattr(Table, "get", lambda self, key, **how: read.append(key["sk"]) or get(self, key, **how))
    for alt in ("one", "two", "three"):
        user.call("PATCH", f"/v1/images/{image['id']}", {"alt": alt})
        assert told(cloud) == []
    assert read.count("#EVENTS") == 1

    want(cloud, image["owner"], EventKind.IMAGE_CHANGED)
    later = clock.now() + SUBSCRIPTIONS_BELIEVED + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    user.call("PATCH", f"/v1/images/{image['id']}", {"alt": "four"})
    assert [each["kind"] for each in told(cloud)] == ["image.changed"]


def test_events_that_could_not_be_sent_come_again_from_the_first_on(cloud: Cloud, user: User, rocket: bytes) -> None:
    want(cloud, owner_of(user), EventKind.IMAGE_READY, EventKind.IMAGE_CHANGED)
    image = user.upload(rocket, "a.jpg")
    user.call("PATCH", f"/v1/images/{image['id']}", {"alt": "A rocket"})
    records = stream_of(cloud.variables["CORE_TABLE"]).take(100)

    with outage_of("sqs"):
        (failed,) = cloud.call("change_stream", {"Records": records})["batchItemFailures"]
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    again = records[numbers.index(failed["itemIdentifier"]) :]
    assert len(again) > 1
    assert cloud.call("change_stream", {"Records": again}) == {"batchItemFailures": []}
    assert [each["kind"] for each in cloud.messages("BACKUP_QUEUE_URL")] == ["image.ready", "image.changed"]
