"""The user behind a login: made at first sight, with a profile, a handle and settings."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from docs.generate import limits_page
from pixelflare.accounts import HandleStore, LinkStore, UserStore
from pixelflare.aws.edge import Edge
from pixelflare.aws.table import Table
from pixelflare.base import clock
from pixelflare.base.errors import HandleTaken
from pixelflare.identity import Logins
from pixelflare.identity.logins import login_of
from schema.identity.handles import RESERVED_HANDLES
from schema.keys.core import handle_key, identity_key, user_key
from tests.integration.cloud import Answer, Cloud, User


@pytest.fixture
def purged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Cache tags that were purged."""
    purged: list[str] = []
    monkeypatch.setattr(Edge, "purge", lambda _, **asked: purged.extend(asked["tags"]))
    return purged


@pytest.fixture
def handle() -> str:
    """One that nobody has."""
    return f"h-{uuid4().hex[:12]}"


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["error"]["code"]


# First sight


def test_first_sight_makes_the_user(user: User) -> None:
    me = user.call("GET", "/v1/me")

    assert me.status == 200
    assert me.headers["ETag"] == '"1"'
    assert me.body["plan_tier"] == "free"
    assert me.body["version"] == 1
    assert me.body["handle"] is None
    assert len(me.body["owner"]) == 20
    assert me.body == user.call("GET", "/v1/me").body


def test_many_first_sights_at_once_make_one_user(cloud: Cloud) -> None:
    core, now, subject = Table(cloud.variables["CORE_TABLE"]), clock.now(), uuid4().hex
    processes = [Logins(UserStore(core), links=LinkStore(core), pepper=lambda: b"pepper") for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        owners = list(threads.map(lambda each: each.owner_of("issuer", subject, username="alice", now=now), processes))

    assert len(set(owners)) == 1
    assert UserStore(core).find(owners[0]).created_at == now  # type: ignore[union-attr]


def test_first_sight_costs_a_cold_process_one_read_and_a_warm_one_none(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    core, subject, read = Table(cloud.variables["CORE_TABLE"]), uuid4().hex, []
    Logins(UserStore(core), links=LinkStore(core), pepper=lambda: b"pepper").owner_of(
        "issuer", subject, username="alice", now=clock.now()
    )
    get = Table.get
    monkeypatch.setattr(Table, "get", lambda *args, **kwargs: read.append(args) or get(*args, **kwargs))
    logins = Logins(UserStore(core), links=LinkStore(core), pepper=lambda: b"pepper")

    for _ in range(3):
        logins.owner_of("issuer", subject, username="alice", now=clock.now())
    assert len(read) == 1


def test_login_leads_to_the_owner_that_the_table_names(cloud: Cloud) -> None:
    core, subject = Table(cloud.variables["CORE_TABLE"]), uuid4().hex
    first = Logins(UserStore(core), links=LinkStore(core), pepper=lambda: b"pepper").owner_of(
        "issuer", subject, username="alice", now=clock.now()
    )
    login = login_of("issuer", subject, pepper=b"pepper")
    core.put(identity_key(login) | {"owner": "a-linked-owner"})

    assert login.startswith(first)
    assert Logins(UserStore(core), links=LinkStore(core), pepper=lambda: b"pepper").owner_of(
        "issuer", subject, username="alice", now=clock.now()
    ) == ("a-linked-owner")


def test_lost_login_row_is_written_again_without_touching_the_user(cloud: Cloud) -> None:
    core, subject = Table(cloud.variables["CORE_TABLE"]), uuid4().hex
    owner = Logins(UserStore(core), links=LinkStore(core), pepper=lambda: b"pepper").owner_of(
        "issuer", subject, username="alice", now=clock.now()
    )
    before = core.get(user_key(owner))
    login = login_of("issuer", subject, pepper=b"pepper")
    core.delete(identity_key(login))

    assert (
        Logins(UserStore(core), links=LinkStore(core), pepper=lambda: b"pepper").owner_of(
            "issuer", subject, username="alice", now=clock.now()
        )
        == owner
    )
    assert core.get(user_key(owner)) == before
    assert UserStore(core).owner_of_login(login) == owner


def test_same_subject_of_another_issuer_or_another_pepper_is_another_owner(cloud: Cloud) -> None:
    core, subject = Table(cloud.variables["CORE_TABLE"]), uuid4().hex
    users, links = UserStore(core), LinkStore(core)
    owners = {
        Logins(users, links=links, pepper=lambda pepper=pepper: pepper).owner_of(
            issuer, subject, username="alice", now=clock.now()
        )
        for issuer, pepper in (("one", b"x"), ("two", b"x"), ("one", b"y"))
    }

    assert len(owners) == 3


# Profile


def test_profile_changes_field_by_field_and_null_clears(user: User) -> None:
    user.call("PATCH", "/v1/me", {"display_name": "Alice", "website": "https://example.org"})
    changed = user.call("PATCH", "/v1/me", {"website": None, "github": "alice"})

    assert changed.status == 200
    assert changed.headers["ETag"] == '"3"'
    body = changed.body
    assert (body["display_name"], body["website"], body["github"], body["version"]) == ("Alice", None, "alice", 3)
    assert user.call("GET", "/v1/me").body == body


def test_change_that_changes_nothing_makes_no_version(user: User) -> None:
    user.call("PATCH", "/v1/me", {"display_name": "Alice"})

    assert user.call("PATCH", "/v1/me", {"display_name": "Alice"}).body["version"] == 2
    assert user.call("PATCH", "/v1/me", {}).body["version"] == 2


@pytest.mark.parametrize(
    "body", [{"plan_tier": "pro"}, {"owner": "x"}, {"website": "javascript:1"}, [], "null", {"a": 1}]
)
def test_profile_that_can_not_be_is_refused(user: User, body: Any) -> None:
    assert code(user.call("PATCH", "/v1/me", body)) == (400, "VALIDATION_ERROR")


def test_profile_changes_only_at_the_version_that_if_match_names(user: User) -> None:
    user.call("PATCH", "/v1/me", {"display_name": "Alice"})

    assert code(user.call("PATCH", "/v1/me", {"bio": "x"}, if_match='"1"')) == (412, "PRECONDITION_FAILED")
    assert user.call("GET", "/v1/me").body["bio"] is None
    assert user.call("PATCH", "/v1/me", {"bio": "x"}, if_match='"2"').status == 200
    assert user.call("PATCH", "/v1/me", {"bio": "y"}, if_match="*").status == 200


def test_changes_at_once_all_come_through_when_nobody_names_a_version(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another request changes the profile between read and write."""
    find = UserStore.find
    others = iter([{"bio": "one"}, {"github": "octo"}])

    def find_then_change(self: UserStore, owner: str) -> Any:
        found = find(self, owner)
        if change := next(others, None):
            self.change(find(self, owner), change, now=clock.now())  # type: ignore[arg-type]
        return found

    user.call("GET", "/v1/me")
    monkeypatch.setattr(UserStore, "find", find_then_change)
    body = user.call("PATCH", "/v1/me", {"display_name": "Alice"}).body

    assert (body["display_name"], body["bio"], body["github"]) == ("Alice", "one", "octo")


def test_profile_that_others_change_all_the_time_is_not_overwritten(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, changes = UserStore.find, iter(range(100))

    def find_then_change(self: UserStore, owner: str) -> Any:
        found = find(self, owner)
        self.change(find(self, owner), {"bio": str(next(changes))}, now=clock.now())  # type: ignore[arg-type]
        return found

    user.call("GET", "/v1/me")
    with monkeypatch.context() as patch:
        patch.setattr(UserStore, "find", find_then_change)
        assert code(user.call("PATCH", "/v1/me", {"display_name": "Alice"})) == (409, "CONFLICT")
    assert user.call("GET", "/v1/me").body["display_name"] is None


# Handles


def test_handle_is_unique_and_leads_to_its_owner(cloud: Cloud, user: User, handle: str, purged: list[str]) -> None:
    handles, other = HandleStore(Table(cloud.variables["CORE_TABLE"])), cloud.user(f"user-{uuid4().hex}")
    taken = user.call("PATCH", "/v1/me", {"handle": handle, "bio": "mine"})

    assert (taken.status, taken.body["handle"]) == (200, handle)
    assert handles.owner_of(handle) == taken.body["owner"]
    assert code(other.call("PATCH", "/v1/me", {"handle": handle, "bio": "x"})) == (409, "HANDLE_TAKEN")
    assert other.call("GET", "/v1/me").body["bio"] is None
    assert handles.owner_of(handle) == taken.body["owner"]


def test_changed_handle_frees_the_old_one_and_purges_both(
    cloud: Cloud, user: User, handle: str, purged: list[str]
) -> None:
    handles, other = HandleStore(Table(cloud.variables["CORE_TABLE"])), cloud.user(f"user-{uuid4().hex}")
    user.call("PATCH", "/v1/me", {"handle": handle})
    purged.clear()
    user.call("PATCH", "/v1/me", {"handle": f"{handle}-2"})

    assert handles.owner_of(handle) is None
    assert set(purged) == {f"hnd-{handle}", f"hnd-{handle}-2"}
    assert code(other.call("PATCH", "/v1/me", {"handle": handle})) == (409, "HANDLE_TAKEN")
    assert user.call("PATCH", "/v1/me", {"handle": handle}).status == 200


def test_handle_that_was_given_up_is_free_for_others_after_ninety_days(
    cloud: Cloud, user: User, handle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, given_up = cloud.user(f"user-{uuid4().hex}"), clock.now()
    user.call("PATCH", "/v1/me", {"handle": handle})
    user.call("PATCH", "/v1/me", {"handle": None})

    for days, status in ((89, 409), (91, 200)):
        later = given_up + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        assert other.call("PATCH", "/v1/me", {"handle": handle}).status == status


def test_null_gives_the_handle_up(cloud: Cloud, user: User, handle: str, purged: list[str]) -> None:
    user.call("PATCH", "/v1/me", {"handle": handle})
    purged.clear()
    given_up = user.call("PATCH", "/v1/me", {"handle": None})

    assert given_up.body["handle"] is None
    assert HandleStore(Table(cloud.variables["CORE_TABLE"])).owner_of(handle) is None
    assert purged == [f"hnd-{handle}"]


def test_purge_that_failed_is_made_up_for_when_the_request_is_repeated(
    user: User, handle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Edge, **__: Any) -> None:
        raise OSError("no route")

    user.call("PATCH", "/v1/me", {"handle": handle})
    with monkeypatch.context() as patch:
        patch.setattr(Edge, "purge", fail)
        assert user.call("PATCH", "/v1/me", {"handle": f"{handle}-2"}).status == 500
    tags: list[str] = []
    monkeypatch.setattr(Edge, "purge", lambda _, **asked: tags.extend(asked["tags"]))

    assert user.call("PATCH", "/v1/me", {"handle": f"{handle}-2"}).status == 200
    assert set(tags) == {f"hnd-{handle}", f"hnd-{handle}-2"}


def test_other_changes_purge_nothing(user: User, handle: str, purged: list[str]) -> None:
    user.call("PATCH", "/v1/me", {"handle": handle})
    purged.clear()
    user.call("PATCH", "/v1/me", {"bio": "x"})

    assert purged == []


@pytest.mark.parametrize("word", ["www", "api", "pixelflare", "support", "ab", "Alice", "a" * 20])
def test_reserved_handle_is_refused(user: User, word: str) -> None:
    assert code(user.call("PATCH", "/v1/me", {"handle": word})) == (400, "VALIDATION_ERROR")


def test_refusal_of_a_reserved_handle_says_which_words_are_reserved(user: User) -> None:
    (problem,) = user.call("PATCH", "/v1/me", {"handle": "pixel-flare"}).body["error"]["details"]["problems"]

    assert problem["problem"].endswith("it counts as the word 'pixelflare'; docs/limits.md lists the reserved words")
    assert all(f"`{word}`" in limits_page() for word in RESERVED_HANDLES)


def test_of_many_who_want_a_handle_at_once_one_gets_it(cloud: Cloud, handle: str) -> None:
    core = Table(cloud.variables["CORE_TABLE"])
    users, now = UserStore(core), clock.now()
    owners = [
        Logins(users, links=LinkStore(core), pepper=lambda: b"x").owner_of("i", uuid4().hex, username="alice", now=now)
        for _ in range(6)
    ]

    def take(owner: str) -> bool:
        try:
            users.change(users.find(owner), {"handle": handle}, now=now)  # type: ignore[arg-type]
        except HandleTaken:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        outcomes = dict(zip(owners, threads.map(take, owners), strict=True))

    (winner,) = [owner for owner, won in outcomes.items() if won]
    assert core.get(handle_key(handle))["owner"] == winner  # type: ignore[index]
    assert [users.find(owner).handle for owner in owners if owner != winner] == [None] * 5  # type: ignore[union-attr]
