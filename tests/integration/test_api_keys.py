"""API keys, through the API: what they may do, from where, until when, and what is kept of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import EndpointConnectionError

from pixelflare.api_keys import ApiKeyStore, KeyRing
from pixelflare.api_keys.key_text import _checksum, new_key_text
from pixelflare.aws.clients import client
from pixelflare.aws.table import Table
from pixelflare.base import clock
from schema.identity.api_keys import ApiKey
from schema.keys.core import api_key_key, api_key_pointer
from schema.limits import KEY_CACHE_SECONDS
from tests.integration.api_keys import FORBIDDEN, HERE, REFUSED, code, make, use
from tests.integration.cloud import Cloud, User


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], datetime]:
    """Moves the clock on from now."""
    start = clock.now()

    def move(later: timedelta) -> datetime:
        moment = start + later
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return move


def forget_lookups(cloud: Cloud) -> None:
    """As a process that has just been started."""
    services = cloud.services("api")
    services.key_ring = KeyRing(services.api_keys, pepper=services.api_key_pepper)


# What a key is


def test_key_is_shown_once_and_acts_for_its_owner(cloud: Cloud, user: User) -> None:
    user.call("POST", "/v1/albums", {"slug": "trips"})
    made = make(user, "read")

    assert made["key"].startswith("pf_" + made["key_id"].removeprefix("key_"))
    assert (made["scopes"], made["created_by"], made["allowed_ips"]) == (["read"], "user", [])
    assert {album["slug"] for album in use(cloud, made["key"]).body["data"]} == {"default", "trips"}
    shown = user.call("GET", f"/v1/keys/{made['key_id']}")
    assert "key" not in shown.body
    assert shown.headers["ETag"] == '"1"'
    assert [each["key_id"] for each in user.call("GET", "/v1/keys").body["data"]] == [made["key_id"]]


def test_neither_key_nor_secret_is_kept_anywhere(cloud: Cloud, user: User) -> None:
    made = make(user, "admin")
    secret = made["key"][16:59]

    for table in ("CORE_TABLE", "EPHEMERAL_TABLE", "AUDIT_TABLE"):
        assert secret not in str(cloud.rows(table))


def test_digest_is_not_shown(cloud: Cloud, user: User) -> None:
    made = make(user)
    owner = user.call("GET", "/v1/me").body["owner"]
    stored = Table(cloud.variables["CORE_TABLE"]).get(api_key_key(owner, made["key_id"]))
    assert stored is not None

    assert len(stored["digest"]) == 64
    assert stored["digest"] not in str(user.call("GET", "/v1/keys").body) + repr(ApiKey.model_validate(stored))


# Scopes

READ = ("GET", "/v1/albums", None)
WRITE = ("POST", "/v1/albums", {"slug": "made-by-key"})
ADMIN = ("GET", "/v1/keys", None)


@pytest.mark.parametrize(
    ("scope", "allowed", "refused"),
    [("read", [READ], [WRITE, ADMIN]), ("write", [READ, WRITE], [ADMIN]), ("admin", [READ, WRITE, ADMIN], [])],
)
def test_key_does_what_its_scope_says(cloud: Cloud, user: User, scope: str, allowed: Any, refused: Any) -> None:
    key = make(user, scope)["key"]

    assert [use(cloud, key, *each).status for each in allowed] == [200, 201, 200][: len(allowed)]
    assert [code(use(cloud, key, *each)) for each in refused] == [FORBIDDEN] * len(refused)


def test_key_of_one_owner_sees_nothing_of_another(cloud: Cloud, user: User) -> None:
    other = cloud.user(f"user-{uuid4().hex}")
    theirs, mine = make(other, "read")["key_id"], make(user, "admin")["key"]

    assert code(use(cloud, mine, "GET", f"/v1/keys/{theirs}")) == (404, "NOT_FOUND")
    assert code(use(cloud, mine, "DELETE", f"/v1/keys/{theirs}")) == (404, "NOT_FOUND")
    assert other.call("GET", f"/v1/keys/{theirs}").body["revoked_at"] is None


# Which keys are refused


def test_unknown_key_is_refused(cloud: Cloud, user: User) -> None:
    assert code(use(cloud, new_key_text().text)) == REFUSED


def test_known_id_with_another_secret_is_refused(cloud: Cloud, user: User) -> None:
    key = make(user)["key"]
    body = key[:16] + ("A" if key[16] != "A" else "B") + key[17:-6]
    assert code(use(cloud, body + _checksum(body))) == REFUSED


def test_key_with_a_wrong_checksum_is_refused_without_a_read(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make(user)["key"]
    forget_lookups(cloud)
    monkeypatch.setattr(ApiKeyStore, "find_anywhere", lambda *_: pytest.fail("looked up"))

    assert code(use(cloud, key[:-1] + ("a" if key[-1] != "a" else "b"))) == REFUSED


def test_unknown_ids_are_not_remembered(cloud: Cloud, user: User) -> None:
    ring = KeyRing(ApiKeyStore(Table(cloud.variables["CORE_TABLE"])), pepper=lambda: b"x")
    for _ in range(5):
        with pytest.raises(Exception, match="not valid"):
            ring.caller(new_key_text().text, address=HERE, now=clock.now())

    assert ring._seen == {}


def test_revoked_key_is_refused(cloud: Cloud, user: User) -> None:
    made = make(user, "admin")
    assert use(cloud, made["key"]).status == 200
    assert user.call("DELETE", f"/v1/keys/{made['key_id']}").status == 204

    assert code(use(cloud, made["key"])) == REFUSED
    assert user.call("GET", f"/v1/keys/{made['key_id']}").body["revoked_at"] is not None


def test_revocation_counts_everywhere_within_half_a_minute(
    cloud: Cloud, user: User, at: Callable[[timedelta], datetime]
) -> None:
    """Another process has looked the key up just before it is revoked."""
    made = make(user)
    ring = KeyRing(cloud.services("api").api_keys, pepper=cloud.services("api").api_key_pepper)
    ring.caller(made["key"], address=HERE, now=at(timedelta(0)))
    user.call("DELETE", f"/v1/keys/{made['key_id']}")

    assert KEY_CACHE_SECONDS < 30
    with pytest.raises(Exception, match="not valid"):
        ring.caller(made["key"], address=HERE, now=at(timedelta(seconds=KEY_CACHE_SECONDS)))


def test_revoking_twice_is_harmless_and_keeps_the_first_time(cloud: Cloud, user: User) -> None:
    path = f"/v1/keys/{make(user)['key_id']}"
    user.call("DELETE", path)
    first = user.call("GET", path).body

    assert user.call("DELETE", path, if_match='"1"').status == 204
    assert user.call("GET", path).body == first
    assert first["version"] == 2


def test_key_is_revoked_only_at_the_version_that_if_match_names(user: User) -> None:
    path = f"/v1/keys/{make(user)['key_id']}"

    assert code(user.call("DELETE", path, if_match='"7"')) == (412, "PRECONDITION_FAILED")
    assert user.call("GET", path).body["revoked_at"] is None
    assert user.call("DELETE", path, if_match='"1"').status == 204


@pytest.mark.parametrize("key_id", ["key_aaaaaaaaaaaa", "key_000000000000"])
def test_key_that_is_not_there_can_not_be_revoked(user: User, key_id: str) -> None:
    assert code(user.call("DELETE", f"/v1/keys/{key_id}")) == (404, "NOT_FOUND")


@pytest.mark.parametrize("key_id", ["x", "key_", "key_aaaaaaaaaaaaa", "img_aaaaaaaaaaaa"])
def test_id_of_no_key_is_refused(user: User, key_id: str) -> None:
    assert code(user.call("GET", f"/v1/keys/{key_id}")) == (400, "VALIDATION_ERROR")


def test_expired_key_is_refused_from_its_moment_on_even_when_just_looked_up(
    cloud: Cloud, user: User, at: Callable[[timedelta], datetime]
) -> None:
    expiry = at(timedelta(0)) + timedelta(seconds=10)
    key = make(user, expires_at=expiry.isoformat())["key"]

    at(timedelta(seconds=9.999))
    assert use(cloud, key).status == 200
    at(timedelta(seconds=10))
    assert code(use(cloud, key)) == REFUSED


def test_key_that_would_be_expired_already_is_not_made(user: User) -> None:
    past = (clock.now() - timedelta(seconds=1)).isoformat()

    assert code(user.call("POST", "/v1/keys", {"name": "x", "scopes": ["read"], "expires_at": past})) == (
        400,
        "VALIDATION_ERROR",
    )


# Last use


def test_last_use_is_moved_on_once_an_hour(
    cloud: Cloud, user: User, at: Callable[[timedelta], datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    at(timedelta(0))
    made = make(user)
    noted: list[datetime] = []
    note_use = ApiKeyStore.note_use

    def note(self: ApiKeyStore, key: ApiKey, *, now: datetime) -> None:
        noted.append(now)
        note_use(self, key, now=now)

    monkeypatch.setattr(ApiKeyStore, "note_use", note)
    seen = []
    for minutes in (0, 1, 30, 59, 60, 61, 125):
        moment = at(timedelta(minutes=minutes))
        assert use(cloud, made["key"]).status == 200
        last = user.call("GET", f"/v1/keys/{made['key_id']}").body["last_used_at"]
        seen.append(moment - datetime.fromisoformat(last))

    assert seen == [timedelta(minutes=late) for late in (0, 1, 30, 59, 0, 1, 0)]
    assert len(noted) == 3


def test_last_use_that_can_not_be_written_does_not_fail_the_request(
    cloud: Cloud, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(user)
    real, failed = client("dynamodb").update_item, []

    def update_item(**request: Any) -> Any:
        if "last_used_at" in str(request):
            failed.append(request)
            raise EndpointConnectionError(endpoint_url="https://dynamodb")
        return real(**request)

    monkeypatch.setattr(client("dynamodb"), "update_item", update_item)

    assert use(cloud, made["key"]).status == 200
    assert len(failed) == 1
    assert user.call("GET", f"/v1/keys/{made['key_id']}").body["last_used_at"] is None


def test_use_does_not_bring_back_a_key_that_is_gone(cloud: Cloud, user: User) -> None:
    made = make(user)
    keys = cloud.services("api").api_keys
    key = keys.find_anywhere(made["key_id"])
    assert key is not None
    keys.forget(key)
    keys.note_use(key, now=clock.now())

    assert keys.find(key.owner, key.key_id) is None
    assert Table(cloud.variables["CORE_TABLE"]).get(api_key_pointer(key.key_id)) is None


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["root"]},
        {"name": "", "scopes": ["read"]},
        {"name": "x", "scopes": ["read"], "allowed_ips": ["10.0.0.1/8"]},
        {"name": "x", "scopes": ["read"], "expires_at": "2030-01-01"},
        {"name": "x", "scopes": ["read"], "more": 1},
    ],
)
def test_key_that_can_not_be_is_refused(user: User, body: dict[str, Any]) -> None:
    assert code(user.call("POST", "/v1/keys", body)) == (400, "VALIDATION_ERROR")
