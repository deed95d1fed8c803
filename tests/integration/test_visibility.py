"""Who sees an image, where and until when; and that nothing comes back behind a change."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from PIL import Image

from pixelflare.aws.clients import client
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.variants import PublishLeases, VariantStore
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import Crashed, counted_writes, purges_of, state_of
from tests.integration.held import held_before

HOUR = timedelta(hours=1)


@cache
def jpeg(side: int = 320) -> bytes:
    out = BytesIO()
    Image.effect_noise((side, side * 3 // 4), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def publish_leases(cloud: Cloud) -> PublishLeases:
    return PublishLeases(Table(cloud.variables["EPHEMERAL_TABLE"]))


@pytest.fixture
def impatient(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """The API waits for writers for a fifth of a second only."""
    monkeypatch.setattr(cloud.services("api").library.publish_leases, "_patience_seconds", 0.2)


def path_of(image: Any, variant: str = "") -> str:
    return f"/{image['owner']}/{image['album']}/{image['filename']}" + (f"/{variant}" if variant else "")


def public(cloud: Cloud, image: Any) -> list[str]:
    return cloud.keys("PUBLIC_BUCKET", image["owner"])


def guarded(cloud: Cloud, image: Any) -> list[str]:
    return cloud.keys("PRIVATE_BUCKET", f"p/{image['id']}.") + cloud.keys("PRIVATE_BUCKET", f"e/{image['id']}.")


def change(user: User, image: Any, **fields: Any) -> Any:
    answer = user.call("PATCH", f"/v1/images/{image['id']}", fields)
    assert answer.status == 200, answer
    return answer.body


def publish(cloud: Cloud) -> None:
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []


def job_of(cloud: Cloud, image: Any) -> dict[str, Any]:
    """The message that asks for its variants; sweeps and nets of earlier tests come due after minutes."""
    (job,) = (
        message
        for message in cloud.messages()
        if message["image_id"] == image["id"]
        and message["kind"] == "variants_requested"
        and not message["if_unfinished"]
    )
    return job


# Private


@pytest.fixture
def writes_to_public(cloud: Cloud) -> Iterator[list[str]]:
    keys: list[str] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        if params["Bucket"] == cloud.variables["PUBLIC_BUCKET"]:
            keys.append(params["Key"])

    client("s3").meta.events.register("provide-client-params.s3.PutObject", note)
    yield keys
    client("s3").meta.events.unregister("provide-client-params.s3.PutObject", note)


def test_upload_straight_to_private_never_touches_the_public_bucket(
    cloud: Cloud, user: User, writes_to_public: list[str]
) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")

    assert (image["status"], image["visibility"], image["is_private"]) == ("ready", "private", True)
    assert writes_to_public == []
    assert len(guarded(cloud, image)) == 9
    for asked in (path_of(image), path_of(image, "w128.webp"), path_of(image, "w128.avif")):
        answer = cloud.cdn(asked)
        assert (answer.status, answer.body["error"]["code"]) == (401, "UNAUTHORIZED")
        assert set(answer.body["error"]) == {"code", "message"}
    assert cloud.link(f"/i/{image['id']}").status == 401
    assert writes_to_public == []


def test_private_objects_may_be_kept_by_the_edge_but_not_for_good_by_browsers(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    key = f"p/{image['id']}.jpg/w128.jpg"

    answer = cloud.cdn(f"/{key}")

    assert answer.status == 200
    head = cloud.client("s3").head_object(Bucket=cloud.variables["PRIVATE_BUCKET"], Key=key)
    assert answer.headers["Cache-Control"] == head["CacheControl"] == "max-age=3600, s-maxage=31536000"
    assert answer.headers["x-amz-meta-cache-tag"] == head["Metadata"]["cache-tag"]
    assert answer.headers["x-amz-meta-cache-tag"].startswith(image["id"].replace("_", "-").lower())
    assert answer.headers["ETag"] == head["ETag"]


def test_guarded_path_leads_to_nothing_but_private_images(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    for below in ("jpg/original", "jpg/w128.webp", "png/original"):
        assert cloud.cdn(f"/p/{image['id']}.{below}").status == 404
    change(user, image, visibility="private")
    assert cloud.cdn(f"/p/{image['id']}.jpg/original").status == 200
    for below in ("png/original", "jpg/w129.webp", "jpg/w128", "jpg/original/x"):
        assert cloud.cdn(f"/p/{image['id']}.{below}").status == 404
    assert cloud.cdn("/p/img_01ARZ3NDEKTSV4RRFFQ69G5FAV.jpg/original").status == 404


def test_made_private_it_is_gone_from_the_public_and_back_when_made_public(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    cloud.cdn(path_of(image, "w128.jpg"))
    assert len(public(cloud, image)) == 10

    hidden = change(user, image, visibility="private")

    assert public(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1
    assert hidden["status"] == "processing"
    assert cloud.cdn(path_of(image, "w128.jpg")).status == 401
    publish(cloud)
    assert public(cloud, image) == []
    assert len(guarded(cloud, image)) == 9
    assert user.call("GET", f"/v1/images/{image['id']}").body["status"] == "ready"

    change(user, image, visibility="unlisted")

    assert guarded(cloud, image) == []
    assert cloud.cdn(f"/p/{image['id']}.jpg/w128.webp").status == 404
    publish(cloud)
    assert len(public(cloud, image)) == 9
    assert cloud.cdn(path_of(image)).status == 200


def test_unlisted_is_no_other_place_than_public(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")

    assert change(user, image, visibility="unlisted")["status"] == "ready"

    assert len(public(cloud, image)) == 9
    assert purges_of(cloud, image["id"]) == 0


def test_private_image_stays_private_through_the_bin(cloud: Cloud, user: User, writes_to_public: list[str]) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    user.call("DELETE", f"/v1/images/{image['id']}")
    assert guarded(cloud, image) == []
    assert cloud.cdn(f"/p/{image['id']}.jpg/original").status == 404

    user.call("POST", f"/v1/images/{image['id']}/restore")
    publish(cloud)

    assert len(guarded(cloud, image)) == 9
    assert writes_to_public == []
    assert cloud.cdn(path_of(image)).status == 401


def test_private_variants_are_made_anew_where_they_lie(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    made = f"p/{image['id']}.jpg/w128.jpg"
    assert cloud.cdn(f"/{made}").status == 200
    assert made in guarded(cloud, image)

    user.call("POST", f"/v1/images/{image['id']}/variants")
    publish(cloud)

    assert len(guarded(cloud, image)) == 9
    assert made not in guarded(cloud, image)
    assert public(cloud, image) == []


# The fence


def test_variant_job_under_way_is_waited_for_when_its_image_is_made_private(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    user.call("POST", f"/v1/images/{image['id']}/variants")
    job = job_of(cloud, image)
    seen_at_return: list[list[str]] = []

    def make_private() -> None:
        change(user, image, visibility="private")
        seen_at_return.append(public(cloud, image))

    with held_before(VariantStore, "put_variant", lambda: cloud.deliver("variant_consumer", job), call=3) as running:
        patching = Thread(target=make_private)
        patching.start()
        time.sleep(0.5)  # one that does not wait has long returned by then; waiting itself has no event to wait for
        assert patching.is_alive(), "the change has not waited for the job"
        assert running.end() == []
        patching.join()

    assert seen_at_return == [[]]
    assert purges_of(cloud, image["id"]) >= 1
    publish(cloud)
    assert public(cloud, image) == []
    assert len(guarded(cloud, image)) == 9
    assert cloud.cdn(path_of(image, "w128.webp")).status == 401


def test_variant_job_that_begins_after_the_change_writes_where_the_record_says(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    user.call("POST", f"/v1/images/{image['id']}/variants")
    late = list(cloud.messages())
    change(user, image, visibility="private")

    assert cloud.deliver("variant_consumer", *late) == []

    assert public(cloud, image) == []


def test_miss_under_way_is_waited_for_when_its_image_is_deleted(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    answers: list[Any] = []

    def delete() -> None:
        answers.append(user.call("DELETE", f"/v1/images/{image['id']}").status)
        answers.append(public(cloud, image))

    with held_before(PublishLeases, "end_with_answer", lambda: cloud.cdn(path_of(image, "w512.jpg"))) as miss:
        deleting = Thread(target=delete)
        deleting.start()
        time.sleep(0.5)
        assert answers == [], "the deletion has not waited for the miss"
        assert miss.end().status == 404
        deleting.join()

    assert answers == [204, []]
    assert public(cloud, image) == []


def test_answer_on_its_way_to_the_edge_is_waited_for(
    cloud: Cloud, user: User, publish_leases: PublishLeases, impatient: None
) -> None:
    image = user.upload(jpeg(), "a.jpg")
    assert cloud.cdn(path_of(image, "w128.webp")).status == 200

    refused = user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"})

    assert (refused.status, refused.body["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
    publish_leases.wait_for_others(image["id"], now=clock.now())
    assert change(user, image, visibility="private")["visibility"] == "private"
    assert public(cloud, image) == []


def test_wait_that_takes_too_long_is_finished_by_a_repetition(
    cloud: Cloud, user: User, publish_leases: PublishLeases, impatient: None
) -> None:
    image = user.upload(jpeg(), "a.jpg")
    assert publish_leases.take(image["id"], "job", "somebody", now=clock.now(), lifetime=HOUR)

    refused = user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"})

    assert refused.status == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert user.call("GET", f"/v1/images/{image['id']}").body["visibility"] == "private"
    assert cloud.cdn(path_of(image)).status == 401
    assert user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"}).status == 503
    publish_leases.give_back(image["id"], "job", "somebody")
    assert change(user, image, visibility="private")["is_private"]
    assert public(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1


def test_sweep_finishes_what_a_call_that_gave_up_has_left(
    cloud: Cloud, user: User, publish_leases: PublishLeases, impatient: None
) -> None:
    image = user.upload(jpeg(), "a.jpg")
    assert publish_leases.take(image["id"], "job", "crashed", now=clock.now(), lifetime=HOUR)
    assert user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"}).status == 503
    assert len(public(cloud, image)) == 9
    image_path = {"owner": image["owner"], "album_slug": "default", "filename": "a.jpg", "image_id": image["id"]}

    assert cloud.deliver("variant_consumer", {"kind": "path_vacated"} | image_path) == []

    assert public(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1


def test_lease_of_a_crashed_writer_runs_out(cloud: Cloud, user: User, publish_leases: PublishLeases) -> None:
    image = user.upload(jpeg(), "a.jpg")
    assert publish_leases.take(image["id"], "job", "crashed", now=clock.now(), lifetime=timedelta(seconds=1))

    change(user, image, visibility="private")

    assert public(cloud, image) == []


def test_writers_that_come_later_are_not_waited_for(cloud: Cloud, publish_leases: PublishLeases) -> None:
    now = clock.now()
    assert publish_leases.take("img_x", "first", "me", now=now, lifetime=timedelta(seconds=0.5))

    def come_later() -> None:
        time.sleep(0.2)
        publish_leases.take("img_x", "second", "you", now=now, lifetime=HOUR)

    later = Thread(target=come_later)
    later.start()
    started = time.monotonic()
    publish_leases.wait_for_others("img_x", now=now)
    later.join()

    assert time.monotonic() - started < 5
    publish_leases.give_back("img_x", "second", "you")


def changed_and_settled(cloud: Cloud, fields: dict[str, Any], *, dies_after: int) -> tuple[dict[str, Any], int]:
    """The state after a change that is asked for again when it died, and after its messages; the writes that were left."""
    cloud.forget_records()
    for _ in cloud.messages():
        pass
    user = cloud.user(f"crash-{dies_after}-{sorted(fields)}")
    image = user.upload(jpeg(), "a.jpg", tags=["sea"])
    path = f"/v1/images/{image['id']}"
    with counted_writes(crash_after=dies_after) as writes:
        try:
            answer = user.call("PATCH", path, fields)
        except Crashed:
            answer = user.call("PATCH", path, fields)
    assert answer.status == 200, answer
    assert [key for key in public(cloud, image) if "/a.jpg" in key] == []
    left = dies_after - writes.count
    publish(cloud)
    names = {image["id"]: "ID", image["created_at"]: "CREATED"}
    return _of_interest(state_of(cloud, image["owner"], names)), left


def _of_interest(state: dict[str, Any]) -> dict[str, Any]:
    """The objects, and which rows there are; times and audit entries differ from run to run."""
    rows = [item.split('"sk"')[1] for item in state["items"] if '"P#' in item or "TI#" in item]
    return {"rows": rows, "public": [line.split()[0] for line in state["PUBLIC_BUCKET"]]}


@pytest.mark.parametrize("fields", [{"visibility": "private"}, {"filename": "b.jpg", "album": "trips"}])
def test_change_crashed_after_each_write_is_finished_by_a_repetition(cloud: Cloud, fields: dict[str, Any]) -> None:
    reference, left = changed_and_settled(cloud, fields, dies_after=1_000_000)
    writes = 1_000_000 - left
    assert writes >= 6

    for position in range(1, writes + 1):
        state, left = changed_and_settled(cloud, fields, dies_after=position)
        assert state == reference, f"died after write {position}"


# Expiring


def later(**delta: float) -> str:
    return (clock.now() + timedelta(**delta)).isoformat()


def test_expiring_image_is_served_no_longer_than_it_lives(
    cloud: Cloud, user: User, at: Callable[[datetime], None], writes_to_public: list[str]
) -> None:
    image = user.upload(jpeg(), "a.jpg", expires_at=later(minutes=10))
    expires = datetime.fromisoformat(image["expires_at"])
    for asked in (path_of(image), path_of(image, "w128.webp"), path_of(image, "w128.avif")):
        answer = cloud.cdn(asked)
        assert answer.status == 200
        kept = dict(part.partition("=")[::2] for part in answer.headers["Cache-Control"].split(", "))
        assert "public" not in kept
        assert 590 <= int(kept["max-age"]) <= 600
        assert int(kept["s-maxage"]) == int(kept["max-age"])
        assert answer.headers["Expires"].endswith("GMT")
    assert cloud.link(f"/i/{image['id']}").status == 301
    assert writes_to_public == []
    assert cloud.keys("PRIVATE_BUCKET", f"p/{image['id']}") == [], "the edge could read it there by itself"

    at(expires)

    for asked in (path_of(image), path_of(image, "w128.webp")):
        answer = cloud.cdn(asked)
        assert (answer.status, answer.body["error"]["code"]) == (410, "GONE")
        assert "no-store" in answer.headers["Cache-Control"]
    assert cloud.link(f"/i/{image['id']}").status == 410


def test_expiry_that_is_set_takes_the_image_from_where_the_edge_reads_by_itself(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")

    changed = change(user, image, expires_at=later(hours=1))

    assert public(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1
    assert changed["expires_at"].endswith("Z")
    assert cloud.cdn(path_of(image, "w128.webp")).status == 200
    PublishLeases(Table(cloud.variables["EPHEMERAL_TABLE"])).wait_for_others(image["id"], now=clock.now())

    change(user, image, expires_at=later(hours=2))
    assert purges_of(cloud, image["id"]) == 2
    change(user, image, expires_at=None)
    publish(cloud)
    assert len(public(cloud, image)) == 9
    assert guarded(cloud, image) == []


def test_private_image_that_expires_outlives_no_address(
    cloud: Cloud, user: User, at: Callable[[datetime], None]
) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    image = change(user, image, expires_at=later(minutes=5))
    publish(cloud)
    guarded_path = f"/p/{image['id']}.jpg/w128.webp"  # signed for a week before it was said to expire

    assert cloud.keys("PRIVATE_BUCKET", "p/" + image["id"]) == []
    answer = cloud.cdn(guarded_path)
    assert answer.status == 200
    assert "s-maxage=31536000" not in answer.headers["Cache-Control"]
    at(datetime.fromisoformat(image["expires_at"]))
    assert cloud.cdn(guarded_path).status == 410
    assert cloud.cdn(path_of(image)).status == 401


@pytest.mark.parametrize("moment", ["2001-01-01T00:00:00Z", "2999-01-01T00:00:00", "soon", "0001-01-01T00:00:00+23:59"])
def test_expiry_in_the_past_or_without_a_zone_is_refused(user: User, moment: str) -> None:
    form = user.reserve("a.jpg")
    path = f"/v1/images/{form['imageId']}"

    for method, where, body in (
        ("POST", "/v1/images", {"filename": "b.jpg", "expires_at": moment}),
        ("PATCH", path, {"expires_at": moment}),
    ):
        answer = user.call(method, where, body)
        assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("fields", [{"visibility": "private"}, {"expires_at": "2999-01-01T00:00:00Z"}])
def test_guarded_picture_too_large_for_a_function_comes_from_s3_for_a_minute(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch, fields: dict[str, str]
) -> None:
    monkeypatch.setattr("pixelflare.delivery.answer.MAX_INLINE_BYTES", 1000)
    image = user.upload(jpeg(), "a.jpg", **fields)
    is_private = "visibility" in fields
    path = f"/p/{image['id']}.jpg/w256.png" if is_private else path_of(image, "w256.png")

    answer = cloud.cdn(path)

    assert answer.status == 302
    assert "no-store" in answer.headers["Cache-Control"]
    location = answer.headers["Location"]
    assert f"/{'p' if is_private else 'e'}/{image['id']}.jpg/w256.png?" in location
    assert "X-Amz-Expires=60" in location


def test_times_are_told_in_utc(user: User) -> None:
    moment = (datetime.now(UTC) + HOUR).replace(microsecond=123456)
    form = user.reserve("a.jpg", expires_at=moment.astimezone().isoformat())

    expected = moment.replace(microsecond=123000)
    assert datetime.fromisoformat(form["image"]["expires_at"]) == expected
