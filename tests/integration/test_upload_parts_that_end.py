"""How an upload in parts ends without a picture: aborted, run out, its path lost, its image deleted."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from pixelflare.aws.objects import ObjectStore
from pixelflare.base import clock
from pixelflare.catalog import ImageStore
from schema.limits import MULTIPART_SECONDS, PART_BYTES
from tests.integration.between import just_before
from tests.integration.cloud import Cloud, User, object_created
from tests.integration.parts import SIZE, begin, complete, padded, quarantined, reserved, send, send_all, unfinished
from tests.photographs import camera_jpeg


def test_aborted_upload_leaves_no_parts_and_the_reservation(cloud: Cloud, user: User) -> None:
    image_id = reserved(user)
    upload = begin(user, image_id)
    send(user, image_id, 1, b"x" * PART_BYTES)
    path = f"/v1/images/{image_id}/multipart"

    assert user.call("DELETE", path).status == 204
    assert user.call("DELETE", path).status == 204
    assert upload["upload_id"] not in unfinished(cloud)
    assert user.call("GET", path).status == 404
    assert complete(user, image_id).status == 404
    assert user.call("POST", f"{path}/parts", {"part_number": 1, "size_bytes": PART_BYTES}).status == 404
    assert begin(user, image_id)["upload_id"] != upload["upload_id"]


def test_completed_upload_is_not_aborted(cloud: Cloud, user: User) -> None:
    body = padded(SIZE)
    image_id = reserved(user)
    begin(user, image_id)
    send_all(user, image_id, body)
    complete(user, image_id)
    path = f"/v1/images/{image_id}/multipart"

    assert user.call("DELETE", path).status == 409
    assert user.call("POST", path).status == 409
    (key,) = quarantined(cloud, user, image_id)
    cloud.deliver("upload_consumer", object_created(key, len(body)))
    assert user.call("DELETE", path).status == 409
    assert user.call("POST", path).status == 409
    assert user.call("GET", f"/v1/images/{image_id}").body["status"] == "processing"


def test_upload_that_is_accepted_while_it_is_being_aborted_is_not_said_to_be_aborted(cloud: Cloud, user: User) -> None:
    body = padded(SIZE)
    image_id = reserved(user)
    begin(user, image_id)
    send_all(user, image_id, body)
    complete(user, image_id)
    (key,) = quarantined(cloud, user, image_id)

    with just_before(ObjectStore, "etag_of", lambda: cloud.deliver("upload_consumer", object_created(key, len(body)))):
        answer = user.call("DELETE", f"/v1/images/{image_id}/multipart")

    assert answer.status == 409
    assert user.call("GET", f"/v1/images/{image_id}").body["status"] == "processing"


def test_upload_that_s3_has_given_up_is_begun_anew(cloud: Cloud, user: User) -> None:
    image_id = reserved(user)
    first = begin(user, image_id)
    owner = user.call("GET", f"/v1/images/{image_id}").body["owner"]
    for upload in cloud.client("s3").list_multipart_uploads(Bucket=cloud.variables["UPLOADS_BUCKET"])["Uploads"]:
        if upload["Key"].startswith(owner):
            cloud.client("s3").abort_multipart_upload(
                Bucket=cloud.variables["UPLOADS_BUCKET"], Key=upload["Key"], UploadId=upload["UploadId"]
            )

    assert complete(user, image_id).status == 404
    assert user.call("GET", f"/v1/images/{image_id}/multipart").status == 404
    assert begin(user, image_id)["upload_id"] != first["upload_id"]


def test_path_stays_reserved_as_long_as_an_upload_in_parts(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(user, reserved(user))
    reserved(user, filename="other.jpg")
    _let_pass(monkeypatch, timedelta(hours=2))

    assert user.call("POST", "/v1/images", {"filename": "big.jpg"}).status == 409
    assert user.call("POST", "/v1/images", {"filename": "other.jpg"}).status == 201


def test_path_is_free_again_once_the_upload_in_parts_has_run_out(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    image_id = reserved(user)
    begin(user, image_id)
    _let_pass(monkeypatch, timedelta(seconds=MULTIPART_SECONDS + 1))

    part = {"part_number": 1, "size_bytes": PART_BYTES}
    assert user.call("POST", f"/v1/images/{image_id}/multipart/parts", part).status == 404
    assert user.call("POST", "/v1/images", {"filename": "big.jpg"}).status == 201
    late = user.call("POST", f"/v1/images/{image_id}/multipart")
    assert (late.status, late.body["error"]["code"]) == (409, "PATH_TAKEN")


def test_aborting_gives_the_path_back_when_the_reservation_would_have(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    image_id = reserved(user)
    begin(user, image_id)
    user.call("DELETE", f"/v1/images/{image_id}/multipart")
    _let_pass(monkeypatch, timedelta(hours=2))

    assert user.call("POST", "/v1/images", {"filename": "big.jpg"}).status == 201


def test_deleting_the_image_ends_its_upload_in_parts(cloud: Cloud, user: User) -> None:
    image_id = reserved(user)
    upload = begin(user, image_id)
    send(user, image_id, 1, b"x" * PART_BYTES)

    assert user.call("DELETE", f"/v1/images/{image_id}").status == 204

    assert upload["upload_id"] not in unfinished(cloud)
    assert complete(user, image_id).status == 404


def test_upload_in_parts_is_its_owners_only(cloud: Cloud, user: User) -> None:
    image_id = reserved(user)
    begin(user, image_id)
    stranger = cloud.user(f"stranger-to-{user.name}")
    path = f"/v1/images/{image_id}/multipart"

    part = {"part_number": 1, "size_bytes": PART_BYTES}
    calls = [("POST", path, None), ("GET", path, None), ("POST", f"{path}/parts", part), ("DELETE", path, None)]
    calls.append(("POST", f"{path}/complete", None))
    assert {stranger.call(method, at, body).status for method, at, body in calls} == {404}
    assert user.call("GET", path).status == 200


def test_path_lost_before_the_upload_is_begun_is_told(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    image_id = reserved(user)
    _let_pass(monkeypatch, timedelta(hours=2))
    user.reserve("big.jpg")

    answer = user.call("POST", f"/v1/images/{image_id}/multipart")

    assert (answer.status, answer.body["error"]["code"]) == (409, "PATH_TAKEN")


def _let_pass(monkeypatch: pytest.MonkeyPatch, time: timedelta) -> None:
    from pixelflare.base import clock

    now: datetime = clock.now() + time
    monkeypatch.setattr(clock, "now", lambda: now)


def test_path_that_was_lost_to_an_image_which_has_moved_on_is_told_too(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    image_id = reserved(user, filename="a.jpg")
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    other = user.upload(camera_jpeg(2), "a.jpg")
    assert user.call("PATCH", f"/v1/images/{other['id']}", {"filename": "b.jpg"}).status == 200

    refused = user.call("POST", f"/v1/images/{image_id}/multipart")

    assert (refused.status, refused.body["error"]["code"]) == (409, "PATH_TAKEN")
    assert cloud.cdn(f"/{other['owner']}/default/a.jpg").status == 301


def test_reservation_removed_while_an_upload_in_parts_is_begun_leaves_no_parts(cloud: Cloud, user: User) -> None:
    image_id = reserved(user)
    begun: list[Any] = []

    with just_before(ImageStore, "forget", lambda: begun.append(begin(user, image_id))):
        assert user.call("DELETE", f"/v1/images/{image_id}").status == 204

    assert begun[0]["upload_id"] not in unfinished(cloud)
