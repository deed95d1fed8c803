"""Lists, changes, albums, and whose images they are."""

from typing import Any

import pytest

from tests.integration.cloud import Cloud, User
from tests.photographs import photograph


@pytest.fixture(scope="module")
def rocket() -> bytes:
    return photograph("rocket.jpg")


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


def test_change_sets_clears_and_tags(user: User) -> None:
    path = f"/v1/images/{user.reserve('a.jpg', tags=['old', 'kept'])['imageId']}"

    changed = user.call("PATCH", path, {"alt": "A rocket", "license": "CC0", "tags": ["kept", "new"]}).body
    assert (changed["alt"], changed["license"], changed["tags"]) == ("A rocket", "CC0", ["kept", "new"])
    cleared = user.call("PATCH", path, {"alt": None, "visibility": "unlisted"}).body
    assert (cleared["alt"], cleared["license"], cleared["visibility"]) == (None, "CC0", "unlisted")
    assert ids(user.call("GET", "/v1/images", query="tag=new&status=reserved")) == [changed["id"]]
    assert ids(user.call("GET", "/v1/images", query="tag=old&status=reserved")) == []
    assert user.call("GET", path).body == cleared


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


ROUTES = [
    ("GET", "", None),
    ("PATCH", "", {"alt": "mine now"}),
    ("DELETE", "", None),
    ("POST", "/restore", {}),
    ("POST", "/variants", {}),
]


@pytest.mark.parametrize(("method", "below", "body"), ROUTES)
def test_another_owners_image_does_not_exist(
    cloud: Cloud, user: User, rocket: bytes, method: str, below: str, body: Any
) -> None:
    image = user.upload(rocket)

    answer = cloud.user("mallory").call(method, f"/v1/images/{image['id']}{below}", body)

    assert (answer.status, answer.body["error"]["code"]) == (404, "NOT_FOUND")
    assert user.call("GET", f"/v1/images/{image['id']}").body == image
    assert cloud.keys("PUBLIC_BUCKET", image["owner"])


@pytest.mark.parametrize(
    "claims",
    [{"exp": 1}, {"token_use": "id"}, {"client_id": "other"}, {"iss": "https://elsewhere.example"}, {"nbf": 4e9}],
)
def test_token_that_is_not_ours_is_refused(user: User, claims: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    token = user.token(**claims)
    monkeypatch.setattr(User, "token", lambda self: token)

    answer = user.call("GET", "/v1/images")
    assert (answer.status, answer.body["error"]["code"]) == (401, "UNAUTHORIZED")


def test_caller_is_asked_before_the_request_is_looked_at(cloud: Cloud) -> None:
    for method, path, body in (
        ("POST", "/v1/images", "{bad"),
        ("GET", "/v1/nothing", None),
        ("GET", "/v1/images/x", None),
    ):
        answer = cloud._http("api", method, path, body=body)
        assert (answer.status, answer.body["error"]["code"]) == (401, "UNAUTHORIZED")


def test_unknown_address_and_unknown_method_have_their_own_answers(user: User) -> None:
    assert user.call("GET", "/v1/nothing").body["error"]["code"] == "NOT_FOUND"
    answer = user.call("PUT", "/v1/images")
    assert (answer.status, answer.body["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == "GET, POST"


def test_keys_that_can_not_be_fetched_are_no_reason_for_another_envelope(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from functions.api import collaborators
    from pixelflare.aws.user_pool import UserPool

    def fail(self: UserPool) -> None:
        raise OSError("no route")

    collaborators._verifier.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(UserPool, "_fetch", fail)
        answer = user.call("GET", "/v1/albums")
    assert (answer.status, answer.body["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert user.call("GET", "/v1/albums").status == 200


def test_failure_of_ours_is_an_envelope_without_its_cause(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from pixelflare.catalog import album_store

    def fail(self: Any, owner: str) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr(album_store.AlbumStore, "all_of", fail)
    answer = user.call("GET", "/v1/albums")

    assert (answer.status, answer.body["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert "secret" not in str(answer.body)
    assert answer.body["request_id"] == answer.headers["X-Request-Id"]
