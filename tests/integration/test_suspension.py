"""A suspended owner may read and change nothing, by any credentials and any way of uploading."""

from datetime import timedelta
from typing import Any

import pytest

from pixelflare.base import clock
from schema.errors import ErrorCode
from schema.limits import SUSPENSION_SECONDS
from tests.integration.audited import entries
from tests.integration.cloud import Cloud, User
from tests.integration.leaving import leave, token
from tests.integration.test_plans import operator, shown
from tests.integration.visibility import jpeg


@pytest.fixture
def minute_later(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Any:
    def pass_time() -> None:
        """What functions have cached is old, but addresses and tokens still hold."""
        for function in ("api", "upload_consumer"):
            services = cloud.services(function)
            standings = services.pipeline.standings if function == "api" else services.accept.standings
            monkeypatch.setattr(standings, "_seen", {})

    return pass_time


def suspend(user: User, reason: str | None = None) -> str:
    owner: str = shown(user)["owner"]
    body = {"reason": reason} if reason else None
    assert operator(user, "PUT", f"/v1/admin/owners/{owner}/suspension", body).status == 200
    return owner


def test_suspended_owner_reads_everything_and_changes_nothing(cloud: Cloud, user: User, minute_later: Any) -> None:
    image, form = user.upload(jpeg(), "a.jpg"), user.reserve("waiting.jpg")
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["admin"]}).body["key"]
    owner = suspend(user, "complaints about copyright")
    minute_later()

    for method, path, body in [
        ("POST", "/v1/images", {"filename": "b.jpg"}),
        ("PATCH", f"/v1/images/{image['id']}", {"alt": "x"}),
        ("DELETE", f"/v1/images/{image['id']}", None),
        ("PUT", "/v1/settings", {}),
        ("POST", "/v1/keys", {"name": "l", "scopes": ["read"]}),
    ]:
        for credentials in (user.token(), key):
            answer = user.call(method, path, body, authorization=f"Bearer {credentials}")
            assert (answer.status, answer.body["error"]["code"]) == (403, "ACCOUNT_SUSPENDED"), (method, path)
    told = answer.body["error"]["details"]
    assert told["reason"] == "complaints about copyright"
    sent = cloud.api("PUT", f"/v1/upload/{form['imageId']}", query=f"token={form['token']}", body="x")
    assert (sent.status, sent.body["error"]["code"]) == (403, "ACCOUNT_SUSPENDED")
    assert user.call("GET", f"/v1/images/{image['id']}").status == 200
    assert cloud.cdn(f"/{owner}/default/a.jpg").status == 200
    assert shown(user)["suspended"]["reason"] == "complaints about copyright"


def test_a_suspended_owner_may_leave_and_come_back_and_is_suspended_still(user: User, minute_later: Any) -> None:
    """Nobody has to stay because an operator has stopped them."""
    owner = suspend(user)
    minute_later()
    assert leave(user).body["deletes_at"] is not None
    minute_later()
    assert user.call("POST", "/v1/me/restore", authorization=f"Bearer {token(user)}").body["deletes_at"] is None
    minute_later()
    refused = user.call("POST", "/v1/albums", {"slug": "a"})
    assert refused.body["error"]["code"] == "ACCOUNT_SUSPENDED"
    assert operator(user, "GET", f"/v1/admin/owners/{owner}").body["suspended"] is not None


def test_bytes_that_arrive_by_a_form_are_rejected_and_say_so(cloud: Cloud, user: User, minute_later: Any) -> None:
    form = user.reserve("a.jpg")
    suspend(user)
    minute_later()
    assert cloud.deliver("upload_consumer", user.post_form(form, jpeg())) == []
    image = user.call("GET", f"/v1/images/{form['imageId']}").body
    assert (image["status"], image["reason"]) == ("rejected", "suspended")


def test_suspension_ends_and_is_in_the_owners_log(user: User, minute_later: Any) -> None:
    owner = suspend(user, "a mistake")
    minute_later()
    assert user.call("POST", "/v1/albums", {"slug": "a"}).status == 403
    assert operator(user, "DELETE", f"/v1/admin/owners/{owner}/suspension").status == 204
    minute_later()
    assert user.call("POST", "/v1/albums", {"slug": "a"}).status == 201
    assert shown(user)["suspended"] is None

    told = [(each["action"], each["actor"], each["error_code"]) for each in entries(user)]
    assert told == [
        ("create", "user", None),
        ("resume", "operator", None),
        ("create", "user", ErrorCode.ACCOUNT_SUSPENDED),
        ("suspend", "operator", None),
    ]


def test_suspension_is_believed_for_less_than_a_minute(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert user.call("POST", "/v1/albums", {"slug": "a"}).status == 201
    suspend(user)
    standings = cloud.services("api").pipeline.standings
    owner, now = shown(user)["owner"], clock.now()
    assert standings.suspension(owner, now=now) is None  # as it was when it was asked last
    assert standings.suspension(owner, now=now + timedelta(seconds=SUSPENSION_SECONDS)) is not None
    assert SUSPENSION_SECONDS < 60


@pytest.mark.parametrize("path", ["", "/plan", "/suspension"])
def test_only_operators_who_have_signed_in_decide(user: User, path: str) -> None:
    owner = shown(user)["owner"]
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["admin"]}).body["key"]
    others = user.token(**{"cognito:groups": ["people", "operators-not"]})
    for credentials in (user.token(), key, others):
        method = "PUT" if path else "GET"
        answer = user.call(
            method, f"/v1/admin/owners/{owner}{path}", {"plan": "pro"}, authorization=f"Bearer {credentials}"
        )
        assert (answer.status, answer.body["error"]["code"]) == (403, "FORBIDDEN")
    assert shown(user)["plan"]["tier"] == "free"


def test_refused_attempt_is_in_the_log_of_who_made_it(user: User) -> None:
    owner = shown(user)["owner"]
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["admin"]}).body
    for credentials in (user.token(), key["key"]):
        path = f"/v1/admin/owners/{owner}/plan"
        assert user.call("PUT", path, {"plan": "pro"}, authorization=f"Bearer {credentials}").status == 403

    found = user.call("GET", "/v1/audit-logs", query="action=set_plan").body["data"]

    assert {entry["actor"] for entry in found} == {"user", key["key_id"]}
    assert {(entry["status"], entry["http_status"], entry["error_code"]) for entry in found} == {
        ("failed", 403, "FORBIDDEN")
    }
    assert {entry["resource_id"] for entry in found} == {owner}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PUT", "/plan", {"plan": "pro"}),
        ("PUT", "/suspension", None),
        ("DELETE", "/suspension", None),
    ],
)
def test_owner_who_does_not_exist_is_not_found(user: User, method: str, path: str, body: Any) -> None:
    assert operator(user, method, f"/v1/admin/owners/nobody{path}", body).status == 404
