"""Two at once: what a second call or a second delivery does between two steps of the first."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.catalog import ImageStore, UploadLifecycle
from pixelflare.delivery import make, serve
from pixelflare.variants import PublishLeases
from tests.integration.cloud import Cloud, User

RED, BLUE = (200, 10, 10), (10, 10, 200)


@cache
def jpeg(color: tuple[int, int, int] = RED) -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 240), color).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Callable[[type, str, Callable[[], None]], None]:
    """Have something happen once, right before a method's first call."""

    def interrupt(owner: type, method: str, act: Callable[[], None]) -> None:
        real, calls = getattr(owner, method), []

        def interrupted(*arguments: Any, **named: Any) -> Any:
            if not calls:
                calls.append(method)
                act()
            return real(*arguments, **named)

        monkeypatch.setattr(owner, method, interrupted)

    return interrupt


def originals(cloud: Cloud, image: dict[str, Any]) -> list[bytes]:
    keys = cloud.keys("ORIGINALS_BUCKET", f"{image['owner']}/{image['id']}/")
    return [cloud.body("ORIGINALS_BUCKET", key) for key in keys]


def test_second_delivery_of_an_upload_takes_nothing_away(cloud: Cloud, user: User, before: Any) -> None:
    form = user.reserve("a.jpg")
    event = user.post_form(form, jpeg())
    before(UploadLifecycle, "accept", lambda: _deliver(cloud, event))

    _deliver(cloud, event)

    assert user.call("GET", f"/v1/images/{form['imageId']}").body["status"] == "processing"
    assert originals(cloud, form["image"]) == [jpeg()]


def test_second_delivery_leaves_the_original_of_an_image_that_was_deleted_meanwhile(
    cloud: Cloud, user: User, before: Any
) -> None:
    form = user.reserve("a.jpg")
    event = user.post_form(form, jpeg())
    path = f"/v1/images/{form['imageId']}"

    def overtake() -> None:
        _deliver(cloud, event)
        _expect(user.call("DELETE", path), 204)

    before(UploadLifecycle, "accept", overtake)
    _deliver(cloud, event)

    assert originals(cloud, form["image"]) == [jpeg()]
    assert user.call("POST", f"{path}/restore").status == 200
    cloud.deliver("variant_consumer", *cloud.messages())
    assert user.call("GET", path).body["status"] == "ready"


def test_two_pictures_by_one_form_leave_the_bytes_that_the_record_has(cloud: Cloud, user: User, before: Any) -> None:
    form = user.reserve("a.jpg")
    event = user.post_form(form, jpeg(RED))

    def overtake() -> None:
        user.post_form(form, jpeg(BLUE))
        _deliver(cloud, event)

    before(UploadLifecycle, "accept", overtake)
    _deliver(cloud, event)
    _deliver(cloud, event)
    cloud.deliver("variant_consumer", *cloud.messages())

    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    assert image["status"] == "ready"
    assert originals(cloud, form["image"]) == [jpeg(BLUE)]
    with Image.open(BytesIO(cloud.cdn(f"/{image['owner']}/default/a.jpg/w128.png").body)) as shown:
        assert shown.getpixel((5, 5))[2] > 150


def test_deletion_of_a_reservation_that_is_accepted_meanwhile_harms_nothing(
    cloud: Cloud, user: User, before: Any
) -> None:
    form = user.reserve("a.jpg", tags=["t"])
    event = user.post_form(form, jpeg())
    before(ImageStore, "forget", lambda: _deliver(cloud, event))

    answer = user.call("DELETE", f"/v1/images/{form['imageId']}")

    assert (answer.status, answer.body["error"]["code"]) == (409, "CONFLICT")
    cloud.deliver("variant_consumer", *cloud.messages())
    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    assert image["status"] == "ready"
    assert cloud.cdn(f"/{image['owner']}/default/a.jpg/w128.jpg").status == 200
    assert len(user.call("GET", "/v1/images", query="tag=t").body["data"]) == 1
    assert user.call("POST", "/v1/images", {"filename": "a.jpg"}).status == 409
    assert user.call("DELETE", f"/v1/images/{form['imageId']}").status == 204


def test_late_form_of_an_image_in_the_bin_leaves_its_original(cloud: Cloud, user: User, before: Any) -> None:
    form = user.reserve("a.jpg")
    event = user.post_form(form, jpeg())
    _deliver(cloud, event)
    cloud.deliver("variant_consumer", *cloud.messages())
    path = f"/v1/images/{form['imageId']}"
    user.call("DELETE", path)
    user.post_form(form, jpeg(BLUE))
    before(ImageStore, "owner_of", lambda: _expect(user.call("POST", f"{path}/restore"), 200))

    _deliver(cloud, event)

    assert originals(cloud, form["image"]) == [jpeg()]
    assert cloud.keys("UPLOADS_BUCKET", form["image"]["owner"]) == []


def test_two_restores_at_once_both_succeed(cloud: Cloud, user: User, before: Any) -> None:
    image = user.upload(jpeg(), "a.jpg")
    path = f"/v1/images/{image['id']}"
    user.call("DELETE", path)
    before(ImageStore, "restore", lambda: _expect(user.call("POST", f"{path}/restore"), 200))

    assert user.call("POST", f"{path}/restore").status == 200


def test_restore_that_dies_before_it_asks_for_the_ladder_is_made_up_for(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    user.call("DELETE", f"/v1/images/{image['id']}")
    user.call("POST", f"/v1/images/{image['id']}/restore")
    list(cloud.messages())  # lost
    net = {"image_id": image["id"], "owner": image["owner"], "album_slug": "default", "filename": "a.jpg"}
    net |= {"kind": "variants_requested", "if_unfinished": True}

    assert cloud.deliver("variant_consumer", net) == []
    assert user.call("GET", f"/v1/images/{image['id']}").body["status"] == "ready"
    written = cloud.keys("PUBLIC_BUCKET", image["owner"])
    cloud.client("s3").delete_object(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=written[0])
    assert cloud.deliver("variant_consumer", net) == []  # finished: nothing is made again
    assert cloud.keys("PUBLIC_BUCKET", image["owner"]) == written[1:]


def test_change_of_visibility_during_a_miss_is_no_reason_to_refuse(cloud: Cloud, user: User, before: Any) -> None:
    image = user.upload(jpeg(), "a.jpg")
    path = f"/v1/images/{image['id']}"
    before(PublishLeases, "end_with_answer", lambda: _expect(user.call("PATCH", path, {"visibility": "unlisted"}), 200))

    assert cloud.cdn(f"/{image['owner']}/default/a.jpg/w128.jpg").status == 200
    assert len(cloud.keys("PUBLIC_BUCKET", image["owner"])) == 10


def test_picture_found_in_s3_is_not_answered_when_its_image_is_deleted_meanwhile(
    cloud: Cloud, user: User, before: Any
) -> None:
    image = user.upload(jpeg(), "a.jpg")
    path = f"/v1/images/{image['id']}"
    before(serve, "answer", lambda: _expect(user.call("DELETE", path), 204))

    assert cloud.cdn(f"/{image['owner']}/default/a.jpg/w128.webp").status == 404


def test_what_a_late_writer_left_of_another_image_is_not_answered(cloud: Cloud, user: User) -> None:
    public = ObjectStore(cloud.variables["PUBLIC_BUCKET"])
    old = user.upload(jpeg(RED), "a.jpg")
    stored = public.read(f"{old['owner']}/default/a.jpg/w128.webp")
    assert stored is not None
    user.call("DELETE", f"/v1/images/{old['id']}")
    new = user.upload(jpeg(BLUE), "a.jpg")
    key = f"{new['owner']}/default/a.jpg/w128.jpg"
    public.write(key, b"of the old image", content_type="image/jpeg", metadata=stored.metadata)

    answer = cloud.cdn(f"/{key}")

    assert answer.status == 200
    assert answer.body != b"of the old image"


def test_lease_is_taken_by_whoever_asks_again_after_a_lost_answer(cloud: Cloud) -> None:
    leases = PublishLeases(Table(cloud.variables["EPHEMERAL_TABLE"]))
    now, half_a_minute = datetime.now(UTC), timedelta(seconds=30)

    assert leases.take("img_x", "x", "me", now=now, lifetime=half_a_minute)
    assert leases.take("img_x", "x", "me", now=now, lifetime=half_a_minute)
    assert not leases.take("img_x", "x", "you", now=now, lifetime=half_a_minute)


def test_waiter_goes_on_when_the_maker_gives_up(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    image = user.upload(jpeg(), "a.jpg")
    leases = PublishLeases(Table(cloud.variables["EPHEMERAL_TABLE"]))
    assert leases.take(image["id"], "w128.jpg", "refused maker", now=datetime.now(UTC), lifetime=timedelta(seconds=30))
    monkeypatch.setattr(make.time, "sleep", lambda _: leases.give_back(image["id"], "w128.jpg", "refused maker"))

    assert cloud.cdn(f"/{image['owner']}/default/a.jpg/w128.jpg").status == 200


def test_album_of_a_reservation_that_ran_out_can_be_deleted(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    user.reserve("a.jpg", album="trip")
    later = clock.now() + timedelta(hours=2)
    assert user.call("DELETE", "/v1/albums/trip").body["error"]["code"] == "ALBUM_NOT_EMPTY"
    monkeypatch.setattr(clock, "now", lambda: later)

    assert user.call("DELETE", "/v1/albums/trip").status == 204
    assert user.reserve("a.jpg", album="trip")


def test_reservation_that_ran_out_and_lost_its_path_ends_rejected(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = user.reserve("a.jpg")
    event = user.post_form(first, jpeg(RED))
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    second = user.reserve("a.jpg")

    _deliver(cloud, event)

    image = user.call("GET", f"/v1/images/{first['imageId']}").body
    assert (image["status"], image["reason"]) == ("rejected", "expired")
    assert originals(cloud, image) == []
    assert user.call("DELETE", f"/v1/images/{first['imageId']}").status == 204
    _deliver(cloud, user.post_form(second, jpeg(BLUE)))
    assert user.call("GET", f"/v1/images/{second['imageId']}").body["status"] == "processing"


def test_regenerating_renews_every_format_and_the_addresses(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg")
    key = f"{image['owner']}/default/a.jpg/w128.jpg"
    cloud.cdn(f"/{key}")
    assert key in cloud.keys("PUBLIC_BUCKET", image["owner"])

    again = user.call("POST", f"/v1/images/{image['id']}/variants").body
    cloud.deliver("variant_consumer", *cloud.messages())

    assert key not in cloud.keys("PUBLIC_BUCKET", image["owner"])
    assert again["variants"]["w128"] == f"{image['variants']['w128']}.1"


def test_one_variant_alone_does_not_make_an_image_ready(cloud: Cloud, user: User) -> None:
    from schema.addresses.presets import PRESETS

    form = user.reserve("a.jpg")
    _deliver(cloud, user.post_form(form, jpeg()))
    list(cloud.messages())
    image_path = {"image_id": form["imageId"], "owner": form["image"]["owner"], "album_slug": "default"}
    states = []
    for preset in PRESETS:
        cloud.deliver("variant_consumer", image_path | {"filename": "a.jpg", "variant": preset})
        states.append(user.call("GET", f"/v1/images/{form['imageId']}").body["status"])

    assert states == ["processing"] * 7 + ["ready"]


def _deliver(cloud: Cloud, event: dict[str, Any]) -> None:
    assert cloud.deliver("upload_consumer", event) == []


def _expect(answer: Any, status: int) -> None:
    assert answer.status == status, answer
