"""What keys an API key, or a caller, may make, and how many."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from pixelflare.api_keys import create_api_key
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.errors import LimitReached
from pixelflare.identity import Caller
from schema.identity.api_keys import ApiKey, CreateApiKey
from schema.identity.scopes import Scope
from schema.keys.core import api_key_pointer, user_key
from schema.limits import KEPT_DEAD_KEYS, MAX_API_KEYS
from tests.integration.api_keys import ELSEWHERE, FORBIDDEN, HERE, REFUSED, code, make, use
from tests.integration.cloud import Answer, Cloud, User


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], datetime]:
    """Moves the clock on from now."""
    start = clock.now()

    def move(later: timedelta) -> datetime:
        moment = start + later
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return move


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
