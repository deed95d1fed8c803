"""ETag, If-Match and If-None-Match on single images, albums and tags."""

from typing import Any

import pytest

from pixelflare.aws.table import Table
from pixelflare.catalog.albums.store import AlbumStore
from tests.integration.between import just_before
from tests.integration.cloud import Answer, Cloud, User


def an_image(user: User) -> str:
    return f"/v1/images/{user.reserve()['imageId']}"


def an_album(user: User) -> str:
    assert user.call("POST", "/v1/albums", {"slug": "trips"}).headers["ETag"] == '"1"'
    return "/v1/albums/trips"


def a_tag(user: User) -> str:
    assert user.call("POST", "/v1/tags", {"tag": "sea"}).headers["ETag"] == '"1"'
    return "/v1/tags/sea"


THINGS = [(an_image, {"alt": "x"}), (an_album, {"title": "x"}), (a_tag, {"description": "x"})]
of_each_kind = pytest.mark.parametrize(("make", "change"), THINGS, ids=["image", "album", "tag"])


def refused(answer: Answer, code: str) -> bool:
    return answer.body["error"]["code"] == code


@of_each_kind
def test_answers_about_one_thing_say_its_version(user: User, make: Any, change: dict[str, str]) -> None:
    path = make(user)

    shown = user.call("GET", path)
    assert shown.headers["ETag"] == f'"{shown.body["version"]}"'
    changed = user.call("PATCH", path, change)
    assert changed.body["version"] == shown.body["version"] + 1
    assert changed.headers["ETag"] == f'"{changed.body["version"]}"'


@of_each_kind
def test_change_holds_only_for_the_version_that_is_named(user: User, make: Any, change: dict[str, str]) -> None:
    path = make(user)
    seen = user.call("GET", path).headers["ETag"]
    now = user.call("PATCH", path, change, if_match=seen)
    assert now.status == 200

    for method in ("PATCH", "DELETE"):
        late = user.call(method, path, {} if method == "PATCH" else None, if_match=seen)
        assert (late.status, refused(late, "PRECONDITION_FAILED")) == (412, True)
        never = user.call(method, path, {} if method == "PATCH" else None, if_match='"no-version"')
        assert never.status == 412
        malformed = user.call(method, path, {} if method == "PATCH" else None, if_match="7")
        assert (malformed.status, refused(malformed, "VALIDATION_ERROR")) == (400, True)
    assert user.call("GET", path).body == now.body
    assert user.call("PATCH", path, change, if_match="*").status == 200
    assert user.call("DELETE", path, if_match=user.call("GET", path).headers["ETag"]).status == 204


@of_each_kind
def test_condition_is_part_of_the_write(user: User, make: Any, change: dict[str, str]) -> None:
    path = make(user)
    seen = user.call("GET", path).headers["ETag"]
    write = "transact" if make is an_image else "update"

    with just_before(Table, write, lambda: user.call("PATCH", path, {next(iter(change)): "theirs"})):
        late = user.call("PATCH", path, change, if_match=seen)

    assert (late.status, refused(late, "PRECONDITION_FAILED")) == (412, True)
    assert user.call("GET", path).body[next(iter(change))] == "theirs"


@of_each_kind
def test_deletion_is_conditional_in_the_write_too(user: User, make: Any, change: dict[str, str]) -> None:
    path = make(user)
    seen = user.call("GET", path).headers["ETag"]
    write = {an_image: "transact", an_album: "delete", a_tag: "update"}[make]

    with just_before(Table, write, lambda: user.call("PATCH", path, change)):
        late = user.call("DELETE", path, if_match=seen)

    assert (late.status, refused(late, "PRECONDITION_FAILED")) == (412, True)
    assert user.call("GET", path).status == 200


@of_each_kind
def test_change_that_names_no_version_is_made_whatever_happens_in_between(
    user: User, make: Any, change: dict[str, str]
) -> None:
    path = make(user)
    write = "transact" if make is an_image else "update"

    with just_before(Table, write, lambda: user.call("PATCH", path, {next(iter(change)): "theirs"})):
        answer = user.call("PATCH", path, change)

    assert (answer.status, answer.body["version"]) == (200, 3)
    assert answer.body[next(iter(change))] == "x"


def test_tagging_can_be_held_to_a_version(user: User) -> None:
    path = an_image(user)
    seen = user.call("GET", path).headers["ETag"]

    assert user.call("PUT", f"{path}/tags/sea", if_match=seen).status == 200
    assert user.call("PUT", f"{path}/tags/sky", if_match=seen).status == 412
    assert user.call("DELETE", f"{path}/tags/sea", if_match=seen).status == 412
    assert user.call("GET", path).body["tags"] == ["sea"]


def test_what_has_not_changed_is_not_sent_again(user: User) -> None:
    for path in (an_image(user), an_album(user)):
        etag = user.call("GET", path).headers["ETag"]
        for known in (etag, f"W/{etag}", f'"77", {etag}'):
            same = user.call("GET", path, if_none_match=known)
            assert (same.status, same.body, same.headers["ETag"]) == (304, "", etag)
        assert user.call("GET", path, if_none_match='"77"').status == 200


def test_tag_is_always_sent_as_its_count_changes_without_it(user: User) -> None:
    path = a_tag(user)
    etag = user.call("GET", path).headers["ETag"]
    user.reserve(tags=["sea"])

    again = user.call("GET", path, if_none_match=etag)
    assert (again.status, again.body["count"]) == (200, 1)


def test_album_from_before_versions_is_at_the_first(cloud: Cloud, user: User) -> None:
    path, owner = an_album(user), user.reserve()["image"]["owner"]
    cloud.client("dynamodb").update_item(
        TableName=cloud.variables["CORE_TABLE"],
        Key={"pk": {"S": f"O#{owner}"}, "sk": {"S": "A#trips"}},
        UpdateExpression="REMOVE version",
    )

    assert user.call("GET", path).headers["ETag"] == '"1"'
    assert user.call("PATCH", path, {"title": "x"}, if_match='"1"').headers["ETag"] == '"2"'
    assert user.call("DELETE", path, if_match='"1"').status == 412


def test_default_album_can_be_changed_by_the_version_it_is_shown_with(user: User) -> None:
    etag = user.call("GET", "/v1/albums/default").headers["ETag"]

    assert user.call("PATCH", "/v1/albums/default", {"title": "x"}, if_match=etag).status == 200
    assert user.call("PATCH", "/v1/albums/default", {"title": "y"}, if_match=etag).status == 412


def test_album_that_is_deleted_in_between_is_not_made_again_by_a_change(user: User) -> None:
    path = an_album(user)

    with just_before(AlbumStore, "change", lambda: user.call("DELETE", path)):
        assert user.call("PATCH", path, {"title": "x"}).status == 404
    assert user.call("GET", path).status == 404
