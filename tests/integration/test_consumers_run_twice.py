"""Every consumer and every deletion: twice, shuffled, and crashed after each of its writes ends in the same state."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from pixelflare.base import clock
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import Crashed, counted_writes, state_of
from tests.photographs import photograph

Deliver = Callable[..., None]


@pytest.fixture(autouse=True, scope="module")
def fixed_time() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
        yield


@cache
def small(name: str) -> bytes:
    with Image.open(BytesIO(photograph(name))) as picture:
        out = BytesIO()
        picture.resize((320, 240)).save(out, "JPEG")
    return out.getvalue()


def a_user(cloud: Cloud) -> User:
    cloud.forget_records()  # the emulator's transactions copy the whole table
    cloud.forget_messages()
    return cloud.user(uuid4().hex)


def uploads(user: User) -> tuple[str, dict[str, str], list[dict[str, Any]]]:
    """Two good uploads and a bad one: the owner, the names that differ between runs, S3's events."""
    names = {user.name: "NAME"}
    events = []
    bytes_ = {"one.jpg": small("rocket.jpg"), "two.jpg": small("retina.jpg"), "bad.jpg": small("rocket.jpg")[:3000]}
    for filename, body in bytes_.items():
        form = user.reserve(filename, album="trips", tags=["sea"])
        nonce = form["fields"]["key"].rpartition("/")[2]
        names |= {form["imageId"]: f"ID-{filename}", nonce: f"NONCE-{filename}"}
        events.append(user.post_form(form, body))
    return form["image"]["owner"], names, events


def in_order(cloud: Cloud, deliver: Deliver, events: list[dict[str, Any]]) -> None:
    for event in events:
        deliver("upload_consumer", event)
    for message in list(cloud.messages()):
        deliver("variant_consumer", message)


def outcome(cloud: Cloud, run: Callable[[list[dict[str, Any]]], None]) -> dict[str, Any]:
    owner, names, events = uploads(a_user(cloud))
    run(events)
    return state_of(cloud, owner, names)


@pytest.fixture(scope="module")
def once(cloud: Cloud, fixed_time: None) -> dict[str, Any]:
    """What one undisturbed run ends in."""

    def run(events: list[dict[str, Any]]) -> None:
        in_order(cloud, lambda function, message: _delivered(cloud, function, message), events)

    state = outcome(cloud, run)
    assert len(state["PUBLIC_BUCKET"]) == 2 * 9
    assert len(state["ORIGINALS_BUCKET"]) == 2
    assert state["UPLOADS_BUCKET"] == state["messages"] == []
    return state


def _delivered(cloud: Cloud, function: str, message: dict[str, Any]) -> None:
    assert cloud.deliver(function, message) == []


def test_run_twice(cloud: Cloud, once: dict[str, Any]) -> None:
    def twice(function: str, message: dict[str, Any]) -> None:
        _delivered(cloud, function, message)
        _delivered(cloud, function, message)

    assert outcome(cloud, lambda events: in_order(cloud, twice, events)) == once


@pytest.mark.parametrize("seed", range(3))
def test_shuffled(cloud: Cloud, once: dict[str, Any], seed: int) -> None:
    def run(events: list[dict[str, Any]]) -> None:
        order = random.Random(seed)
        arrivals = events * 2
        order.shuffle(arrivals)
        announced: list[dict[str, Any]] = []
        for event in arrivals:
            _delivered(cloud, "upload_consumer", event)
            announced += cloud.messages()
        announced *= 2
        order.shuffle(announced)
        for message in announced:
            _delivered(cloud, "variant_consumer", message)

    assert outcome(cloud, run) == once


class Mortal:
    """Delivers messages, and dies once, after so many of the consumers' writes; then the message comes again."""

    def __init__(self, cloud: Cloud, *, dies_after: int) -> None:
        self._cloud = cloud
        self.writes_left = dies_after
        self.died = False

    def __call__(self, function: str, message: dict[str, Any]) -> None:
        if not self.died:
            with counted_writes(crash_after=self.writes_left) as writes:
                try:
                    _delivered(self._cloud, function, message)
                except Crashed:
                    self.died = True
                self.writes_left -= writes.count
            if not self.died:
                return
        _delivered(self._cloud, function, message)


def test_crashed_after_each_write(cloud: Cloud, once: dict[str, Any]) -> None:
    immortal = Mortal(cloud, dies_after=1_000_000)
    outcome(cloud, lambda events: in_order(cloud, immortal, events))
    writes = 1_000_000 - immortal.writes_left
    assert writes >= 2 * (4 + 10) + 4, "two accepted and published, one rejected"

    for position in range(1, writes + 1):
        mortal = Mortal(cloud, dies_after=position)
        assert outcome(cloud, lambda events, deliver=mortal: in_order(cloud, deliver, events)) == once, position
        assert mortal.died


def deleted_and_restored(cloud: Cloud, *, dies_after: int) -> tuple[list[dict[str, Any]], int]:
    """The states after a deletion and after a restore, each asked for again when it died; and the writes that were left."""
    user = a_user(cloud)
    image = user.upload(small("rocket.jpg"), tags=["sea"])
    names = {user.name: "NAME", image["id"]: "ID", _nonce(cloud, image): "NONCE"}
    states = []
    for method, below in (("DELETE", ""), ("POST", "/restore")):
        path = f"/v1/images/{image['id']}{below}"
        with counted_writes(crash_after=dies_after) as writes:
            try:
                answer = user.call(method, path)
            except Crashed:
                answer = user.call(method, path)
        assert answer.status in (200, 204)
        dies_after -= writes.count
        states.append(state_of(cloud, image["owner"], names))
    return states, dies_after


def _nonce(cloud: Cloud, image: dict[str, Any]) -> str:
    key = {"pk": {"S": f"O#{image['owner']}"}, "sk": {"S": f"I#{image['id']}"}}
    item = cloud.client("dynamodb").get_item(TableName=cloud.variables["CORE_TABLE"], Key=key)["Item"]
    return item["nonce"]["S"]


def test_deletion_and_restore_crashed_after_each_write(cloud: Cloud) -> None:
    reference, left = deleted_and_restored(cloud, dies_after=1_000_000)
    assert reference[0]["PUBLIC_BUCKET"] == []
    writes = 1_000_000 - left
    assert writes >= 4 + 3

    for position in range(1, writes + 1):
        states, left = deleted_and_restored(cloud, dies_after=position)
        assert states == reference, f"died after write {position}"
        assert left <= 0
