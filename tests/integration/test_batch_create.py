"""Many reservations with one request: each has its own outcome, in the order asked."""

from typing import Any

import pytest

from tests.integration.cloud import Answer, Cloud, User
from tests.photographs import photograph


def ask(user: User, *items: Any) -> Answer:
    return user.call("POST", "/v1/images", {"images": list(items)})


def test_each_of_many_gets_a_form_of_its_own(cloud: Cloud, user: User) -> None:
    names = [f"{n}.jpg" for n in range(50)]

    answer = ask(user, *({"filename": name, "album": "trips"} for name in names))

    results = answer.body["results"]
    assert answer.status == 200
    assert [(each["index"], each["status"], each["error"]) for each in results] == [(n, 201, None) for n in range(50)]
    assert [each["form"]["image"]["filename"] for each in results] == names
    assert len({each["form"]["imageId"] for each in results}) == 50
    rocket = photograph("rocket.jpg")
    assert cloud.deliver("upload_consumer", user.post_form(results[49]["form"], rocket)) == []
    assert user.call("GET", f"/v1/images/{results[49]['form']['imageId']}").body["status"] == "processing"


def test_mistake_in_one_is_no_mistake_of_the_others(user: User) -> None:
    user.reserve("taken.jpg", size_bytes=1)
    items = [
        {"filename": "good.jpg"},
        {"filename": "taken.jpg"},
        {"filename": "run.exe"},
        {"filename": "a.jpg", "album": "NO"},
        "no request",
        None,
        {"filename": "../x.jpg"},
        {"filename": "last.jpg"},
    ]

    results = ask(user, *items).body["results"]

    assert [each["status"] for each in results] == [201, 409, 415, 400, 400, 400, 400, 201]
    assert [each["index"] for each in results] == list(range(8))
    assert [(each["form"] is None, each["error"] is None) for each in results] == [
        (each["status"] != 201, each["status"] == 201) for each in results
    ]
    taken, wrong = results[1]["error"], results[3]["error"]
    assert (taken["code"], taken["details"]["suggested_filename"]) == ("PATH_TAKEN", "taken-1.jpg")
    assert wrong["code"] == "VALIDATION_ERROR"
    assert [problem["where"] for problem in wrong["details"]["problems"]] == ["album"]


def test_of_two_that_want_one_path_the_first_gets_it(user: User) -> None:
    results = ask(user, {"filename": "same.jpg"}, {"filename": "same.jpg"}, {"filename": "same.png"}).body["results"]

    assert [each["status"] for each in results] == [201, 409, 201]
    assert results[1]["error"]["details"]["image_id"] == results[0]["form"]["imageId"]


@pytest.mark.parametrize(
    "body",
    [
        {"images": []},
        {"images": [{"filename": f"{n}.jpg"} for n in range(51)]},
        {"images": {}},
        {"images": None},
        {"images": [{"filename": "a.jpg"}], "filename": "b.jpg"},
    ],
)
def test_batch_that_is_none_is_refused_as_a_whole(user: User, body: Any) -> None:
    answer = user.call("POST", "/v1/images", body)

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert user.call("GET", "/v1/images", query="status=reserved").body["data"] == []


def test_mistake_in_a_single_request_is_told_by_its_place(user: User) -> None:
    answer = user.call("POST", "/v1/images", {"filename": "a.jpg", "album": "NO"})

    assert [problem["where"] for problem in answer.body["error"]["details"]["problems"]] == ["body.album"]
