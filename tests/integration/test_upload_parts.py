"""Large files in parts: the declared size holds, what has been received is known, and every step may be repeated."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.objects import ObjectStore
from pixelflare.base import clock
from pixelflare.catalog import ImageStore
from schema.limits import MAX_UPLOAD_BYTES, MIB, MULTIPART_SECONDS, PART_BYTES
from tests.integration.between import just_before
from tests.integration.cloud import Cloud, User, object_created
from tests.photographs import camera_jpeg

SIZE = 2 * PART_BYTES + 1000


def reserved(user: User, size: int = SIZE, filename: str = "big.jpg") -> str:
    return str(user.reserve(filename, size_bytes=size)["imageId"])


def begin(user: User, image_id: str) -> Any:
    answer = user.call("POST", f"/v1/images/{image_id}/multipart")
    assert answer.status == 200, answer
    return answer.body


def send(user: User, image_id: str, number: int, body: bytes) -> None:
    """A part as a browser sends it: to the address that was signed for it."""
    request = {"part_number": number, "size_bytes": len(body)}
    answer = user.call("POST", f"/v1/images/{image_id}/multipart/parts", request)
    assert answer.status == 200, answer
    assert requests.put(answer.body["url"], data=body, headers=answer.body["headers"]).status_code == 200


def send_all(user: User, image_id: str, body: bytes) -> None:
    for start in range(0, len(body), PART_BYTES):
        send(user, image_id, start // PART_BYTES + 1, body[start : start + PART_BYTES])


def complete(user: User, image_id: str) -> Any:
    return user.call("POST", f"/v1/images/{image_id}/multipart/complete")


def quarantined(cloud: Cloud, user: User, image_id: str) -> list[str]:
    owner = user.call("GET", f"/v1/images/{image_id}").body["owner"]
    return cloud.keys("UPLOADS_BUCKET", f"{owner}/{image_id}/")


def unfinished(cloud: Cloud) -> set[str]:
    listed = cloud.client("s3").list_multipart_uploads(Bucket=cloud.variables["UPLOADS_BUCKET"])
    return {upload["UploadId"] for upload in listed.get("Uploads", [])}


def padded(size: int) -> bytes:
    """A JPEG of that many bytes: what stands behind its end is no part of the picture."""
    photograph = camera_jpeg(2)
    return photograph + b"\0" * (size - len(photograph))


def test_picture_sent_in_parts_becomes_ready(cloud: Cloud, user: User) -> None:
    body = padded(SIZE)
    image_id = reserved(user)

    upload = begin(user, image_id)
    send_all(user, image_id, body)
    answer = complete(user, image_id)

    assert (upload["part_size"], upload["parts"], upload["received"]) == (PART_BYTES, 3, [])
    assert (answer.status, answer.body["status"]) == (202, "reserved")
    (key,) = quarantined(cloud, user, image_id)
    assert cloud.deliver("upload_consumer", object_created(key, len(body))) == []
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []
    image = user.call("GET", f"/v1/images/{image_id}").body
    assert (image["status"], image["size_bytes"]) == ("ready", SIZE)
    (kept,) = cloud.keys("ORIGINALS_BUCKET", f"{image['owner']}/{image_id}/")
    assert cloud.body("ORIGINALS_BUCKET", kept) == body


def test_lost_connection_or_another_tab_goes_on_where_the_upload_stands(user: User) -> None:
    image_id = reserved(user)
    first = begin(user, image_id)
    send(user, image_id, 2, b"x" * PART_BYTES)

    again, shown = begin(user, image_id), user.call("GET", f"/v1/images/{image_id}/multipart").body

    assert again == shown
    assert again["upload_id"] == first["upload_id"]
    assert again["received"] == [{"part_number": 2, "size_bytes": PART_BYTES}]


@pytest.mark.parametrize(
    ("number", "size"),
    [(1, PART_BYTES - 1), (3, 1001), (3, PART_BYTES), (4, 1), (4, 1000), (0, PART_BYTES), (1, PART_BYTES + 1), (1, 0)],
)
def test_no_part_is_signed_that_the_declared_size_does_not_have(user: User, number: int, size: int) -> None:
    image_id = reserved(user)
    begin(user, image_id)

    answer = user.call("POST", f"/v1/images/{image_id}/multipart/parts", {"part_number": number, "size_bytes": size})

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_length_of_a_part_is_signed(user: User) -> None:
    image_id = reserved(user)
    begin(user, image_id)

    address = user.call("POST", f"/v1/images/{image_id}/multipart/parts", {"part_number": 3, "size_bytes": 1000}).body

    signed = dict(parse_qsl(urlsplit(address["url"]).query))
    assert signed["X-Amz-SignedHeaders"] == "content-length;host"
    assert (signed["partNumber"], signed["X-Amz-Expires"]) == ("3", "3600")
    assert address["headers"] == {"Content-Length": "1000"}


@pytest.mark.parametrize("size", [None, 1, 5 * MIB - 1])
def test_upload_in_parts_wants_a_declared_size_of_at_least_five_mebibytes(user: User, size: int | None) -> None:
    fields = {} if size is None else {"size_bytes": size}
    image_id = user.reserve("small.jpg", **fields)["imageId"]

    answer = user.call("POST", f"/v1/images/{image_id}/multipart")

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(("size", "parts"), [(5 * MIB, 1), (PART_BYTES, 1), (PART_BYTES + 1, 2), (MAX_UPLOAD_BYTES, 7)])
def test_number_of_parts_follows_from_the_size(user: User, size: int, parts: int) -> None:
    assert begin(user, reserved(user, size))["parts"] == parts


def test_upload_is_not_completed_before_all_parts_are_there(cloud: Cloud, user: User) -> None:
    image_id = reserved(user)
    begin(user, image_id)
    send(user, image_id, 1, b"x" * PART_BYTES)

    answer = complete(user, image_id)

    assert (answer.status, answer.body["error"]["code"]) == (409, "NOT_READY")
    assert answer.body["error"]["details"] == {"missing": [2, 3]}
    assert quarantined(cloud, user, image_id) == []


def test_completing_again_after_a_lost_answer_answers_the_same(cloud: Cloud, user: User) -> None:
    body = padded(SIZE)
    image_id = reserved(user)
    begin(user, image_id)
    send_all(user, image_id, body)

    first, second = complete(user, image_id), complete(user, image_id)
    (key,) = quarantined(cloud, user, image_id)
    cloud.deliver("upload_consumer", object_created(key, len(body)))
    third = complete(user, image_id)

    assert first == second or (first.status, first.body) == (second.status, second.body)
    assert (third.status, third.body["id"], third.body["status"]) == (202, image_id, "processing")
    assert cloud.keys("UPLOADS_BUCKET", key) == []


def test_completing_between_the_objects_removal_and_the_answer_finds_the_record(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = padded(SIZE)
    image_id = reserved(user)
    begin(user, image_id)
    send_all(user, image_id, body)
    received = MultipartUploads.received

    def another_tab_first(self: MultipartUploads, key: str, upload_id: str) -> Any:
        monkeypatch.undo()
        assert complete(user, image_id).status == 202
        cloud.deliver("upload_consumer", object_created(key, len(body)))
        return received(self, key, upload_id)

    monkeypatch.setattr(MultipartUploads, "received", another_tab_first)
    answer = complete(user, image_id)

    assert (answer.status, answer.body["status"]) == (202, "processing")


def test_two_tabs_that_begin_at_once_end_with_one_upload(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    image_id = reserved(user)
    before = unfinished(cloud)
    begun: list[Any] = []
    at_s3 = MultipartUploads.begin

    def other_tab_first(self: MultipartUploads, key: str, *, content_type: str) -> str:
        monkeypatch.undo()
        begun.append(begin(user, image_id))
        return at_s3(self, key, content_type=content_type)

    monkeypatch.setattr(MultipartUploads, "begin", other_tab_first)
    begun.append(begin(user, image_id))

    assert begun[0] == begun[1]
    assert unfinished(cloud) - before == {begun[0]["upload_id"]}


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
