"""How many changes the edge is told of for one owner: refused before anything is changed."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.cloud import Cloud, User
from tests.integration.crashes import purges_of
from tests.integration.visibility import change, jpeg, path_of, public


@pytest.fixture
def two_a_day(cloud: Cloud) -> Iterator[None]:
    """The API where an owner has two of them."""
    usual = cloud.functions["api"]
    cloud.functions["api"] = cloud.started("api", PURGES_PER_DAY="2")
    yield
    cloud.functions["api"] = usual


ACTS: dict[str, tuple[str, str, Any]] = {
    "hide": ("PATCH", "", {"visibility": "private"}),
    "move": ("PATCH", "", {"album": "elsewhere"}),
    "delete": ("DELETE", "", None),
    "delete for ever": ("DELETE", "?permanent", None),
    "remake": ("POST", "/variants", None),
    "reject": ("POST", "/reject", None),
}


def spend_two(user: User) -> None:
    image = user.upload(jpeg(), "spent.jpg")
    change(user, image, visibility="private")
    change(user, image, visibility="public")


@pytest.mark.parametrize("act", ACTS)
def test_further_change_is_refused_and_not_made(cloud: Cloud, user: User, two_a_day: None, act: str) -> None:
    image = user.upload(jpeg(), "a.jpg")
    spend_two(user)
    before = user.call("GET", f"/v1/images/{image['id']}").body
    method, path, body = ACTS[act]
    path, _, query = path.partition("?")

    answer = user.call(method, f"/v1/images/{image['id']}{path}", body, query="permanent=true" if query else "")

    assert (answer.status, answer.body["error"]["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert answer.body["error"]["message"] == "more than 2 purge requests a day"
    assert 0 < int(answer.headers["Retry-After"]) <= 12 * 3600
    assert user.call("GET", f"/v1/images/{image['id']}").body == before
    assert len(public(cloud, image)) >= 9
    assert cloud.cdn(path_of(image)).status == 200
    assert purges_of(cloud, image["id"]) == 0


def test_what_the_edge_is_not_told_of_passes(user: User, two_a_day: None) -> None:
    spend_two(user)

    image = user.upload(jpeg(), "a.jpg")

    assert change(user, image, alt="a beach", tags=["sea"], visibility="unlisted")["alt"] == "a beach"
    assert user.call("DELETE", f"/v1/images/{user.reserve('b.jpg')['imageId']}").status == 204


def test_bulk_action_is_refused_image_by_image(user: User, two_a_day: None) -> None:
    ids = [user.upload(jpeg(), f"{number}.jpg")["id"] for number in range(3)]

    results = user.call("POST", "/v1/images/bulk", {"action": "delete", "ids": ids}).body["results"]

    assert sorted(result["status"] for result in results) == [204, 204, 429]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/me/signing-key/rotate", None),
        ("PUT", "/v1/vendor-keys/imgproxy", {"secret": "aa", "salt": "bb"}),
        ("DELETE", "/v1/vendor-keys/imgproxy", None),
        ("PATCH", "/v1/me", {"handle": None}),
    ],
)
def test_keys_and_handles_count_too(user: User, two_a_day: None, method: str, path: str, body: Any) -> None:
    spend_two(user)
    assert user.call(method, path, body).status == 429


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "headers"),
    [
        ("POST", "/v1/images/{waiting}/variants", None, 409, {}),
        ("PUT", "/v1/vendor-keys/imgproxy", {"secret": "not hex", "salt": "bb"}, 400, {}),
        ("PUT", "/v1/vendor-keys/imgproxy", {"secret": "aa", "salt": "bb"}, 412, {"if_match": '"7"'}),
        ("PATCH", "/v1/me", {"handle": "{taken}"}, 409, {}),
        ("PATCH", "/v1/me", {"handle": None}, 200, {}),
        ("PATCH", "/v1/images/{image}", {"filename": "taken.jpg"}, 409, {}),
    ],
)
def test_what_changes_nothing_at_the_edge_spends_nothing(
    cloud: Cloud, user: User, two_a_day: None, method: str, path: str, body: Any, status: int, headers: dict[str, str]
) -> None:
    """Three times, where an owner has two a day: then two still pass, and no more."""
    other = cloud.user(f"other-{user.name}")
    taken = f"t{user.name[-12:]}"
    assert other.call("PATCH", "/v1/me", {"handle": taken}).status == 200
    names = {"waiting": user.reserve("waiting.jpg")["imageId"], "taken": taken}
    if "{image}" in path:
        user.upload(jpeg(), "taken.jpg")
        names["image"] = user.upload(jpeg(), "a.jpg")["id"]
    body = {name: value.format(**names) if isinstance(value, str) else value for name, value in (body or {}).items()}

    for _ in range(3):
        assert user.call(method, path.format(**names), body or None, **headers).status == status

    rotated = [user.call("POST", "/v1/me/signing-key/rotate").status for _ in range(3)]
    assert rotated == [200, 200, 429]


def test_key_that_is_not_deleted_spends_nothing(user: User, two_a_day: None) -> None:
    assert user.call("PUT", "/v1/vendor-keys/imgproxy", {"secret": "aa", "salt": "bb"}).status == 200

    assert [user.call("DELETE", "/v1/vendor-keys/imgproxy", if_match='"7"').status for _ in range(3)] == [412] * 3

    assert [user.call("DELETE", "/v1/vendor-keys/imgproxy").status for _ in range(2)] == [204, 429]


def test_restored_image_counts_before_it_is_restored(user: User, two_a_day: None) -> None:
    image = user.upload(jpeg(), "a.jpg")
    other = user.upload(jpeg(), "b.jpg")
    for each in (image, other):
        assert user.call("DELETE", f"/v1/images/{each['id']}").status == 204

    assert user.call("POST", f"/v1/images/{image['id']}/restore").status == 429
    assert user.call("GET", f"/v1/images/{image['id']}").body["deleted_at"]
