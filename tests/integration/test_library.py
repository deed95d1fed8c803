"""Lists and what they can be held to, changes of single images, and albums."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from ulid import ULID

from pixelflare.base import clock
from pixelflare.uploads import reserve
from tests.integration.cloud import Cloud, User


def ids(answer: Any) -> list[str]:
    return [image["id"] for image in answer.body["data"]]


def accept(cloud: Cloud, user: User, rocket: bytes, name: str, **fields: Any) -> str:
    form = user.reserve(name, **fields)
    cloud.deliver("upload_consumer", user.post_form(form, rocket))
    return form["imageId"]


def test_pages_lead_from_the_newest_to_the_oldest_without_gap_or_repeat(
    cloud: Cloud, user: User, rocket: bytes
) -> None:
    made = [accept(cloud, user, rocket, f"p{n}.jpg", album="trips", tags=["sea"]) for n in range(5)]
    user.reserve("only-reserved.jpg", album="trips", tags=["sea"])

    for query in ("", "album=trips&", "tag=sea&", "album=trips&tag=sea&"):
        seen, cursor = [], ""
        while True:
            answer = user.call("GET", "/v1/images", query=f"{query}limit=2{cursor}")
            seen += ids(answer)
            if answer.body["next_cursor"] is None:
                break
            cursor = f"&cursor={answer.body['next_cursor']}"
        assert seen == made[::-1], query


def test_cursor_serves_one_list_of_one_owner_only(cloud: Cloud, user: User, rocket: bytes) -> None:
    for n in range(3):
        accept(cloud, user, rocket, f"p{n}.jpg", album="trips")
    cursor = user.call("GET", "/v1/images", query="limit=1").body["next_cursor"]
    other = cloud.user("somebody-else")

    assert user.call("GET", "/v1/images", query=f"limit=1&cursor={cursor}").status == 200
    for somebody, query in ((user, "album=trips&"), (user, "deleted=true&"), (other, "")):
        answer = somebody.call("GET", "/v1/images", query=f"{query}cursor={cursor}")
        assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_list_can_be_held_to_a_status(cloud: Cloud, user: User, rocket: bytes) -> None:
    reserved = user.reserve("r.jpg")["imageId"]
    accepted = accept(cloud, user, rocket, "a.jpg")

    assert ids(user.call("GET", "/v1/images", query="status=reserved")) == [reserved]
    assert ids(user.call("GET", "/v1/images", query="status=processing")) == [accepted]


def test_list_can_be_held_to_a_visibility(user: User) -> None:
    made = {name: user.reserve(f"{name}.jpg", visibility=name)["imageId"] for name in ("public", "unlisted", "private")}

    for name, image_id in made.items():
        assert ids(user.call("GET", "/v1/images", query=f"status=reserved&visibility={name}")) == [image_id]
    refused = user.call("GET", "/v1/images", query="visibility=secret")
    assert (refused.status, refused.body["error"]["code"]) == (400, "VALIDATION_ERROR")


@pytest.fixture
def made_daily(user: User, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One image a day, at noon in UTC, from the 1st to the 5th of March."""
    made = []
    for day in range(1, 6):
        noon = datetime(2026, 3, day, 12, tzinfo=UTC)
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda noon=noon: noon)
            patch.setattr(reserve, "new_image_id", lambda noon=noon: f"img_{ULID.from_datetime(noon)}")
            made.append(user.reserve(f"{day}.jpg", album="trips", tags=["sea"])["imageId"])
    return made


LISTS = ["", "album=trips&", "tag=sea&", "album=trips&tag=sea&"]


@pytest.mark.parametrize("which", LISTS)
@pytest.mark.parametrize(
    ("times", "first", "behind_last"),
    [
        ("from=2026-03-02T12:00:00Z&to=2026-03-04T12:00:00Z", 1, 3),
        ("from=2026-03-02T12:00:00.001Z", 2, 5),
        ("to=2026-03-02T14:00:00%2B02:00", 0, 1),
        ("to=2026-03-02T14:00:00.001%2B02:00", 0, 2),
        ("from=2026-03-09T00:00:00Z", 5, 5),
        ("from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z", 0, 5),
    ],
)
def test_list_can_be_held_to_times(
    user: User, made_daily: list[str], which: str, times: str, first: int, behind_last: int
) -> None:
    expected = made_daily[first:behind_last]
    query = f"{which}{times}&status=reserved"

    assert ids(user.call("GET", "/v1/images", query=query)) == expected[::-1]
    assert ids(user.call("GET", "/v1/images", query=f"{query}&order=asc")) == expected


def test_times_hold_in_the_bin_too_and_mean_when_images_were_made(cloud: Cloud, user: User, rocket: bytes) -> None:
    image_id = accept(cloud, user, rocket, "a.jpg")
    user.call("DELETE", f"/v1/images/{image_id}")
    made = user.call("GET", f"/v1/images/{image_id}").body["created_at"]

    assert ids(user.call("GET", "/v1/images", query=f"deleted=true&from={made}")) == [image_id]
    assert ids(user.call("GET", "/v1/images", query=f"deleted=true&to={made}")) == []


@pytest.mark.parametrize(
    "query",
    [
        *("from=yesterday", "from=2026-03-01", "from=2026-03-01T00:00:00", "to=2026-13-01T00:00:00Z", "order=random"),
        "from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z",
        "from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z",
    ],
)
def test_times_and_orders_that_make_no_sense_are_refused(user: User, query: str) -> None:
    answer = user.call("GET", "/v1/images", query=query)
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("which", LISTS)
def test_pages_lead_from_the_oldest_to_the_newest_too(user: User, made_daily: list[str], which: str) -> None:
    query = f"{which}status=reserved&order=asc&from=2026-03-02T00:00:00Z&limit=2"
    first = user.call("GET", "/v1/images", query=query)
    second = user.call("GET", "/v1/images", query=f"{query}&cursor={first.body['next_cursor']}")

    assert (ids(first), ids(second)) == (made_daily[1:3], made_daily[3:])
    other_way = user.call("GET", "/v1/images", query=f"{which}status=reserved&cursor={first.body['next_cursor']}")
    assert other_way.status == 400


def test_change_sets_clears_and_tags(user: User) -> None:
    path = f"/v1/images/{user.reserve('a.jpg', tags=['old', 'kept'])['imageId']}"

    said = {"title": "Lift-off", "alt": "A rocket", "license": "CC0", "tags": ["kept", "new"]}
    changed = user.call("PATCH", path, said).body
    assert changed["title"] == "Lift-off"
    assert (changed["alt"], changed["license"], changed["tags"]) == ("A rocket", "CC0", ["kept", "new"])
    cleared = user.call("PATCH", path, {"title": None, "alt": None, "visibility": "unlisted"}).body
    assert cleared["title"] is None
    assert (cleared["alt"], cleared["license"], cleared["visibility"]) == (None, "CC0", "unlisted")
    assert ids(user.call("GET", "/v1/images", query="tag=new&status=reserved")) == [changed["id"]]
    assert ids(user.call("GET", "/v1/images", query="tag=old&status=reserved")) == []
    assert user.call("GET", path).body == cleared


def test_description_keeps_its_lines_and_a_date_of_the_owner_its_moment(user: User) -> None:
    reserved = user.reserve("a.jpg", description="First\nsecond", taken_at="1985-06-01T14:00:00+02:00")
    path = f"/v1/images/{reserved['imageId']}"

    image = user.call("GET", path).body
    assert (image["description"], image["taken_at"]) == ("First\nsecond", "1985-06-01T12:00:00Z")
    changed = user.call("PATCH", path, {"description": "Third", "taken_at": "1986-01-01T00:00:00Z"}).body
    assert (changed["description"], changed["taken_at"]) == ("Third", "1986-01-01T00:00:00Z")
    cleared = user.call("PATCH", path, {"description": None, "taken_at": None}).body
    assert (cleared["description"], cleared["taken_at"]) == (None, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "x" * 2_001},
        {"description": "a\x00b"},
        {"taken_at": "1985-06-01T14:00:00"},
        {"taken_at": "yesterday"},
        {"imported_from": "javascript:alert(1)"},
        {"imported_from": "https://user:secret@photos.example/1"},
        {"imported_from": "https://photos.example/" + "a" * 2_048},
    ],
    ids=str,
)
def test_what_an_upload_says_of_a_picture_must_make_sense(user: User, fields: dict[str, str]) -> None:
    answer = user.call("POST", "/v1/images", {"filename": "a.jpg", **fields})

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert ids(user.call("GET", "/v1/images", query="status=reserved")) == []


def test_address_that_an_upload_names_leads_to_its_image(user: User) -> None:
    old = "https://photos.example/photo/AF1?authuser=0"
    image_id = user.reserve("a.jpg", imported_from=old)["imageId"]

    assert user.call("GET", f"/v1/images/{image_id}").body["imported_from"] == "https://photos.example/photo/AF1"
    found = user.call("GET", "/v1/explain", query=urlencode({"url": old})).body
    assert found["image"]["id"] == image_id
    user.call("DELETE", f"/v1/images/{image_id}")
    assert user.call("GET", "/v1/explain", query=urlencode({"url": old})).status == 400


def test_albums_are_made_shown_changed_and_removed_when_empty(user: User) -> None:
    made = user.call("POST", "/v1/albums", {"slug": "trips", "title": "Trips"})
    assert (made.status, made.body["title"]) == (201, "Trips")
    assert user.call("POST", "/v1/albums", {"slug": "trips"}).body["error"]["code"] == "CONFLICT"
    assert user.call("PATCH", "/v1/albums/trips", {"description": "Far away"}).body["description"] == "Far away"
    assert user.call("GET", "/v1/albums/trips").body["title"] == "Trips"
    form = user.reserve("a.jpg", album="trips")
    refused = user.call("DELETE", "/v1/albums/trips")
    assert (refused.status, refused.body["error"]["code"]) == (409, "ALBUM_NOT_EMPTY")
    user.call("DELETE", f"/v1/images/{form['imageId']}")
    assert user.call("DELETE", "/v1/albums/trips").status == 204
    assert user.call("GET", "/v1/albums/trips").status == 404


def test_upload_makes_the_album_it_names_and_the_default_one_is_always_there(user: User) -> None:
    user.reserve("a.jpg", album="summer")

    assert [album["slug"] for album in user.call("GET", "/v1/albums").body["data"]] == ["default", "summer"]
    assert user.call("GET", "/v1/albums/default").status == 200
    assert user.call("PATCH", "/v1/albums/default", {"title": "Everything"}).body["title"] == "Everything"
    assert user.call("DELETE", "/v1/albums/default").body["error"]["code"] == "VALIDATION_ERROR"


@pytest.mark.parametrize("slugs", [["a", "b", "c"], ["x", "y", "z"], ["a", "default", "z"], ["a", "b", "z"], []])
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_of_albums_hold_each_once_and_the_default_one(user: User, slugs: list[str], limit: int) -> None:
    for slug in slugs:
        user.call("POST", "/v1/albums", {"slug": slug})

    seen, query = [], f"limit={limit}"
    while True:
        answer = user.call("GET", "/v1/albums", query=query)
        assert len(answer.body["data"]) <= limit
        seen += [album["slug"] for album in answer.body["data"]]
        if answer.body["next_cursor"] is None:
            break
        query = f"limit={limit}&cursor={answer.body['next_cursor']}"

    assert seen == sorted({*slugs, "default"})


def test_album_that_images_have_moved_out_of_can_be_deleted(cloud: Cloud, user: User, rocket: bytes) -> None:
    image_id = accept(cloud, user, rocket, "a.jpg", album="trips")
    assert user.call("DELETE", "/v1/albums/trips").status == 409

    assert user.call("PATCH", f"/v1/images/{image_id}", {"album": "summer"}).status == 200

    assert user.call("DELETE", "/v1/albums/trips").status == 204
    assert ids(user.call("GET", "/v1/images", query="album=summer")) == [image_id]


def test_regenerating_makes_the_named_variants_anew(cloud: Cloud, user: User, rocket: bytes) -> None:
    image = user.upload(rocket)
    key = f"{image['owner']}/default/beach.jpg/w128.webp"
    cloud.client("s3").delete_object(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=key)

    answer = user.call("POST", f"/v1/images/{image['id']}/variants", {"variants": ["w128"]})
    assert answer.status == 202
    cloud.deliver("variant_consumer", *cloud.messages())

    assert key in cloud.keys("PUBLIC_BUCKET", image["owner"])


def test_variants_of_what_has_no_bytes_yet_are_refused(user: User) -> None:
    form = user.reserve("a.jpg")

    answer = user.call("POST", f"/v1/images/{form['imageId']}/variants", {})
    assert (answer.status, answer.body["error"]["code"]) == (409, "NOT_READY")


def test_the_originals_message_for_one_variant_is_accepted(cloud: Cloud, user: User, rocket: bytes) -> None:
    image = user.upload(rocket)
    key = f"{image['owner']}/default/beach.jpg/thumb.webp"
    cloud.client("s3").delete_object(Bucket=cloud.variables["PUBLIC_BUCKET"], Key=key)
    message = {"image_id": image["id"], "owner": image["owner"], "album_slug": "default", "filename": "beach.jpg"}

    assert cloud.deliver("variant_consumer", message | {"variant": "thumb"}) == []
    assert key in cloud.keys("PUBLIC_BUCKET", image["owner"])
    assert cloud.deliver("variant_consumer", message | {"variant": "huge"}) == ["0"]
