"""Who did what, from where, and how it ended; and reading it again."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.api.app import ROUTE_FILES
from pixelflare.audit import AuditLog
from pixelflare.entry.http.idempotency import Replays
from schema.audit import AUDIT_SERVICE
from tests.integration.audited import entries
from tests.integration.cloud import Cloud, User
from tests.integration.crashes import Crashed


def said(entry: dict[str, Any]) -> tuple[Any, ...]:
    return entry["action"], entry["resource_type"], entry["resource_id"], entry["status"], entry["http_status"]


# Writing


def test_change_is_written_down_with_who_what_from_where_and_how_it_ended(cloud: Cloud, user: User) -> None:
    headers = {"authorization": f"Bearer {user.token()}", "x-request-id": "req-1"}
    cloud.api("POST", "/v1/albums", headers=headers, body='{"slug": "trips"}', query="a=secret", viewer="203.0.113.7")

    (entry,) = entries(user)
    assert said(entry) == ("create", "album", "trips", "success", 201)
    assert (entry["actor"], entry["address"], entry["request_id"]) == ("user", "203.0.113.7", "req-1")
    assert (entry["method"], entry["path"], entry["error_code"]) == ("POST", "/v1/albums", None)
    assert datetime.now(UTC) - datetime.fromisoformat(entry["at"]) < timedelta(minutes=1)


def test_refused_changes_are_written_down_too(cloud: Cloud, user: User) -> None:
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["read"]}).body
    user.call("POST", "/v1/albums", {"slug": "NO"})
    user.call("POST", "/v1/albums", "{not json")
    user.call("DELETE", "/v1/albums/none")
    user.call("POST", "/v1/nothing", {})
    cloud.api("DELETE", "/v1/albums/x", headers={"authorization": f"Bearer {key['key']}"})

    by_key, unknown, deleted, broken, bad, made = entries(user)
    assert said(made) == ("create", "api_key", key["key_id"], "success", 201)
    assert (bad["error_code"], broken["error_code"]) == ("VALIDATION_ERROR", "VALIDATION_ERROR")
    assert said(deleted) == ("delete", "album", "none", "failed", 404)
    assert said(unknown)[1:] == ("other", None, "failed", 404)
    assert said(by_key) == ("delete", "album", "x", "failed", 403)
    assert (by_key["actor"], by_key["error_code"]) == (key["key_id"], "FORBIDDEN")


def test_failure_of_ours_is_written_down(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from pixelflare.catalog import AlbumStore

    monkeypatch.setattr(AlbumStore, "add", _fail)
    assert user.call("POST", "/v1/albums", {"slug": "a"}).status == 500

    assert entries(user)[0]["error_code"] == "INTERNAL_ERROR"


def test_reads_and_anonymous_requests_leave_no_entry(cloud: Cloud, user: User) -> None:
    user.call("GET", "/v1/images")
    user.call("HEAD", "/v1/images")
    cloud.api("OPTIONS", "/v1/images")
    cloud.api("POST", "/v1/albums", body='{"slug": "a"}')

    assert entries(user) == []


def test_bytes_sent_with_an_upload_token_are_written_down(cloud: Cloud, user: User) -> None:
    form = user.reserve("a.jpg")
    cloud.api(
        "PUT",
        f"/v1/upload/{form['imageId']}",
        query=f"token={form['token']}",
        headers={"content-type": "image/jpeg"},
        body="x",
    )

    upload, reserved = entries(user)
    assert said(reserved) == ("create", "image", form["imageId"], "success", 201)
    assert (upload["action"], upload["resource_id"], upload["actor"]) == ("upload", form["imageId"], "upload")
    assert form["token"] not in json.dumps(upload)


def test_entry_of_a_bulk_action_says_what_became_of_which_image(user: User) -> None:
    mine = [user.reserve(f"{n}.jpg")["imageId"] for n in range(30)]
    user.call("POST", "/v1/images/bulk", {"action": "delete", "ids": [*mine, ID]})

    entry = entries(user)[0]
    assert said(entry) == ("bulk", "image", None, "success", 200)
    assert entry["details"] == {"action": "delete", "image_ids": [*mine, ID], "refused": [f"{ID} NOT_FOUND"]}


@pytest.mark.parametrize(
    "what",
    [
        {"action": "move", "album": "trips"},
        {"action": "tag", "tags": ["sea"]},
        {"action": "set_visibility", "visibility": "unlisted"},
    ],
)
def test_entry_of_a_bulk_action_says_what_was_asked(user: User, what: dict[str, Any]) -> None:
    user.call("POST", "/v1/images/bulk", {**what, "ids": [ID]})

    assert entries(user)[0]["details"] == what | {"image_ids": [ID], "refused": [f"{ID} NOT_FOUND"]}


def test_entry_of_a_bulk_action_that_failed_names_the_images(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pixelflare.library.bulk.delete_image", _fail)
    user.call("POST", "/v1/images/bulk", {"action": "delete", "ids": [ID]})

    entry = entries(user)[0]
    assert said(entry)[3:] == ("failed", 500)
    assert entry["details"] == {"action": "delete", "image_ids": [ID]}


def test_entry_says_who_may_see_an_image_from_now_on(user: User, rocket: bytes) -> None:
    image = user.upload(rocket, visibility="private")
    path = f"/v1/images/{image['id']}"
    user.call("POST", f"{path}/access-token", {"ttl": 60})
    user.call("PATCH", path, {"visibility": "public", "album": "trips", "alt": "not for the log"})

    changed, shared, *_ = entries(user)
    assert (said(shared), shared["details"]) == (("share", "image", image["id"], "success", 200), {"ttl": 60})
    assert changed["details"] == {
        "fields": ["album", "alt", "visibility"],
        "album": "trips",
        "visibility": "public",
    }


def test_entry_says_what_a_key_may_do_even_when_none_was_made(user: User) -> None:
    asked = {"name": "ci", "scopes": ["read", "write"], "allowed_ips": ["192.0.2.0/24"]}
    key = user.call("POST", "/v1/keys", asked).body["key"]
    user.call("POST", "/v1/keys", asked | {"expires_at": "2026-01-01T00:00:00Z"})

    refused, made = entries(user)
    told = {"name": "ci", "scope": "write", "allowed_ips": ["192.0.2.0/24"]}
    assert made["details"] == told | {"expires_at": None}
    assert (said(refused)[3:], refused["details"]["scope"]) == (("failed", 400), "write")
    assert key not in json.dumps([refused, made])


def test_entry_of_fifty_reservations_names_them_all(user: User) -> None:
    answer = user.call("POST", "/v1/images", {"images": [{"filename": f"{n}.jpg"} for n in range(50)]})

    made = [result["form"]["imageId"] for result in answer.body["results"]]
    assert entries(user)[0]["details"] == {"asked": 50, "image_ids": made}


def test_change_whose_answer_was_never_given_is_written_down_before_that_answer_is_kept(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise Crashed

    with monkeypatch.context() as patch:
        patch.setattr(Replays, "keep", die)
        with pytest.raises(Crashed):
            user.call("POST", "/v1/albums", {"slug": "a"}, idempotency_key="k")

    assert [said(entry) for entry in entries(user)] == [("create", "album", "a", "success", 201)]


def test_change_stands_when_its_entry_can_not_be_written(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[tuple[str, str]] = []
    monkeypatch.setattr("pixelflare.audit.log.count_for_all", lambda outcome, *, of: counted.append((outcome, of)))
    with monkeypatch.context() as patch:
        patch.setattr(AuditLog, "append", _fail)
        assert user.call("POST", "/v1/albums", {"slug": "a"}).status == 201

    assert counted == [("AuditEntryLost", AUDIT_SERVICE)]
    assert entries(user) == []
    assert user.call("GET", "/v1/albums/a").status == 200


def _fail(*_: Any, **__: Any) -> None:
    raise RuntimeError("out of order")


ID = "img_01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [
        ("POST", "/v1/images", ("create", "image", None)),
        ("PATCH", f"/v1/images/{ID}", ("update", "image", ID)),
        ("DELETE", f"/v1/images/{ID}", ("delete", "image", ID)),
        ("POST", f"/v1/images/{ID}/restore", ("restore", "image", ID)),
        ("POST", f"/v1/images/{ID}/variants", ("regenerate", "image", ID)),
        ("POST", f"/v1/images/{ID}/access-token", ("share", "image", ID)),
        ("POST", f"/v1/images/{ID}/multipart/complete", ("upload", "image", ID)),
        ("PUT", f"/v1/images/{ID}/tags/sea", ("tag", "image", ID)),
        ("DELETE", f"/v1/images/{ID}/tags/sea", ("untag", "image", ID)),
        ("POST", "/v1/images/bulk", ("bulk", "image", None)),
        ("PUT", f"/v1/upload/{ID}", ("upload", "image", ID)),
        ("POST", "/v1/upload", ("upload", "image", None)),
        ("POST", "/v1/images/from-address", ("upload", "image", None)),
        ("PATCH", "/v1/albums/x", ("update", "album", "x")),
        ("DELETE", "/v1/keys/key_1", ("delete", "api_key", "key_1")),
        ("PATCH", "/v1/me", ("update", "user", None)),
        ("PUT", "/v1/settings", ("update", "settings", None)),
        ("PATCH", "/v1/tags/sea", ("update", "tag", "sea")),
        ("POST", "/", ("create", "other", None)),
        ("TRACE", "/v1/images", ("other", "image", None)),
    ],
)
def test_audit_action_is_what_the_route_declares(method: str, path: str, action: tuple[str, str, str | None]) -> None:
    policy, parameters = ROUTE_FILES.app_for(path).match(method, path)

    assert policy.audit is not None
    named = parameters.get(policy.audit.id_parameter or "")
    assert (policy.audit.action, policy.audit.resource_type, named) == action
