"""Endpoints that are told of events: made, shown without their secrets, changed, given new secrets, and deleted."""

import json
import logging
from typing import Any

import pytest

from tests.integration.audited import entries
from tests.integration.cloud import Answer, Cloud, User
from tests.integration.pipeline import code

HOOK = {"url": "https://93.184.216.34/hook?from=pixelflare", "events": ["image.ready", "image.deleted"]}
"""An IP address, so that no resolver is asked. Nothing is sent there."""


def create(user: User, **changed: Any) -> Answer:
    return user.call("POST", "/v1/webhooks", HOOK | changed)


def test_webhook_is_made_listed_changed_and_deleted(user: User) -> None:
    made = create(user, description="Site builder")
    assert (made.status, made.headers["ETag"]) == (201, '"1"'), made
    assert made.body["secret"].startswith("whsec_")
    shown = {name: value for name, value in made.body.items() if name != "secret"}
    assert shown["events"] == ["image.deleted", "image.ready"]
    path = f"/v1/webhooks/{shown['webhook_id']}"
    assert user.call("GET", path).body == shown
    assert user.call("GET", "/v1/webhooks").body["data"] == [shown]

    changed = user.call("PATCH", path, {"enabled": False, "events": ["quota.reached"]}, if_match='"1"')
    assert (changed.status, changed.body["enabled"], changed.body["events"]) == (200, False, ["quota.reached"])
    assert changed.body["description"] == "Site builder"
    assert code(user.call("PATCH", path, {"enabled": True}, if_match='"1"')) == (412, "PRECONDITION_FAILED")
    assert code(user.call("DELETE", path, if_match='"1"')) == (412, "PRECONDITION_FAILED")

    assert user.call("DELETE", path).status == 204
    for method, where in (("GET", path), ("DELETE", path), ("POST", f"{path}/rotate-secret")):
        assert code(user.call(method, where)) == (404, "NOT_FOUND")
    assert user.call("GET", "/v1/webhooks").body["data"] == []


def test_new_secret_is_another_one_and_the_old_one_goes_on_for_a_day(cloud: Cloud, user: User) -> None:
    made = create(user).body
    rotated = user.call("POST", f"/v1/webhooks/{made['webhook_id']}/rotate-secret").body

    store = cloud.services("api").webhooks
    owner = user.call("GET", "/v1/me").body["owner"]
    webhook = store.find(owner, made["webhook_id"])
    assert made["secret"] != rotated["secret"]
    assert store.keys_of(owner, webhook, now=webhook.updated_at) == [rotated["secret"], made["secret"]]
    assert store.keys_of(owner, webhook, now=webhook.previous_secret_until) == [rotated["secret"]]
    assert (webhook.previous_secret_until - webhook.updated_at).total_seconds() == 24 * 3600


def test_secret_lies_open_nowhere_and_opens_for_nobody_else(
    cloud: Cloud, user: User, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    made = create(user).body
    rotated = user.call("POST", f"/v1/webhooks/{made['webhook_id']}/rotate-secret").body
    captured = capsys.readouterr()
    assert {entry["action"] for entry in entries(user)} == {"create", "rotate"}
    seen = json.dumps([entries(user), cloud.rows("CORE_TABLE")], default=str)
    for secret in (made["secret"], rotated["secret"]):
        assert secret.removeprefix("whsec_") not in seen + caplog.text + captured.out + captured.err

    store, owner = cloud.services("api").webhooks, user.call("GET", "/v1/me").body["owner"]
    webhook = store.find(owner, made["webhook_id"])
    [row] = [each for each in cloud.rows("CORE_TABLE") if each["sk"]["S"] == f"WH#{webhook.webhook_id}"]
    cloud.client("dynamodb").put_item(
        TableName=cloud.variables["CORE_TABLE"], Item=row | {"pk": {"S": "O#somebody-else"}}
    )
    assert store.keys_of("somebody-else", webhook, now=webhook.updated_at) == []


def test_there_are_at_most_twenty_and_a_deleted_one_makes_room(user: User) -> None:
    made = [create(user) for _ in range(20)]
    assert {answer.status for answer in made} == {201}
    assert code(create(user)) == (409, "LIMIT_REACHED")
    assert user.call("DELETE", f"/v1/webhooks/{made[7].body['webhook_id']}").status == 204
    assert create(user).status == 201


def test_plan_says_how_many_there_may_be(cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    services = cloud.services("api")
    monkeypatch.setattr(services, "env", services.env.model_copy(update={"plans": True}))
    assert [create(user).status for _ in range(4)] == [201, 201, 201, 409]


@pytest.mark.parametrize(
    "changed",
    [
        {"url": "https://127.0.0.1/"},
        {"url": "https://[::1]/"},
        {"url": "https://169.254.169.254/latest/meta-data/"},
        {"url": "https://100.64.0.1/"},
        {"url": "https://2130706433/"},
        {"url": "https://localhost/"},
        {"url": "http://93.184.216.34/"},
        {"url": "https://93.184.216.34:8443/"},
        {"url": "https://me:secret@93.184.216.34/"},
        {"url": "nonsense"},
        {"url": "https://93.184.216.34/" + "x" * 500},
        {"url": ""},
        {"url": None},
        {"events": []},
        {"events": ["image.unheard-of"]},
        {"events": ["webhook.test"]},
        {"events": "image.ready"},
        {"description": "x" * 201},
        {"description": "a\u0000b"},
        {"enabled": "perhaps"},
        {"more": 1},
    ],
)
def test_what_can_be_no_webhook_is_refused_when_made_and_when_changed(user: User, changed: dict[str, Any]) -> None:
    assert code(create(user, **changed)) == (400, "VALIDATION_ERROR")
    assert user.call("GET", "/v1/webhooks").body["data"] == []


def test_address_is_also_checked_when_it_is_changed(user: User) -> None:
    path = f"/v1/webhooks/{create(user).body['webhook_id']}"
    answer = user.call("PATCH", path, {"url": "https://10.0.0.1/"})
    assert (code(answer), answer.body["error"]["details"]) == ((400, "VALIDATION_ERROR"), {"parameter": "url"})
    assert user.call("GET", path).body["url"] == HOOK["url"]


@pytest.mark.parametrize("scope", ["read", "write"])
def test_only_admins_see_and_make_them(user: User, scope: str) -> None:
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": [scope]}).body["key"]
    for method, body in (("GET", None), ("POST", HOOK)):
        assert user.call(method, "/v1/webhooks", body, authorization=f"Bearer {key}").status == 403
