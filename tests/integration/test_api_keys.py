"""API keys, through the API: what they may do, from where, until when, and what is kept of them."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import EndpointConnectionError

from pixelflare.api_keys import ApiKeyStore, KeyRing, create_api_key
from pixelflare.api_keys.key_text import _checksum, new_key_text
from pixelflare.aws.clients import client
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.errors import LimitReached
from pixelflare.identity import Caller
from schema.identity.api_keys import ApiKey, CreateApiKey
from schema.identity.scopes import Scope
from schema.keys.core import api_key_key, api_key_pointer, user_key
from schema.limits import KEPT_DEAD_KEYS, KEY_CACHE_SECONDS, MAX_API_KEYS
from tests.integration.cloud import Answer, Cloud, User

HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], datetime]:
    """Moves the clock on from now."""
    start = clock.now()

    def move(later: timedelta) -> datetime:
        moment = start + later
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return move


def make(user: User, *scopes: str, **fields: Any) -> dict[str, Any]:
    answer = user.call("POST", "/v1/keys", {"name": "ci", "scopes": list(scopes or ("read",))} | fields)
    assert answer.status == 201, answer
    return dict(answer.body)


def use(
    cloud: Cloud,
    key: str,
    method: str = "GET",
    path: str = "/v1/albums",
    body: Any = None,
    *,
    viewer: str = HERE,
    **more: str,
) -> Answer:
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"} | more
    return cloud.api(method, path, headers=headers, body=json.dumps(body) if body else None, viewer=viewer)


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["error"]["code"]


def forget_lookups(cloud: Cloud) -> None:
    """As a process that has just been started."""
    services = cloud.services("api")
    services.key_ring = KeyRing(services.api_keys, pepper=services.api_key_pepper)


REFUSED = (401, "UNAUTHORIZED")
FORBIDDEN = (403, "FORBIDDEN")


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


# From where


@pytest.mark.parametrize(
    ("networks", "viewer", "taken"),
    [
        (["198.51.100.0/24"], HERE, True),
        (["198.51.100.0/24"], ELSEWHERE, False),
        (["203.0.113.0/24", HERE], HERE, True),
        (["::ffff:198.51.100.0/120"], HERE, True),
        (["198.51.100.0/24"], f"::ffff:{HERE}", True),
        (["2001:db8::/32"], "2001:db8::1", True),
        (["2001:db8::/32"], "2001:db9::1", False),
        (["::/0"], HERE, False),
    ],
)
def test_key_is_taken_from_its_networks_only(
    cloud: Cloud, user: User, networks: list[str], viewer: str, taken: bool
) -> None:
    key = make(user, allowed_ips=networks)["key"]
    answer = use(cloud, key, viewer=viewer)

    assert answer.status == 200 if taken else code(answer) == FORBIDDEN


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "x-real-ip", "cloudfront-viewer-address"])
def test_forwarding_header_does_not_bring_a_key_into_its_network(cloud: Cloud, user: User, name: str) -> None:
    key = make(user, allowed_ips=[HERE])["key"]

    assert code(use(cloud, key, viewer=ELSEWHERE, **{name: HERE})) == FORBIDDEN
    assert code(use(cloud, key, viewer=ELSEWHERE, **{name: f"for={HERE}"})) == FORBIDDEN


@pytest.mark.parametrize("proof", [None, "", "forged"])
def test_viewer_address_without_proof_that_the_edge_wrote_it_is_refused(
    cloud: Cloud, user: User, proof: str | None
) -> None:
    """A call to the HTTP API's own address, past the distribution."""
    key = make(user, allowed_ips=[HERE])["key"]
    headers = {"authorization": f"Bearer {key}", "x-viewer-address": HERE}
    answer = cloud._http(
        "api", "GET", "/v1/albums", headers=headers | ({} if proof is None else {"x-origin-proof": proof})
    )

    assert code(answer) == FORBIDDEN


@pytest.mark.parametrize("address", ["", "unknown", "198.51.100.7, 203.0.113.9"])
def test_restricted_key_is_refused_from_an_address_that_is_none(cloud: Cloud, user: User, address: str) -> None:
    key = make(user, allowed_ips=["0.0.0.0/0", "::/0"])["key"]

    with pytest.raises(Exception, match="from this network"):
        cloud.services("api").key_ring.caller(key, address=address, now=clock.now())


def test_networks_are_shown_in_one_spelling(user: User) -> None:
    made = make(user, allowed_ips=["192.0.2.7", "2001:DB8::1", "::ffff:192.0.2.0/120"])

    assert made["allowed_ips"] == ["192.0.2.7/32", "2001:db8::1/128", "192.0.2.0/24"]


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


# Stronger ones


def mint(cloud: Cloud, key: str, **fields: Any) -> Answer:
    return use(cloud, key, "POST", "/v1/keys", {"name": "minted", "scopes": ["read"]} | fields)


def test_key_makes_another_within_its_own_bounds(cloud: Cloud, user: User) -> None:
    expiry = clock.now() + timedelta(hours=1)
    own = make(user, "admin", allowed_ips=["198.51.100.0/24"], expires_at=expiry.isoformat())
    within = {"allowed_ips": [HERE, "198.51.100.128/25"], "expires_at": expiry.isoformat()}
    minted = mint(cloud, own["key"], scopes=["admin"], **within)

    assert minted.status == 201
    assert minted.body["created_by"] == own["key_id"]
    assert use(cloud, minted.body["key"]).status == 200


@pytest.mark.parametrize(
    "wider",
    [
        {"allowed_ips": []},
        {"allowed_ips": [ELSEWHERE]},
        {"allowed_ips": [HERE, ELSEWHERE]},
        {"allowed_ips": ["198.51.0.0/16"]},
        {"allowed_ips": ["0.0.0.0/0"]},
        {"expires_at": None},
        {"expires_at": "later"},
    ],
    ids=repr,
)
def test_key_makes_none_that_outlives_or_outreaches_it(cloud: Cloud, user: User, wider: dict[str, Any]) -> None:
    expiry = clock.now() + timedelta(hours=1)
    own = make(user, "admin", allowed_ips=["198.51.100.0/24"], expires_at=expiry.isoformat())
    if wider.get("expires_at") == "later":
        wider = {"expires_at": (expiry + timedelta(milliseconds=1)).isoformat()}
    asked = {"allowed_ips": ["198.51.100.0/24"], "expires_at": expiry.isoformat()} | wider

    assert code(mint(cloud, own["key"], **asked)) == FORBIDDEN
    assert len(user.call("GET", "/v1/keys").body["data"]) == 1


def test_revoked_key_makes_none_even_where_it_is_still_believed(cloud: Cloud, user: User) -> None:
    own = make(user, "admin")
    assert use(cloud, own["key"]).status == 200
    keys = cloud.services("api").api_keys
    key = keys.find_anywhere(own["key_id"])
    assert key is not None
    keys.revoke(key, now=clock.now())  # by another process

    assert use(cloud, own["key"]).status == 200
    assert code(mint(cloud, own["key"])) == REFUSED
    assert [each["key_id"] for each in user.call("GET", "/v1/keys").body["data"]] == [own["key_id"]]


def test_caller_makes_no_key_of_a_stronger_scope(cloud: Cloud, user: User) -> None:
    """The routes ask for admin anyway; this holds should that ever change."""
    caller = Caller("owner", Scope.WRITE, "key_x")
    request = CreateApiKey(name="x", scopes=frozenset({Scope.ADMIN}))

    with pytest.raises(Exception, match="scope"):
        create_api_key(caller, request, keys=cloud.services("api").api_keys, pepper=lambda: b"x", now=clock.now())


# How many


def test_no_more_than_twenty_live_keys_even_when_all_are_asked_for_at_once(cloud: Cloud, user: User) -> None:
    owner = user.call("GET", "/v1/me").body["owner"]
    keys, now = cloud.services("api").api_keys, clock.now()
    request, caller = CreateApiKey(name="x", scopes=frozenset({Scope.READ})), Caller(owner, Scope.ADMIN, "user")

    def create(_: int) -> bool:
        try:
            create_api_key(caller, request, keys=keys, pepper=lambda: b"x", now=now)
        except LimitReached:
            return False
        return True

    for _ in range(MAX_API_KEYS - 3):
        assert create(0)
    with ThreadPoolExecutor(3) as threads:
        assert sum(threads.map(create, range(6))) == 3
    assert code(user.call("POST", "/v1/keys", {"name": "x", "scopes": ["read"]})) == (409, "LIMIT_REACHED")
    assert len(user.call("GET", "/v1/keys").body["data"]) == MAX_API_KEYS


def test_revoked_and_expired_keys_free_their_places(
    cloud: Cloud, user: User, at: Callable[[timedelta], datetime]
) -> None:
    soon = (at(timedelta(0)) + timedelta(minutes=1)).isoformat()
    made = [make(user, expires_at=soon if n == 0 else None) for n in range(MAX_API_KEYS)]
    assert code(user.call("POST", "/v1/keys", {"name": "x", "scopes": ["read"]})) == (409, "LIMIT_REACHED")
    user.call("DELETE", f"/v1/keys/{made[1]['key_id']}")
    make(user)
    assert code(user.call("POST", "/v1/keys", {"name": "x", "scopes": ["read"]})) == (409, "LIMIT_REACHED")

    at(timedelta(minutes=1))
    make(user)
    assert code(user.call("POST", "/v1/keys", {"name": "x", "scopes": ["read"]})) == (409, "LIMIT_REACHED")


def test_place_of_a_revocation_that_broke_off_is_freed_by_the_next_key(cloud: Cloud, user: User) -> None:
    made = [make(user) for _ in range(MAX_API_KEYS)]
    keys = cloud.services("api").api_keys
    key = keys.find_anywhere(made[0]["key_id"])
    assert key is not None
    keys.revoke(key, now=clock.now())  # and no further

    assert make(user)["key_id"] not in {each["key_id"] for each in made}


def test_list_of_dead_keys_does_not_grow_for_ever(cloud: Cloud, user: User) -> None:
    owner = user.call("GET", "/v1/me").body["owner"]
    keys, start = cloud.services("api").api_keys, clock.now()
    for n in range(KEPT_DEAD_KEYS + 3):
        one = ApiKey(
            key_id=f"key_{n:012}",
            owner=owner,
            name=f"n{n}",
            scope=Scope.READ,
            created_at=start - timedelta(hours=n + 1),
            created_by="user",
            digest="0" * 64,
        )
        keys.add(one)
        keys.revoke(one, now=start)
        keys.free_places(owner, [one])
    made = make(user)
    listed = user.call("GET", "/v1/keys").body["data"]

    assert [each["key_id"] for each in listed] == [
        made["key_id"],
        *(f"key_{n:012}" for n in range(KEPT_DEAD_KEYS)),
    ]
    core = Table(cloud.variables["CORE_TABLE"])
    assert core.get(api_key_pointer(f"key_{KEPT_DEAD_KEYS:012}")) is None
    assert core.get(user_key(owner))["live_keys"] == {made["key_id"]}  # type: ignore[index]


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
