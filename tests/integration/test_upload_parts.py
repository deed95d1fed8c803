"""Large files in parts: the declared size holds, what has been received is known, and every step may be repeated."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from pixelflare.aws.multipart import MultipartUploads
from schema.limits import MAX_UPLOAD_BYTES, MIB, PART_BYTES
from tests.integration.cloud import Cloud, User, object_created
from tests.integration.parts import SIZE, begin, complete, padded, quarantined, reserved, send, send_all, unfinished


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
