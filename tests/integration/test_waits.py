"""How often the API waits for AWS: round trips of which each began only when the one before had ended."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from benchmarks.round_trips import Call, timeline
from pixelflare.aws.clients import client
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.errors import Unavailable
from pixelflare.entry.http import RateLimits
from pixelflare.rate_limits import Limit, RateLimiter
from schema.limits import KEY_CACHE_SECONDS
from tests.integration.cloud import Answer, Cloud, User

SERVICES = ("dynamodb", "s3", "sqs", "ssm", "secretsmanager", "cloudfront")
LATENCY_SECONDS = 0.15
"""Longer than this process needs between two calls that do not wait for each other."""


@contextmanager
def round_trips() -> Iterator[list[Call]]:
    """The calls to AWS that are made within the block, each as slow as over a network."""
    calls: list[Call] = []
    begun = threading.local()

    def begin(**_: Any) -> None:
        begun.at = time.monotonic()
        time.sleep(LATENCY_SECONDS)  # the latency itself, without which calls could not overlap

    def end(model: Any, **_: Any) -> None:
        calls.append(Call(model.name, begun.at, time.monotonic(), 1))

    clients = [client(service) for service in SERVICES]
    for each in clients:
        each.meta.events.register("before-send", begin)
        each.meta.events.register("after-call", end)
    try:
        yield calls
    finally:
        for each in clients:
            each.meta.events.unregister("before-send", begin)
            each.meta.events.unregister("after-call", end)


def waits(act: Callable[[], Answer], *, status: int) -> int:
    with round_trips() as calls:
        answer = act()
    assert answer.status == status, answer
    return timeline(calls).waits


class Asking:
    """Somebody whose environment of the API has answered before."""

    def __init__(self, cloud: Cloud, user: User, *, by_key: bool) -> None:
        self._cloud = cloud
        credentials = user.token()
        if by_key:
            credentials = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["write"]}).body["key"]
        self._headers = {"authorization": f"Bearer {credentials}", "content-type": "application/json"}
        self("GET", "/v1/me")
        self.reserve("warm.jpg", **{"idempotency-key": "warm"})

    def __call__(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        return self._cloud.api(method, path, headers=self._headers | headers, body=body)

    def reserve(self, name: str, **headers: str) -> Answer:
        return self("POST", "/v1/images", f'{{"filename": "{name}"}}', **headers)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, cloud: Cloud) -> Callable[[timedelta], None]:
    """Lets time pass, for the pipeline too."""

    def pass_time(by: timedelta) -> None:
        moment: datetime = clock.now() + by
        monkeypatch.setattr(clock, "now", lambda: moment)
        services = cloud.services("api")
        monkeypatch.setattr(services, "pipeline", replace(services.pipeline, clock=lambda: moment))

    return pass_time


def test_calls_that_overlap_are_one_wait_and_others_are_not(cloud: Cloud) -> None:
    def ask() -> None:
        client("dynamodb").get_item(
            TableName=cloud.variables["CORE_TABLE"], Key={"pk": {"S": "none"}, "sk": {"S": "none"}}
        )

    with round_trips() as together:
        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with round_trips() as apart:
        ask()
        ask()
    assert (timeline(together).waits, timeline(apart).waits) == (1, 2)


@pytest.mark.parametrize("by_key", [False, True], ids=["token", "key"])
def test_reading_an_image_waits_once(cloud: Cloud, user: User, by_key: bool) -> None:
    ask = Asking(cloud, user, by_key=by_key)
    path = f"/v1/images/{user.reserve()['imageId']}"

    assert waits(lambda: ask("GET", path), status=200) == 1


def test_reading_an_image_in_the_bin_waits_twice(cloud: Cloud, user: User, rocket: bytes) -> None:
    ask = Asking(cloud, user, by_key=False)
    path = f"/v1/images/{user.upload(rocket)['id']}"
    user.call("DELETE", path)

    assert waits(lambda: ask("GET", path), status=200) == 2


def test_reading_an_image_with_a_key_that_has_to_be_looked_up_again_waits_twice(
    cloud: Cloud, user: User, later: Callable[[timedelta], None]
) -> None:
    ask = Asking(cloud, user, by_key=True)
    path = f"/v1/images/{user.reserve()['imageId']}"
    later(timedelta(seconds=KEY_CACHE_SECONDS + 1))

    assert waits(lambda: ask("GET", path), status=200) == 2


def test_reading_an_image_after_a_pause_in_which_the_bucket_has_filled_up_waits_once(
    cloud: Cloud, user: User, later: Callable[[timedelta], None]
) -> None:
    ask = Asking(cloud, user, by_key=False)
    path = f"/v1/images/{user.reserve()['imageId']}"
    later(timedelta(minutes=10))

    assert waits(lambda: ask("GET", path), status=200) == 1


@pytest.mark.parametrize("by_key", [False, True], ids=["token", "key"])
def test_reserving_a_path_waits_four_times_at_most(cloud: Cloud, user: User, by_key: bool) -> None:
    ask = Asking(cloud, user, by_key=by_key)

    assert waits(lambda: ask.reserve("a.jpg"), status=201) <= 4


def test_answer_that_is_kept_for_its_idempotency_key_costs_one_wait_more(cloud: Cloud, user: User) -> None:
    ask, keyed = Asking(cloud, user, by_key=False), {"idempotency-key": "k"}
    plain = waits(lambda: ask.reserve("a.jpg"), status=201)

    assert waits(lambda: ask.reserve("b.jpg", **keyed), status=201) == plain + 1
    assert waits(lambda: ask.reserve("b.jpg", **keyed), status=201) == 1


def test_refused_request_reads_nothing_ahead(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/v1/images/{user.reserve()['imageId']}"
    limits = {"upload": 9, "read": 1, "write": 9, "anonymous": 9}
    limiter, services = RateLimiter(Table(cloud.variables["EPHEMERAL_TABLE"])), cloud.services("api")
    few = RateLimits(limiter, {name: Limit(name, amount) for name, amount in limits.items()})
    monkeypatch.setattr(services, "pipeline", replace(services.pipeline, limits=few))
    user.call("GET", path)

    with round_trips() as calls:
        assert user.call("GET", path).status == 429
    assert calls == []


def test_refused_request_leaves_its_idempotency_key_free(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any, **__: Any) -> None:
        raise Unavailable("the table is busy", retry_after_seconds=1)

    user.call("GET", "/v1/me")
    with monkeypatch.context() as patch:
        patch.setattr(RateLimits, "count", busy)
        assert user.call("POST", "/v1/albums", {"slug": "a"}, idempotency_key="k").status == 503
    assert user.call("POST", "/v1/albums", {"slug": "a"}, idempotency_key="k").status == 201
