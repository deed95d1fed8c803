"""Rename and move: the new path at once, the old one for a while."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.aws.attributes import to_attributes
from pixelflare.base import clock
from pixelflare.variants import VariantStore
from schema.keys.core import handle_key
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import purges_of
from tests.integration.held import held_before
from tests.integration.visibility import change, guarded, job_of, jpeg, path_of, public, publish


@pytest.fixture
def image(user: User) -> Any:
    return user.upload(jpeg(), "a.jpg", album="old", tags=["sea"])


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def moved_to(cloud: Cloud, path: str) -> str:
    answer = cloud.cdn(path)
    assert answer.status == 301, answer
    return answer.headers["Location"]


def test_moved_image_is_seen_at_its_new_path_and_the_old_one_leads_there(cloud: Cloud, user: User, image: Any) -> None:
    moved = change(user, image, filename="Zwei Möwen.jpg", album="new")

    assert (moved["filename"], moved["display_name"], moved["album"]) == ("Zwei-Mowen.jpg", "Zwei Möwen.jpg", "new")
    assert public(cloud, image) == []
    assert purges_of(cloud, image["id"]) == 1
    assert moved_to(cloud, path_of(image)) == path_of(moved)
    assert moved_to(cloud, path_of(image, "w256.jpg")) == path_of(moved, "w256.jpg")
    answer = cloud.cdn(path_of(image))
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=300"
    assert answer.headers["x-amz-meta-cache-tag"].startswith(image["id"].replace("_", "-").lower())
    assert cloud.cdn(path_of(moved, "w256.jpg")).status == 200
    publish(cloud)
    assert len(public(cloud, image)) == 10
    assert cloud.link(f"/i/{image['id']}/w512").headers["Location"] == path_of(moved, "w512")
    for query, found in (("album=new", [image["id"]]), ("album=old", []), ("tag=sea", [image["id"]])):
        listed = user.call("GET", "/v1/images", query=query).body["data"]
        assert [each["id"] for each in listed] == found
    assert user.call("GET", "/v1/albums/new").status == 200
    assert user.call("DELETE", "/v1/albums/old").status == 204


def test_name_that_people_see_can_be_another_than_that_of_the_path(user: User, image: Any) -> None:
    moved = change(user, image, filename="b.jpg", display_name="Sunset")

    assert (moved["filename"], moved["display_name"]) == ("b.jpg", "Sunset")


def test_moved_twice_the_first_path_leads_to_the_last(cloud: Cloud, user: User, image: Any) -> None:
    second = change(user, image, filename="b.jpg")
    third = change(user, image, filename="c.jpg")

    assert moved_to(cloud, path_of(image)) == moved_to(cloud, path_of(second)) == path_of(third)


def test_moved_away_and_back_it_is_where_it_was(cloud: Cloud, user: User, image: Any) -> None:
    away = change(user, image, filename="b.jpg")
    change(user, image, filename="a.jpg")

    assert cloud.cdn(path_of(image)).status == 200
    assert moved_to(cloud, path_of(away)) == path_of(image)


def test_old_path_leads_nowhere_after_thirty_days(
    cloud: Cloud, user: User, image: Any, at: Callable[[datetime], None]
) -> None:
    change(user, image, filename="b.jpg")
    now = clock.now()
    at(now + timedelta(days=30, minutes=-1))
    assert cloud.cdn(path_of(image)).status == 301
    at(now + timedelta(days=30, minutes=1))
    assert cloud.cdn(path_of(image)).status == 404


def test_old_path_never_keeps_another_image_from_it(cloud: Cloud, user: User, image: Any) -> None:
    moved = change(user, image, filename="b.jpg")

    other = user.upload(jpeg(64), "a.jpg", album="old")

    answer = cloud.cdn(path_of(image))
    assert answer.status == 200
    assert other["id"].replace("_", "-").lower() in answer.headers["x-amz-meta-cache-tag"]
    assert cloud.cdn(path_of(moved)).status == 200


def test_old_path_tells_no_more_than_the_new_one(
    cloud: Cloud, user: User, image: Any, at: Callable[[datetime], None]
) -> None:
    moved = change(user, image, filename="b.jpg")

    change(user, image, visibility="private")
    assert [cloud.cdn(path_of(each)).status for each in (image, moved)] == [401, 401]
    expiring = change(user, image, visibility="public", expires_at=(clock.now() + timedelta(hours=1)).isoformat())
    assert [cloud.cdn(path_of(each)).status for each in (image, moved)] == [301, 200]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime.fromisoformat(expiring["expires_at"]))
        assert [cloud.cdn(path_of(each)).status for each in (image, moved)] == [410, 410]
    user.call("DELETE", f"/v1/images/{image['id']}")
    assert [cloud.cdn(path_of(each)).status for each in (image, moved)] == [404, 404]
    user.call("POST", f"/v1/images/{image['id']}/restore")
    assert [cloud.cdn(path_of(each)).status for each in (image, moved)] == [301, 200]


def test_taken_path_is_a_conflict_and_nothing_changes(cloud: Cloud, user: User, image: Any) -> None:
    other = user.upload(jpeg(64), "b.jpg", album="old")

    refused = user.call("PATCH", f"/v1/images/{image['id']}", {"filename": "b.jpg", "alt": "new"})

    assert (refused.status, refused.body["error"]["code"]) == (409, "PATH_TAKEN")
    details = refused.body["error"]["details"]
    assert (details["image_id"], details["suggested_filename"]) == (other["id"], "b-1.jpg")
    assert user.call("GET", f"/v1/images/{image['id']}").body == image
    assert cloud.cdn(path_of(image)).status == 200


def test_name_of_another_type_is_refused(user: User, image: Any) -> None:
    for filename, status in (("a.png", 400), ("a.txt", 415), ("../a.jpg", 400)):
        assert user.call("PATCH", f"/v1/images/{image['id']}", {"filename": filename}).status == status
    assert change(user, image, filename="a.jpeg")["filename"] == "a.jpeg"


def test_reservation_is_not_moved(user: User) -> None:
    form = user.reserve("a.jpg")

    refused = user.call("PATCH", f"/v1/images/{form['imageId']}", {"filename": "b.jpg"})

    assert (refused.status, refused.body["error"]["code"]) == (409, "NOT_READY")


def test_private_image_keeps_its_addresses_and_objects_when_it_moves(cloud: Cloud, user: User) -> None:
    image = user.upload(jpeg(), "a.jpg", visibility="private")
    objects = guarded(cloud, image)

    moved = change(user, image, filename="b.jpg", album="new")

    assert (moved["cdn_url"], moved["status"]) == (image["cdn_url"], "ready")
    assert guarded(cloud, image) == objects


def test_job_under_way_when_its_image_moves_leaves_nothing_at_the_old_path(
    cloud: Cloud, user: User, image: Any
) -> None:
    user.call("POST", f"/v1/images/{image['id']}/variants")
    job = job_of(cloud, image)
    left: list[list[str]] = []

    def move() -> None:
        change(user, image, filename="b.jpg")
        left.append(public(cloud, image))

    with held_before(VariantStore, "put_variant", lambda: cloud.deliver("variant_consumer", job)) as running:
        moving = Thread(target=move)
        moving.start()
        moving.join(0.5)
        assert moving.is_alive(), "the move has not waited for the job"
        assert running.end() == []
        moving.join()

    assert left == [[]]
    publish(cloud)
    assert len(public(cloud, image)) == 9
    assert all("/b.jpg" in key for key in public(cloud, image))


def test_upload_whose_image_is_hidden_while_it_is_made_ready_ends_ready(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg")
    cloud.deliver("upload_consumer", user.post_form(form, jpeg()))
    waiting = list(cloud.messages())

    change(user, {"id": form["imageId"]}, visibility="private")
    assert cloud.deliver("variant_consumer", *waiting, *cloud.messages()) == []

    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    assert (image["status"], image["visibility"]) == ("ready", "private")
    assert public(cloud, image) == []


# Handles


def test_path_that_begins_with_a_handle_leads_to_the_owners(cloud: Cloud, user: User, image: Any) -> None:
    handle = f"h-{uuid4().hex[:20]}"
    row = handle_key(handle) | {"owner": image["owner"]}
    cloud.client("dynamodb").put_item(TableName=cloud.variables["CORE_TABLE"], Item=to_attributes(row))

    answer = cloud.cdn(f"/{handle}/old/a.jpg/w256.webp")

    assert (answer.status, answer.headers["Location"]) == (302, path_of(image, "w256.webp"))
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["x-amz-meta-cache-tag"] == f"hnd-{handle}"
    assert cloud.cdn(f"/nobody-{handle[:10]}/old/a.jpg").status == 404
