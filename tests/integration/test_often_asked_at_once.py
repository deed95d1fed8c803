"""Smaller AVIFs while something else happens: other runs, changes of the image, crashes, limits."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from threading import Barrier, local
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from pixelflare.aws.table import Table
from pixelflare.imaging import Rendered, job_of
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.variants import PublishLeases, refining
from pixelflare.variants.request_counter import OFTEN
from schema.addresses.formats import Format
from schema.keys.ephemeral import rate_key
from tests.integration.between import just_before
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import Crashed, counted_writes, purges_of
from tests.integration.often_asked import (
    AVIF,
    HOUR,
    YEAR,
    ask,
    asked_often,
    messages,
    path_of,
    provisional,
    public,
    refine,
)
from tests.photographs import photograph


@pytest.fixture(scope="session")
def small() -> bytes:
    with Image.open(BytesIO(photograph("rocket.jpg"))) as picture:
        out = BytesIO()
        picture.resize((320, 214)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(autouse=True)
def services(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The consumer's services, as if nothing had been purged today."""
    table = Table(cloud.variables["EPHEMERAL_TABLE"])
    table.delete(rate_key("refined", "all"))
    services = cloud.services("variant_consumer")
    fresh = replace(services.publish, limiter=RateLimiter(table))
    monkeypatch.setattr(services, "publish", fresh)
    return fresh


@pytest.fixture
def image(user: User, small: bytes) -> Any:
    return user.upload(small)


# What meets a message


def test_a_message_that_comes_twice_does_nothing_the_second_time(cloud: Cloud, image: Any) -> None:
    message = asked_often(cloud, image)
    refine(cloud, message)
    kept = cloud.body("PUBLIC_BUCKET", path_of(image)[1:])

    refine(cloud, message)

    assert cloud.body("PUBLIC_BUCKET", path_of(image)[1:]) == kept
    assert purges_of(cloud, image["id"]) == 1


def test_two_runs_at_once_write_the_same(cloud: Cloud, image: Any) -> None:
    message = asked_often(cloud, image)

    with just_before(PublishLeases, "writing", lambda: refine(cloud, message)):
        refine(cloud, message)

    assert len(public(cloud, image)) == 1
    assert provisional(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1


CHANGES = [
    ("DELETE", "", None),
    ("PATCH", "", {"visibility": "private"}),
    ("PATCH", "", {"filename": "b.jpg"}),
    ("PATCH", "", {"expires_at": "2090-01-01T00:00:00Z"}),
    ("POST", "/variants", {}),
]


@pytest.mark.parametrize(("method", "below", "body"), CHANGES)
def test_a_message_that_comes_after_a_change_writes_nothing(
    cloud: Cloud, user: User, image: Any, method: str, below: str, body: Any
) -> None:
    message = asked_often(cloud, image)
    assert user.call(method, f"/v1/images/{image['id']}{below}", body).status < 300
    cloud.deliver("variant_consumer", *cloud.messages())

    refine(cloud, message)

    assert public(cloud, image) == []
    assert [key for key in cloud.keys("PRIVATE_BUCKET", f"p/{image['id']}") if key.endswith(".avif")] == []


@pytest.mark.parametrize(("method", "below", "body"), CHANGES)
def test_a_change_while_they_are_made_is_neither_held_up_nor_undone(
    cloud: Cloud, user: User, image: Any, method: str, below: str, body: Any
) -> None:
    message = asked_often(cloud, image)

    def change() -> None:
        assert user.call(method, f"/v1/images/{image['id']}{below}", body).status < 300

    with just_before(PublishLeases, "writing", change):
        refine(cloud, message)

    assert public(cloud, image) == []
    assert [key for key in cloud.keys("PRIVATE_BUCKET", f"p/{image['id']}") if key.endswith(".avif")] == []


def test_a_run_that_dies_anywhere_is_made_up_for_by_the_next(cloud: Cloud, user: User, small: bytes) -> None:
    written = 0
    for crash_after in range(1, 100):
        image = user.upload(small, f"{crash_after}.jpg")
        message = asked_often(cloud, image)
        with counted_writes(crash_after=crash_after) as writes:
            try:
                refine(cloud, message)
            except Crashed:
                written += 1
        assert cloud.cdn(path_of(image)).status == 200
        refine(cloud, message)
        assert len(public(cloud, image)) == crash_after, "each image so far has its AVIF"
        assert provisional(cloud, image) == []
        assert purges_of(cloud, image["id"]) >= 1
        if writes.count < crash_after:
            break
    assert written >= 6, "the lease, the picture, the lease again, the purge, what was provisional, the count"


def test_requests_that_wait_for_the_first_do_not_count_as_asking_again(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_have_looked, take, looked = Barrier(OFTEN + 1), PublishLeases.take, local()

    def after_all_have_looked(self: PublishLeases, *lease: Any, **named: Any) -> bool:
        if not hasattr(looked, "once"):
            looked.once = all_have_looked.wait(30)
        return take(self, *lease, **named)

    with monkeypatch.context() as patch, ThreadPoolExecutor(OFTEN + 1) as pool:
        patch.setattr(PublishLeases, "take", after_all_have_looked)
        asked = [pool.submit(cloud.cdn, path_of(image)) for _ in range(OFTEN + 1)]
        assert [each.result().status for each in asked] == [200] * (OFTEN + 1)

    assert messages(cloud, image) == []
    assert ask(cloud, path_of(image), OFTEN) == [200] * OFTEN
    assert len(messages(cloud, image)) == 1


# What is not worth it


def test_one_that_does_not_get_smaller_stays_and_nobody_is_told(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, first = asked_often(cloud, image), cloud.cdn(path_of(image))
    larger = Rendered(job_of("w256", Format.AVIF), first.body + b"x", 256, 171)
    monkeypatch.setattr(refining, "make_variants", lambda *_, **__: iter([larger]))

    refine(cloud, message)

    assert cloud.body("PUBLIC_BUCKET", path_of(image)[1:]) == first.body
    assert provisional(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 0


def test_beyond_so_many_a_day_the_edge_finds_out_by_itself(
    cloud: Cloud, user: User, small: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refining, "_PURGES", Limit(f"refined-{uuid4().hex}", 1, timedelta(days=1)))
    images = [user.upload(small, name) for name in ("a.jpg", "b.jpg")]

    for image in images:
        refine(cloud, asked_often(cloud, image))

    assert [purges_of(cloud, image["id"]) for image in images] == [1, 0]
    assert [provisional(cloud, image) for image in images] == [[], []]
    assert len(public(cloud, images[0])) == 2


def test_an_error_leaves_what_was_there(cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    message = asked_often(cloud, image)

    def fail(*_: object, **__: object) -> None:
        raise OSError("encoder error")

    monkeypatch.setattr(refining, "make_variants", fail)
    assert cloud.deliver("variant_consumer", message) == ["0"]

    assert provisional(cloud, image) == [AVIF]
    assert cloud.cdn(path_of(image)).headers["Cache-Control"] == HOUR


@pytest.mark.parametrize(("limit", "value"), [("_AT_ONCE", 1), ("_ENOUGH_SECONDS", -1.0)])
def test_what_is_too_much_for_one_message_waits_for_another(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch, limit: str, value: float
) -> None:
    message = asked_often(cloud, image, AVIF, "w128.avif")
    with monkeypatch.context() as patch:
        patch.setattr(refining, limit, value)
        refine(cloud, message)

    (left,) = provisional(cloud, image)
    assert len(public(cloud, image)) == 1
    ask(cloud, path_of(image, left), OFTEN)
    refine(cloud, *messages(cloud, image))
    assert provisional(cloud, image) == []
    assert len(public(cloud, image)) == 2


def test_one_whose_watermark_is_gone_stays_as_it_is(cloud: Cloud, user: User, image: Any) -> None:
    logo = BytesIO()
    Image.new("RGB", (40, 40), "red").save(logo, "PNG")
    mark = user.upload(logo.getvalue(), "logo.png", album="watermarks")
    signed = user.call("POST", f"/v1/images/{image['id']}/sign", {"options": "w=200,wm=logo"}).body["url"]
    marked = "w=200,wm=logo.avif"
    assert cloud.cdn(path_of(image, marked), signed.partition("?")[2]).status == 200
    message = asked_often(cloud, image)
    assert user.call("DELETE", f"/v1/images/{mark['id']}").status == 204

    refine(cloud, message)

    assert provisional(cloud, image) == [marked]
    assert cloud.cdn(path_of(image, marked)).status == 200
    assert cloud.cdn(path_of(image)).headers["Cache-Control"] == YEAR
