"""AVIFs that are asked for often: made quickly for the first viewer, and smaller by the queue for all later ones."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.errors import Unavailable
from pixelflare.delivery import pictures
from pixelflare.rate_limits import RateLimiter
from pixelflare.variants import PublishLeases, RequestCounter, refining
from pixelflare.variants.request_counter import OFTEN
from schema.keys.ephemeral import rate_key
from tests.integration.between import just_before
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import purges_of
from tests.integration.held import held_before
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


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Lets time pass."""
    real = clock.now
    return lambda by: monkeypatch.setattr(clock, "now", lambda: real() + by)


# What a viewer gets


def test_an_avif_that_a_viewer_waited_for_lies_where_the_edge_comes_back_for_it(cloud: Cloud, image: Any) -> None:
    answer = cloud.cdn(path_of(image))

    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/avif")
    assert answer.headers["Cache-Control"] == HOUR
    assert answer.headers["x-amz-meta-cache-tag"].startswith("img-")
    with Image.open(BytesIO(answer.body)) as picture:
        assert (picture.format, picture.width) == ("AVIF", 256)
    assert public(cloud, image) == []
    assert provisional(cloud, image) == [AVIF]
    again = cloud.cdn(path_of(image))
    assert (again.status, again.body, again.headers) == (200, answer.body, answer.headers)


def test_the_fourth_visit_has_a_smaller_one_made_and_the_edge_told(cloud: Cloud, image: Any) -> None:
    first = cloud.cdn(path_of(image))
    assert ask(cloud, path_of(image), OFTEN - 1) == [200] * (OFTEN - 1)
    assert messages(cloud, image) == []
    assert ask(cloud, path_of(image), 1) == [200]
    (message,) = messages(cloud, image)
    assert message == {"kind": "often_asked", "image_id": image["id"], "owner": image["owner"]}

    refine(cloud, message)

    assert purges_of(cloud, image["id"]) == 1
    assert provisional(cloud, image) == []
    kept = cloud.body("PUBLIC_BUCKET", path_of(image)[1:])
    assert len(kept) < len(first.body)
    head = cloud.client("s3").head_object(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=path_of(image)[1:])
    assert head["CacheControl"] == YEAR
    answer = cloud.cdn(path_of(image))
    assert (answer.body, answer.headers["Cache-Control"]) == (kept, YEAR)
    assert ask(cloud, path_of(image), 20) == [200] * 20
    assert messages(cloud, image) == []


def test_all_that_was_made_of_an_image_gets_smaller_at_once(cloud: Cloud, image: Any) -> None:
    message = asked_often(cloud, image, AVIF, "w=128.avif", "thumb.avif")
    assert sorted(provisional(cloud, image)) == ["thumb.avif", "w256.avif", "w=128.avif"]

    refine(cloud, message)

    assert provisional(cloud, image) == []
    assert [key.rpartition("/")[2] for key in public(cloud, image)] == ["thumb.avif", "w256.avif", "w=128.avif"]
    assert purges_of(cloud, image["id"]) == 1


def test_a_private_image_is_refined_behind_its_signature(cloud: Cloud, user: User, small: bytes) -> None:
    image = user.upload(small, visibility="private")
    path = f"/p/{image['id']}.jpg/{AVIF}"
    first = cloud.cdn(path)
    assert first.headers["Cache-Control"] == "max-age=3600, s-maxage=3600"
    assert [key for key in cloud.keys("PRIVATE_BUCKET", f"p/{image['id']}") if key.endswith(".avif")] == []
    assert ask(cloud, path, OFTEN) == [200] * OFTEN

    refine(cloud, *messages(cloud, image))

    answer = cloud.cdn(path)
    assert len(answer.body) < len(first.body)
    assert answer.headers["Cache-Control"] == "max-age=3600, s-maxage=31536000"
    assert cloud.body("PRIVATE_BUCKET", path[1:]) == answer.body
    assert (provisional(cloud, image), public(cloud, image)) == ([], [])


# How often is often


def test_visits_count_for_a_month(cloud: Cloud, image: Any, later: Callable[[timedelta], None]) -> None:
    ask(cloud, path_of(image), 1 + OFTEN - 1)
    later(timedelta(days=31))
    ask(cloud, path_of(image), OFTEN - 1)
    assert messages(cloud, image) == []

    ask(cloud, path_of(image), 1)

    assert [message["kind"] for message in messages(cloud, image)] == ["often_asked"]


def test_a_lost_message_is_made_up_for_later(cloud: Cloud, image: Any) -> None:
    asked_often(cloud, image)

    ask(cloud, path_of(image), 16 - OFTEN - 1)
    assert messages(cloud, image) == []
    ask(cloud, path_of(image), 1)
    (message,) = messages(cloud, image)

    refine(cloud, message)
    assert provisional(cloud, image) == []


def test_viewers_at_once_are_counted_one_by_one(cloud: Cloud) -> None:
    request_counter, now = RequestCounter(Table(cloud.variables["EPHEMERAL_TABLE"])), clock.now()
    image_id = f"img_{uuid4().hex}"

    with ThreadPoolExecutor(16) as pool:
        due = list(pool.map(lambda _: request_counter.note(image_id, now=now), range(OFTEN**2)))

    assert due.count(True) == 2  # the fourth and the sixteenth


def test_two_who_are_first_at_once_are_both_counted(cloud: Cloud) -> None:
    request_counter, now = RequestCounter(Table(cloud.variables["EPHEMERAL_TABLE"])), clock.now()
    image_id = f"img_{uuid4().hex}"

    with just_before(Table, "put", lambda: request_counter.note(image_id, now=now)):
        request_counter.note(image_id, now=now)

    assert [request_counter.note(image_id, now=now) for _ in range(2)] == [False, True]


def test_a_viewer_gets_an_answer_also_when_nobody_can_be_told(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise Unavailable("the queue can not be asked at the moment", retry_after_seconds=1)

    monkeypatch.setattr(Queue, "send", away)
    assert ask(cloud, path_of(image), 1 + OFTEN) == [200] * (1 + OFTEN)


# Who has one quality only


@pytest.mark.parametrize("variant", ["w256.png", "w256.jpg", "w=128.webp"])
def test_other_formats_have_one_quality(cloud: Cloud, image: Any, variant: str) -> None:
    assert ask(cloud, path_of(image, variant), 2 + OFTEN) == [200] * (2 + OFTEN)

    assert provisional(cloud, image) == []
    assert messages(cloud, image) == []


def test_an_expiring_image_has_one_quality(cloud: Cloud, user: User, small: bytes) -> None:
    image = user.upload(small, expires_at="2090-01-01T00:00:00Z")

    assert ask(cloud, path_of(image), 2 + OFTEN) == [200] * (2 + OFTEN)

    assert messages(cloud, image) == []
    assert AVIF in provisional(cloud, image)  # its own storage area
    refine(cloud, {"kind": "often_asked", "image_id": image["id"], "owner": image["owner"]})
    assert AVIF in provisional(cloud, image)


def test_what_a_function_can_not_answer_lies_where_its_address_leads(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixelflare.delivery.answer.MAX_INLINE_BYTES", 1000)
    monkeypatch.setattr(refining, "MAX_INLINE_BYTES", 1000)

    answer = cloud.cdn(path_of(image))

    assert (answer.status, answer.headers["Location"]) == (302, path_of(image))
    assert public(cloud, image) == [path_of(image)[1:]]


def test_what_took_too_long_for_a_viewer_is_not_made_twice(
    cloud: Cloud, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_DEADLINE_SECONDS", 0.0)
    assert ask(cloud, path_of(image), 1) == [503]

    refine(cloud, *messages(cloud, image))

    assert public(cloud, image) == [path_of(image)[1:]]
    assert provisional(cloud, image) == []


# What changes take away


def test_what_takes_an_image_away_or_elsewhere_takes_these_with_it(cloud: Cloud, user: User, image: Any) -> None:
    path, at = f"/v1/images/{image['id']}", dict(image)

    def made() -> None:
        answer = cloud.cdn(f"/p/{image['id']}.jpg/{AVIF}") if at["is_private"] else cloud.cdn(path_of(at))
        assert answer.status == 200
        assert provisional(cloud, image) == [AVIF]

    for fields in ({"visibility": "private"}, {"visibility": "public"}, {"filename": "b.jpg"}, {"album": "x"}):
        made()
        answer = user.call("PATCH", path, fields)
        assert answer.status == 200
        assert provisional(cloud, image) == [], fields
        at = answer.body
    made()
    assert user.call("POST", f"{path}/variants", {"variants": ["w256"]}).status == 202
    cloud.deliver("variant_consumer", *cloud.messages())
    assert provisional(cloud, image) == []
    made()
    assert user.call("DELETE", path).status == 204
    assert provisional(cloud, image) == []


def test_an_image_that_is_to_expire_keeps_them_as_its_own(cloud: Cloud, user: User, image: Any) -> None:
    first = cloud.cdn(path_of(image))
    path = f"/v1/images/{image['id']}"

    assert user.call("PATCH", path, {"expires_at": "2090-01-01T00:00:00Z"}).status == 200

    answer = cloud.cdn(path_of(image))
    assert (answer.body, "Expires" in answer.headers) == (first.body, True)
    assert user.call("PATCH", path, {"expires_at": None}).status == 200
    assert provisional(cloud, image) == []


def test_other_variants_stay_when_one_is_made_anew(cloud: Cloud, user: User, image: Any) -> None:
    ask(cloud, path_of(image), 1)

    user.call("POST", f"/v1/images/{image['id']}/variants", {"variants": ["thumb"]})
    cloud.deliver("variant_consumer", *cloud.messages())

    assert provisional(cloud, image) == [AVIF]


@pytest.mark.parametrize(
    ("method", "body", "after"), [("DELETE", None, 404), ("PATCH", {"visibility": "private"}, 401)]
)
def test_a_miss_under_way_is_waited_for(
    cloud: Cloud, user: User, image: Any, method: str, body: Any, after: int
) -> None:
    left: list[Any] = []

    def change() -> None:
        left.append(user.call(method, f"/v1/images/{image['id']}", body).status)
        left.append(provisional(cloud, image))

    with held_before(PublishLeases, "end_with_answer", lambda: cloud.cdn(path_of(image))) as miss:
        changing = Thread(target=change)
        changing.start()
        changing.join(0.5)
        assert left == [], "the change has not waited for the miss"
        assert miss.end().status == after
        changing.join()

    assert left[1:] == [[]]
