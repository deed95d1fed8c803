"""What a miss does at once: the fence holds while the answer is announced before the picture is stored."""

import time
from datetime import timedelta
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.delivery import last_look
from pixelflare.variants import PublishLeases, VariantStore
from tests.integration.cloud import Cloud, User
from tests.photographs import photograph

HOUR = timedelta(hours=1)


@pytest.fixture
def image(user: User) -> Any:
    return user.upload(photograph("rocket.jpg"))


@pytest.fixture
def leases(cloud: Cloud) -> PublishLeases:
    return PublishLeases(Table(cloud.variables["EPHEMERAL_TABLE"]))


def path_of(image: Any, variant: str) -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}/{variant}"


def test_write_that_outlasts_the_announcement_keeps_its_lease(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_again, takes = Event(), []
    take, put = PublishLeases.take, VariantStore.put_variant

    def noted(self: PublishLeases, *arguments: Any, **named: Any) -> bool:
        is_ours = take(self, *arguments, **named)
        takes.append(named["lifetime"])
        if len(takes) == 2:
            taken_again.set()
        return is_ours

    def slow(self: VariantStore, *arguments: Any, **named: Any) -> Any:
        assert taken_again.wait(20), "the lease would have run out during the write"
        return put(self, *arguments, **named)

    monkeypatch.setattr(last_look, "LONGEST_LOOK", timedelta(seconds=0.2))
    monkeypatch.setattr(PublishLeases, "take", noted)
    monkeypatch.setattr(VariantStore, "put_variant", slow)
    answer = cloud.cdn(path_of(image, "w256.jpg"))

    assert answer.status in (200, 503), "503 when the emulator takes longer than the look may"
    assert takes == [timedelta(seconds=35)] * 2
    assert path_of(image, "w256.jpg")[1:] in cloud.keys("PUBLIC_BUCKET", image["owner"])


def test_lease_ends_soon_after_its_answer_for_those_who_wait_already(leases: PublishLeases) -> None:
    image_id, now = f"img_{uuid4().hex}", clock.now()
    assert leases.take(image_id, "w256.jpg", "me", now=now, lifetime=HOUR)
    answering = Thread(target=lambda: leases.end_with_answer(image_id, "w256.jpg", "me", now=clock.now()))
    started = time.monotonic()
    answering.start()

    leases.wait_for_others(image_id, now=now)

    answering.join()
    assert 1.9 < time.monotonic() - started < 15


def test_lease_that_is_made_longer_again_is_waited_for_to_its_end(leases: PublishLeases) -> None:
    image_id, now = f"img_{uuid4().hex}", clock.now()
    mine = (image_id, "w256.jpg", "me")
    assert leases.take(*mine, now=now, lifetime=HOUR)
    steps = []

    def write_slowly() -> None:
        leases.end_with_answer(*mine, now=clock.now())
        time.sleep(1)  # the write's own time, of which the waiter sees nothing
        assert leases.take(*mine, now=clock.now(), lifetime=HOUR)
        time.sleep(2)
        steps.append("written")
        leases.give_back(*mine)

    writing = Thread(target=write_slowly)
    writing.start()
    leases.wait_for_others(image_id, now=now)
    steps.append("gone on")

    writing.join()
    assert steps == ["written", "gone on"]


def test_lease_that_somebody_else_has_by_now_stays_theirs_and_the_answer_is_announced(leases: PublishLeases) -> None:
    image_id, now = f"img_{uuid4().hex}", clock.now()
    assert leases.take(image_id, "w256.jpg", "late", now=now - HOUR, lifetime=timedelta(seconds=35))
    assert leases.take(image_id, "w256.jpg", "next", now=now, lifetime=HOUR)

    leases.end_with_answer(image_id, "w256.jpg", "late", now=now)

    assert not leases.take(image_id, "w256.jpg", "third", now=now + timedelta(minutes=1), lifetime=HOUR)
    assert not leases.take(image_id, "answers", "third", now=now, lifetime=HOUR)


def test_picture_that_can_not_be_stored_is_not_answered_and_leaves_no_lease(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no route to S3")

    with monkeypatch.context() as patch:
        patch.setattr(ObjectStore, "write", fail)
        assert cloud.cdn(path_of(image, "w256.jpg")).status == 500

    assert cloud.cdn(path_of(image, "w256.jpg")).status == 200
