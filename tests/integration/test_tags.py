"""Tags: their records and counts, giving and taking them, and deleting one while somebody uses it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.errors import NotFound
from pixelflare.catalog import delete_tag, tag_image
from pixelflare.catalog.tags.store import TagStore
from schema.limits import MAX_TAGS
from tests.integration.between import just_before
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import Crashed, counted_writes
from tests.lambda_events import Context


def tags_of(user: User) -> dict[str, int]:
    """All tags with their counts, page by page."""
    found: dict[str, int] = {}
    cursor = ""
    while True:
        answer = user.call("GET", "/v1/tags", query=f"limit=3{cursor}")
        assert answer.status == 200, answer
        found |= {tag["tag"]: tag["count"] for tag in answer.body["data"]}
        if answer.body["next_cursor"] is None:
            return found
        cursor = f"&cursor={answer.body['next_cursor']}"


def image_of(user: User, name: str = "a.jpg", **fields: Any) -> str:
    return f"/v1/images/{user.reserve(name, **fields)['imageId']}"


def assert_every_tag_of(user: User, path: str) -> set[str]:
    """An image's tags are tags: listed, counted, and the image is in the list of each."""
    image = user.call("GET", path).body
    listed = tags_of(user)
    for tag in image["tags"]:
        assert listed.get(tag, 0) >= 1, (tag, listed)
        assert user.call("GET", f"/v1/tags/{tag}").status == 200
        found = user.call("GET", "/v1/images", query=f"tag={tag}&status={image['status']}").body["data"]
        assert image["id"] in [each["id"] for each in found]
    return set(image["tags"])


def test_tag_is_made_by_its_first_use_and_counted(user: User) -> None:
    image_of(user, "a.jpg", tags=["sea", "sky"])
    path = image_of(user, "b.jpg", tags=["sea"])
    user.call("PATCH", path, {"tags": ["sea", "sand"]})

    assert tags_of(user) == {"sand": 1, "sea": 2, "sky": 1}
    sea = user.call("GET", "/v1/tags/sea").body
    assert (sea["count"], sea["color"], sea["description"], sea["version"]) == (2, None, "", 1)


def test_tag_can_be_made_described_and_deleted(user: User) -> None:
    made = user.call("POST", "/v1/tags", {"tag": "sea", "color": "#00AAff", "description": "Salt water"})
    assert (made.status, made.body["color"], made.body["count"], made.headers["ETag"]) == (201, "#00aaff", 0, '"1"')
    again = user.call("POST", "/v1/tags", {"tag": "sea"})
    assert (again.status, again.body["error"]["code"]) == (409, "CONFLICT")

    changed = user.call("PATCH", "/v1/tags/sea", {"description": "Very salt water", "color": None})
    assert (changed.body["description"], changed.body["color"]) == ("Very salt water", None)
    assert user.call("GET", "/v1/tags/sea").body == changed.body

    assert user.call("DELETE", "/v1/tags/sea").status == 204
    assert tags_of(user) == {}
    for method in ("GET", "PATCH", "DELETE"):
        answer = user.call(method, "/v1/tags/sea", {} if method == "PATCH" else None)
        assert (answer.status, answer.body["error"]["code"]) == (404, "NOT_FOUND")


def test_deleted_tag_can_be_made_anew_under_a_version_that_it_never_had(user: User) -> None:
    user.call("POST", "/v1/tags", {"tag": "sea", "description": "old"})
    user.call("DELETE", "/v1/tags/sea")

    made = user.call("POST", "/v1/tags", {"tag": "sea"})
    assert (made.status, made.body["description"], made.body["version"]) == (201, "", 2)


@pytest.mark.parametrize(
    "body", [{"tag": "Sea"}, {"tag": "sea", "color": "blue"}, {"tag": "sea", "colour": "#000000"}, {}]
)
def test_tag_that_makes_no_sense_is_refused(user: User, body: dict[str, Any]) -> None:
    answer = user.call("POST", "/v1/tags", body)
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_image_is_given_a_tag_and_loses_it_as_often_as_one_asks(user: User) -> None:
    path = image_of(user)

    for _ in range(2):
        given = user.call("PUT", f"{path}/tags/sea")
        assert (given.status, given.body["tags"]) == (200, ["sea"])
        assert given.headers["ETag"] == '"2"'
    assert tags_of(user) == {"sea": 1}
    for _ in range(2):
        taken = user.call("DELETE", f"{path}/tags/sea")
        assert (taken.status, taken.body["tags"]) == (200, [])
    assert tags_of(user) == {"sea": 0}


def test_image_takes_no_more_tags_than_it_may_have(user: User) -> None:
    path = image_of(user, tags=[f"t{n}" for n in range(MAX_TAGS)])

    refused = user.call("PUT", f"{path}/tags/one-more")
    assert (refused.status, refused.body["error"]["code"]) == (409, "LIMIT_REACHED")
    assert user.call("PUT", f"{path}/tags/t0").status == 200
    assert user.call("DELETE", f"{path}/tags/t0").status == 200
    assert user.call("PUT", f"{path}/tags/one-more").status == 200


def test_tag_that_changes_while_an_image_is_given_another_is_not_lost(user: User) -> None:
    path = image_of(user)

    with just_before(Table, "transact", lambda: user.call("PUT", f"{path}/tags/first")):
        answer = user.call("PUT", f"{path}/tags/second")

    assert answer.body["tags"] == ["first", "second"]


def test_cursor_of_the_tags_serves_one_owner_only(cloud: Cloud, user: User) -> None:
    image_of(user, tags=["a", "b", "c"])
    cursor = user.call("GET", "/v1/tags", query="limit=1").body["next_cursor"]

    assert user.call("GET", "/v1/tags", query=f"cursor={cursor}").status == 200
    for somebody, path in ((cloud.user("somebody-else"), "/v1/tags"), (user, "/v1/albums"), (user, "/v1/images")):
        answer = somebody.call("GET", path, query=f"cursor={cursor}")
        assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_deleted_tag_leaves_all_images_and_nothing_else_changes(user: User) -> None:
    paths = [image_of(user, f"{n}.jpg", tags=["sea", "kept"]) for n in range(5)]

    assert user.call("DELETE", "/v1/tags/sea").status == 204

    assert tags_of(user) == {"kept": 5}
    assert all(assert_every_tag_of(user, path) == {"kept"} for path in paths)


def test_image_in_the_bin_keeps_its_tags_and_brings_them_back(cloud: Cloud, user: User, rocket: bytes) -> None:
    image = user.upload(rocket, tags=["sea"])
    path = f"/v1/images/{image['id']}"
    user.call("DELETE", path)
    assert tags_of(user) == {"sea": 0}
    assert user.call("DELETE", "/v1/tags/sea").status == 204
    assert user.call("GET", path).body["tags"] == ["sea"]
    assert tags_of(user) == {}

    user.call("POST", f"{path}/restore")

    assert assert_every_tag_of(user, path) == {"sea"}
    assert tags_of(user) == {"sea": 1}


def test_deletion_that_runs_out_of_time_says_how_much_is_left_and_a_repetition_goes_on(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [image_of(user, f"{n}.jpg", tags=["sea"]) for n in range(4)]
    etag = user.call("GET", "/v1/tags/sea").headers["ETag"]

    looks = iter([30_000] * 3)
    with monkeypatch.context() as patch:
        patch.setattr(Context, "get_remaining_time_in_millis", lambda self: next(looks, 1_000))
        refused = user.call("DELETE", "/v1/tags/sea", if_match=etag)
    assert (refused.status, refused.body["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert int(refused.headers["Retry-After"]) >= 1
    left = refused.body["error"]["details"]["images_left"]
    assert 0 < left < 4
    assert tags_of(user) == {"sea": left}
    assert all(assert_every_tag_of(user, path) <= {"sea"} for path in paths)

    assert user.call("DELETE", "/v1/tags/sea", if_match=etag).status == 204
    assert tags_of(user) == {}
    assert all(assert_every_tag_of(user, path) == set() for path in paths)


MOMENTS = [
    (Table, "transact", "its record has been seen, and the image is about to be written"),
    (TagStore, "ensure", "nothing has been done yet"),
]


@pytest.mark.parametrize(("owner", "method", "_when"), MOMENTS, ids=[moment[2] for moment in MOMENTS])
def test_image_that_is_tagged_while_the_tag_is_deleted_has_it_whole_or_not_at_all(
    user: User, owner: type, method: str, _when: str
) -> None:
    path = image_of(user)
    user.call("POST", "/v1/tags", {"tag": "sea"})

    with just_before(owner, method, lambda: user.call("DELETE", "/v1/tags/sea")):
        assert user.call("PUT", f"{path}/tags/sea").body["tags"] == ["sea"]

    assert assert_every_tag_of(user, path) == {"sea"}


@pytest.mark.parametrize("method", ["retire", "images_with"])
def test_tag_that_is_given_while_it_is_being_deleted_is_whole_or_gone(user: User, method: str) -> None:
    path = image_of(user)
    user.call("POST", "/v1/tags", {"tag": "sea"})

    with just_before(TagStore, method, lambda: user.call("PUT", f"{path}/tags/sea")):
        assert user.call("DELETE", "/v1/tags/sea").status == 204

    assert assert_every_tag_of(user, path) == set()


@pytest.mark.parametrize("crash_after", [1, 2, 3])
def test_process_that_dies_while_it_tags_leaves_no_tag_that_is_not_listed(
    cloud: Cloud, user: User, crash_after: int
) -> None:
    form = user.reserve()
    owner, both = form["image"]["owner"], frozenset({"sea", "sky"})
    user.call("POST", "/v1/tags", {"tag": "sea"})

    def tag_and_die() -> None:
        with counted_writes(crash_after=crash_after) as writes, pytest.raises(Crashed):
            tag_image(owner, form["imageId"], add=both, images=cloud.services("api").images, now=clock.now())
        assert writes.count == crash_after  # a record, the other one, the image with its rows

    with just_before(TagStore, "images_with", tag_and_die):
        user.call("DELETE", "/v1/tags/sea")

    assert_every_tag_of(user, f"/v1/images/{form['imageId']}")


def test_many_who_tag_and_delete_at_once_leave_no_tag_that_is_not_listed(cloud: Cloud, user: User) -> None:
    """Below the API, of which a process serves one request at a time."""
    services = cloud.services("api")
    forms = [user.reserve(f"{n}.jpg") for n in range(3)]
    owner = forms[0]["image"]["owner"]

    def tag(image_id: str) -> None:
        for _ in range(8):
            tag_image(owner, image_id, add=frozenset({"sea"}), images=services.images, now=clock.now())

    def delete() -> None:
        for _ in range(8):
            with suppress(NotFound):
                delete_tag(owner, "sea", tags=services.tags, images=services.images, now=clock.now())

    with ThreadPoolExecutor() as pool:
        work = [*(pool.submit(tag, form["imageId"]) for form in forms), pool.submit(delete)]
    assert [done.exception() for done in work] == [None] * 4

    for form in forms:
        assert_every_tag_of(user, f"/v1/images/{form['imageId']}")


def test_record_of_a_deleted_tag_is_forgotten_after_a_while_unless_the_tag_is_back(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = user.reserve("a.jpg", tags=["gone", "back"])["image"]["owner"]
    for tag in ("gone", "back"):
        user.call("DELETE", f"/v1/tags/{tag}")
    user.call("POST", "/v1/tags", {"tag": "back"})
    assert records(cloud, owner) == {"T#gone", "T#back"}

    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert tags_of(user) == {"back": 0}
    assert records(cloud, owner) == {"T#back"}


def records(cloud: Cloud, owner: str) -> set[str]:
    items = cloud.rows("CORE_TABLE")
    return {item["sk"]["S"] for item in items if item["pk"]["S"] == f"O#{owner}" and item["sk"]["S"].startswith("T#")}
