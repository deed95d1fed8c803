"""Changes of one image that meet each other, a sweep, a deletion or a restore: what is left to take away is not forgotten."""

from datetime import timedelta
from typing import Any

import pytest

from pixelflare.base import clock
from pixelflare.catalog import ImageStore
from pixelflare.delivery import last_look
from pixelflare.variants import PublishLeases
from tests.integration.between import just_before
from tests.integration.cloud import LONGEST_LOOK, Cloud, User
from tests.integration.crashes import purges_of
from tests.integration.visibility import (
    HOUR,
    change,
    guarded,
    jpeg,
    later,
    path_of,
    public,
    publish,
)


@pytest.fixture
def image(user: User) -> Any:
    return user.upload(jpeg(), "a.jpg")


def sweep(cloud: Cloud, image: Any) -> None:
    image_path = {"owner": image["owner"], "album_slug": image["album"], "filename": image["filename"]}
    message = {"kind": "path_vacated", "image_id": image["id"]} | image_path
    assert cloud.deliver("variant_consumer", message) == []


def make_private(user: User, image: Any) -> int:
    return int(user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"}).status)


# What a change that gave up has left


def test_restore_does_not_forget_what_changes_that_gave_up_have_left(
    cloud: Cloud, user: User, image: Any, publish_leases: PublishLeases, impatient: None
) -> None:
    path = f"/v1/images/{image['id']}"
    assert publish_leases.take(image["id"], "job", "busy", now=clock.now(), lifetime=HOUR)
    assert [make_private(user, image), user.call("DELETE", path).status] == [503, 503]
    assert len(public(cloud, image)) == 9

    assert user.call("POST", f"{path}/restore").status == 200

    assert make_private(user, image) == 503, "it is said to be private while everybody can see it"
    publish_leases.give_back(image["id"], "job", "busy")
    assert make_private(user, image) == 200
    assert public(cloud, image) == []


def test_restored_elsewhere_after_a_deletion_that_gave_up_it_is_taken_from_both_paths(
    cloud: Cloud, user: User, image: Any, publish_leases: PublishLeases, impatient: None
) -> None:
    path = f"/v1/images/{image['id']}"
    assert publish_leases.take(image["id"], "job", "busy", now=clock.now(), lifetime=HOUR)
    assert user.call("DELETE", path).status == 503
    publish_leases.give_back(image["id"], "job", "busy")
    assert user.call("POST", f"{path}/restore", {"filename": "b.jpg"}).status == 200
    publish(cloud)

    assert make_private(user, image) == 200

    assert public(cloud, image) == []


def test_deletion_that_went_through_leaves_nothing_to_do_to_a_restore(cloud: Cloud, user: User, image: Any) -> None:
    path = f"/v1/images/{image['id']}"
    assert [user.call("DELETE", path).status, user.call("POST", f"{path}/restore").status] == [204, 200]

    change(user, image, alt="a beach")

    assert purges_of(cloud, image["id"]) == 1


def test_sweep_of_an_earlier_change_does_not_call_settled_what_a_writer_is_still_at(
    cloud: Cloud, user: User, image: Any, publish_leases: PublishLeases, impatient: None
) -> None:
    late = f"{path_of(image)}/w128.webp"[1:]
    assert publish_leases.take(image["id"], "job", "busy", now=clock.now(), lifetime=HOUR)
    assert make_private(user, image) == 503

    sweep(cloud, image)
    cloud.put("PUBLIC_BUCKET", late, b"by the writer that was there before the change", "image/webp")

    assert make_private(user, image) == 503
    publish_leases.give_back(image["id"], "job", "busy")
    assert make_private(user, image) == 200
    assert public(cloud, image) == []


def test_private_and_moved_at_once_is_both_and_nowhere_public(cloud: Cloud, user: User, image: Any) -> None:
    with just_before(PublishLeases, "wait_for_others", lambda: change(user, image, filename="b.jpg", album="new")):
        change(user, image, visibility="private")
    publish(cloud)

    moved = user.call("GET", f"/v1/images/{image['id']}").body
    assert (moved["visibility"], moved["filename"], moved["status"]) == ("private", "b.jpg", "ready")
    assert public(cloud, image) == []
    assert len(guarded(cloud, image)) == 9
    assert [cloud.cdn(path_of(each)).status for each in (image, moved)] == [401, 401]


@pytest.mark.parametrize("fields", [{"expires_at": None}, {"visibility": "private"}])
def test_deleted_and_restored_while_its_expiry_changes_it_is_as_the_record_says(
    cloud: Cloud, user: User, fields: dict[str, Any]
) -> None:
    image = user.upload(jpeg(), "a.jpg", expires_at=later(hours=1))
    path = f"/v1/images/{image['id']}"

    def out_and_back() -> None:
        assert user.call("DELETE", path).status == 204
        assert user.call("POST", f"{path}/restore").status == 200

    with just_before(PublishLeases, "wait_for_others", out_and_back):
        change(user, image, **fields)
    publish(cloud)

    found = user.call("GET", path).body
    assert (found["status"], found["deleted_at"]) == ("ready", None)
    is_private = "visibility" in fields
    assert len(public(cloud, image)) == (0 if is_private else 9)
    assert len(guarded(cloud, image)) == (9 if is_private else 0)
    assert cloud.cdn(path_of(image)).status == (401 if is_private else 200)


# Tags of what is removed


def test_reservation_that_is_tagged_while_it_is_removed_leaves_no_tag_that_can_not_be_deleted(
    cloud: Cloud, user: User
) -> None:
    path = f"/v1/images/{user.reserve('a.jpg')['imageId']}"

    with just_before(ImageStore, "forget", lambda: user.call("PUT", f"{path}/tags/sea")):
        assert user.call("DELETE", path).status == 204

    assert user.call("GET", path).status == 404
    assert user.call("GET", "/v1/tags/sea").body["count"] == 0
    assert user.call("DELETE", "/v1/tags/sea").status == 204


# Redirects


def test_browsers_keep_no_redirect_that_would_lead_in_circles_when_an_image_moves_back(
    cloud: Cloud, user: User, image: Any
) -> None:
    change(user, image, filename="b.jpg")
    answer = cloud.cdn(path_of(image))

    assert answer.status == 301
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=300"


def test_redirects_are_kept_no_longer_than_the_image_lives(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(user, image, filename="b.jpg", expires_at=later(minutes=2))
    soon = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: soon)

    for answer in (cloud.cdn(path_of(image)), cloud.link(f"/i/{image['id']}")):
        assert answer.status == 301
        ages = [part.partition("=")[2] for part in answer.headers["Cache-Control"].split(", ") if "age=" in part]
        assert max(map(int, ages)) <= 60


def test_redirect_on_its_way_to_the_edge_is_waited_for(cloud: Cloud, user: User, image: Any, impatient: None) -> None:
    change(user, image, filename="b.jpg")
    assert cloud.cdn(path_of(image)).status == 301

    assert user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "a.jpg"}).status == 503


def test_redirect_is_not_given_when_its_image_is_made_private_meanwhile(cloud: Cloud, user: User, image: Any) -> None:
    moved = change(user, image, filename="secret-name.jpg")
    with just_before(PublishLeases, "announce_answer", lambda: change(user, image, visibility="private")):
        answer = cloud.cdn(path_of(image))

    assert answer.status == 401
    assert moved["filename"] not in str(answer)


def test_new_image_at_an_old_path_that_is_deleted_again_leaves_nothing_there(
    cloud: Cloud, user: User, image: Any
) -> None:
    moved = change(user, image, filename="b.jpg")
    other = user.upload(jpeg(64), "a.jpg")
    assert user.call("DELETE", f"/v1/images/{other['id']}").status == 204

    assert [cloud.cdn(path_of(each)).status for each in (image, moved)] == [404, 200]
    back = change(user, moved, filename="a.jpg")
    assert [cloud.cdn(path_of(each)).status for each in (back, moved)] == [200, 301]


# Answers


def test_look_at_the_record_that_took_too_long_is_no_ground_for_an_answer(
    cloud: Cloud, user: User, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever changes the record waits for an announced answer for two seconds only."""
    real, moments = PublishLeases.announce_answer, [clock.now()]

    def slow(*arguments: Any, **named: Any) -> None:
        real(*arguments, **named)
        moments[0] += timedelta(seconds=1.9)

    monkeypatch.setattr(last_look, "LONGEST_LOOK", LONGEST_LOOK)
    monkeypatch.setattr(clock, "now", lambda: moments[0])
    monkeypatch.setattr(PublishLeases, "announce_answer", slow)

    answer = cloud.cdn(path_of(image, "w128.webp"))

    assert answer.status == 503
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize("stored", [True, False])
def test_one_slow_announcement_is_made_again(
    cloud: Cloud, user: User, image: Any, stored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    method = "announce_answer" if stored else "end_with_answer"
    real, moments, slow_ones = getattr(PublishLeases, method), [clock.now()], []

    def slow_once(*arguments: Any, **named: Any) -> None:
        real(*arguments, **named)
        if not slow_ones:
            slow_ones.append(1)
            moments[0] += timedelta(seconds=1.9)

    monkeypatch.setattr(last_look, "LONGEST_LOOK", LONGEST_LOOK)
    monkeypatch.setattr(clock, "now", lambda: moments[0])
    monkeypatch.setattr(PublishLeases, method, slow_once)

    answer = cloud.cdn(path_of(image, "w128.webp" if stored else "w256.png"))

    assert (answer.status, slow_ones) == (200, [1])


def test_job_of_a_private_image_is_done_though_the_image_is_renamed_meanwhile(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    made = f"p/{image['id']}.jpg/w128.jpg"
    assert cloud.cdn(f"/{made}").status == 200
    user.call("POST", f"/v1/images/{image['id']}/variants")

    change(user, image, filename="b.jpg")
    publish(cloud)

    assert made not in guarded(cloud, image)
    assert len(guarded(cloud, image)) == 9
