"""Bad input gets a documented 4xx with a stable code, or ends rejected with a reason; nothing is left behind."""

from typing import Any

import pytest

from tests.integration.cloud import Cloud, User
from tests.photographs import hard_file, photograph
from tests.unit.imaging.pictures import gif_of, huge_png, jpeg_with_scans


def refusal(user: User, **fields: Any) -> tuple[int, str]:
    answer = user.call("POST", "/v1/images", fields)
    return answer.status, answer.body["error"]["code"]


@pytest.mark.parametrize(
    "name",
    [
        *("../../etc/passwd.jpg", "a/../b.jpg", "..b.jpg", "%2e%2e%2fx.jpg", "x%2Fy.jpg", "%252e.jpg", "a\\b.jpg"),
        *("a\x00b.jpg", "a\nb.jpg", "a\u202egpj.jpg", "a\u2066b.jpg", ".hidden.jpg", "", "x" * 256 + ".jpg"),
    ],
)
def test_hostile_filename_is_refused(cloud: Cloud, user: User, name: str) -> None:
    assert refusal(user, filename=name) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("name", ["run.exe", "noextension", "page.html", "picture.svg", "a.jpg.sh", "photo.jxl"])
def test_filename_of_no_picture_type_is_refused(user: User, name: str) -> None:
    assert refusal(user, filename=name) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("content_type", ["text/html", "application/pdf", "video/mp4", "x"])
def test_content_type_of_no_picture_is_refused(user: User, content_type: str) -> None:
    assert refusal(user, filename="a.jpg", content_type=content_type) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "fields",
    [
        {"album": "../x"},
        {"album": "Trips"},
        {"album": "a" * 64},
        {"size_bytes": 0},
        {"size_bytes": 50 * 1024 * 1024 + 1},
        {"tags": ["UPPER"]},
        {"tags": [f"t{n}" for n in range(31)]},
        {"visibility": "secret"},
        {"unknown": 1},
        {"alt": "x" * 501},
        {"title": "x" * 201},
        {"title": "a\x00b"},
    ],
)
def test_field_outside_its_range_is_refused(user: User, fields: dict[str, Any]) -> None:
    assert refusal(user, filename="a.jpg", **fields) == (400, "VALIDATION_ERROR")


NO_REQUESTS = {
    "broken": "{not json",
    "a list": "[]",
    "a text": '"text"',
    "nothing": "",
    "null": "null",
    "nested too deeply": "[" * 100_000,
    "a number of 5000 digits": '{"filename": "a.jpg", "size_bytes": ' + "9" * 5000 + "}",
    "half a character": '{"filename": "\\ud800.jpg"}',
    "not a number": '{"filename": "a.jpg", "size_bytes": NaN}',
}


@pytest.mark.parametrize("body", NO_REQUESTS.values(), ids=NO_REQUESTS.keys())
def test_body_that_is_no_request_is_refused(user: User, body: str) -> None:
    answer = user.call("POST", "/v1/images", body)

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("query", ["limit=10000", "limit=0", "limit=x", "cursor=forged", "cursor=e30.AAAA", "album=Ü"])
def test_page_that_can_not_be_is_refused(user: User, query: str) -> None:
    answer = user.call("GET", "/v1/images", query=query)

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_taken_path_is_a_conflict_with_a_suggestion(user: User) -> None:
    taken = user.reserve("beach.jpg", size_bytes=1_000)
    answer = user.call("POST", "/v1/images", {"filename": "beach.jpg", "size_bytes": 1_001})

    assert (answer.status, answer.body["error"]["code"]) == (409, "PATH_TAKEN")
    details = answer.body["error"]["details"]
    assert details["suggested_filename"] == "beach-1.jpg"
    assert details["image_id"] == taken["imageId"]


def test_refused_request_leaves_nothing_behind(user: User) -> None:
    refusal(user, filename="a.exe", album="new")

    listed = user.call("GET", "/v1/albums").body["data"]
    assert [album["slug"] for album in listed] == ["default"]


UPLOADS = {
    "text behind jpg": ("a.jpg", lambda: b"<html onload=alert(1)>" * 50, "unsupported_type"),
    "svg behind jpg": ("a.jpg", lambda: b"<svg onload=alert(1)>" * 50, "vector_graphic"),
    "truncated jpeg": ("a.jpg", lambda: photograph("rocket.jpg")[:50_000], "damaged"),
    "truncated png": ("a.png", lambda: photograph("coffee.png")[:100_000], "damaged"),
    "zero bytes": ("a.jpg", lambda: b"", "empty"),
    "side too long": ("a.png", lambda: huge_png(16_385, 10), "side_too_long"),
    "too many pixels": ("a.png", lambda: huge_png(8_001, 8_000), "too_many_pixels"),
    "bomb of pixels": ("a.png", lambda: huge_png(50_000, 50_000), "side_too_long"),
    "bomb of frames": ("a.gif", lambda: gif_of(501, 2, 2), "too_many_frames"),
    "bomb of scans": ("a.jpg", lambda: jpeg_with_scans(101), "too_many_scans"),
    "gif bomb": ("a.gif", lambda: hard_file("decompression_bomb.gif"), "too_many_pixels"),
}


@pytest.mark.parametrize("case", UPLOADS)
def test_bad_bytes_end_rejected_and_leave_nothing_behind(cloud: Cloud, user: User, case: str) -> None:
    name, make, reason = UPLOADS[case]
    form = user.reserve(name)
    owner = form["image"]["owner"]

    assert cloud.deliver("upload_consumer", user.post_form(form, make())) == []

    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    assert (image["status"], image["reason"]) == ("rejected", reason)
    assert list(cloud.messages()) == []
    for bucket in ("UPLOADS_BUCKET", "ORIGINALS_BUCKET", "PUBLIC_BUCKET"):
        assert cloud.keys(bucket, owner) == []
    again = user.reserve(name)  # the path is free again
    assert again["imageId"] != form["imageId"]


def test_form_used_twice_changes_nothing(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg")
    cloud.deliver("upload_consumer", user.post_form(form, photograph("rocket.jpg")))
    cloud.deliver("variant_consumer", *cloud.messages())
    before = user.call("GET", f"/v1/images/{form['imageId']}").body

    assert cloud.deliver("upload_consumer", user.post_form(form, photograph("retina.jpg"))) == []

    assert user.call("GET", f"/v1/images/{form['imageId']}").body == before
    owner = form["image"]["owner"]
    assert cloud.keys("UPLOADS_BUCKET", owner) == []
    (kept_at,) = cloud.keys("ORIGINALS_BUCKET", owner)
    assert cloud.body("ORIGINALS_BUCKET", kept_at) == photograph("rocket.jpg")
    assert list(cloud.messages()) == []


def test_bytes_of_a_removed_reservation_are_removed(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg")
    event = user.post_form(form, photograph("rocket.jpg"))
    assert user.call("DELETE", f"/v1/images/{form['imageId']}").status == 204

    assert cloud.deliver("upload_consumer", event) == []

    owner = form["image"]["owner"]
    assert cloud.keys("UPLOADS_BUCKET", owner) == []
    assert cloud.keys("ORIGINALS_BUCKET", owner) == []


def test_one_bad_message_does_not_fail_its_batch(cloud: Cloud, user: User) -> None:
    good = user.reserve("good.jpg")
    event = user.post_form(good, photograph("rocket.jpg"))

    failed = cloud.deliver("upload_consumer", {"detail": "nonsense"}, event)

    assert failed == ["0"]
    assert user.call("GET", f"/v1/images/{good['imageId']}").body["status"] == "processing"
