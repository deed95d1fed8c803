"""A login at GitHub that is linked to an account: its removal, who may, what it costs, and the end of the account."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from pixelflare.aws.attributes import Item
from pixelflare.aws.table import Table
from pixelflare.base.errors import Unavailable
from schema.budgets import LINKS_BELIEVED
from schema.keys import Key
from tests.integration.audited import entries
from tests.integration.cleaning import clean_up
from tests.integration.cloud import Cloud
from tests.integration.github import Browser, browser_of
from tests.integration.leaving import SETTLED, THE_DAY
from tests.integration.linking import (
    BEGIN,
    FINISH,
    Login,
    code_of,
    in_the_pool,
    link,
    refused,
    with_github,
    with_password,
)


@pytest.fixture
def browser(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Browser:
    return browser_of(cloud, monkeypatch)


@pytest.fixture
def anna(cloud: Cloud) -> Login:
    return with_password(cloud, f"anna-{uuid4().hex}")


@pytest.fixture
def github() -> str:
    """A name at GitHub that no other test has."""
    return f"g-{uuid4().hex[:12]}"


# Removal


def test_a_removed_login_makes_an_account_of_its_own(browser: Browser, anna: Login, github: str) -> None:
    link(browser, anna, github)
    there = with_github(browser, github)
    owner, (_, linked) = there.owner, anna.identities()
    assert anna.call("DELETE", f"/v1/me/identities/{linked['id']}").status == 204
    own = there.owner
    assert own not in (owner, anna.owner)
    assert there.owner == own
    assert len(anna.identities()) == 1
    assert refused(anna.call("DELETE", f"/v1/me/identities/{linked['id']}")) == (404, "NOT_FOUND")
    assert anna.owner == owner


def test_a_session_of_a_removed_login_ends_within_a_minute(
    cloud: Cloud, browser: Browser, anna: Login, github: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    link(browser, anna, github)
    old = replace(with_github(browser, github), issued_at=int(datetime.now(UTC).timestamp()) - 600)
    assert old.owner == anna.owner
    assert old.call("DELETE", f"/v1/me/identities/{anna.identities()[1]['id']}").status == 204
    later = datetime.now(UTC) + LINKS_BELIEVED
    monkeypatch.setattr("pixelflare.base.clock.now", lambda: later)
    assert old.owner != anna.owner


def test_what_the_account_was_made_with_stays(browser: Browser, anna: Login, github: str) -> None:
    assert refused(anna.call("DELETE", "/v1/me/identities/first")) == (409, "IDENTITY_NEEDED")
    link(browser, anna, github)
    there = with_github(browser, github)
    assert refused(there.call("DELETE", "/v1/me/identities/first")) == (409, "IDENTITY_NEEDED")
    for unknown in ("github-1", "github-0"):
        assert refused(anna.call("DELETE", f"/v1/me/identities/{unknown}")) == (404, "NOT_FOUND")
    assert anna.call("DELETE", "/v1/me/identities/google-1").status == 400
    assert len(anna.identities()) == 2


def test_a_linked_login_removes_itself_and_links_nothing(browser: Browser, anna: Login, github: str) -> None:
    link(browser, anna, github)
    there = with_github(browser, github)
    assert refused(there.call("POST", BEGIN)) == (403, "FORBIDDEN")
    code = code_of(browser, anna, github)
    assert refused(there.call("POST", FINISH, {"code": code})) == (403, "FORBIDDEN")
    assert there.call("DELETE", f"/v1/me/identities/{there.identities()[1]['id']}").status == 204
    assert there.owner != anna.owner


def test_removed_and_linked_again_it_signs_in_as_the_owner_again(browser: Browser, anna: Login, github: str) -> None:
    for _ in range(2):
        assert link(browser, anna, github).status == 200
        assert with_github(browser, github).owner == anna.owner
        assert anna.call("DELETE", f"/v1/me/identities/{anna.identities()[1]['id']}").status == 204


# Who may, what is written down, and what else knows


def test_an_api_key_sees_and_changes_nothing_of_it(anna: Login) -> None:
    key = anna.call("POST", "/v1/keys", {"name": "k", "scopes": ["admin"]}).body["key"]
    for method, path, body in [
        ("GET", "/v1/me/identities", None),
        ("POST", BEGIN, None),
        ("POST", FINISH, {"code": "c"}),
        ("DELETE", "/v1/me/identities/github-1", None),
    ]:
        answer = anna.call(method, path, body, authorization=f"Bearer {key}")
        assert refused(answer) == (403, "FORBIDDEN"), path


def test_where_nobody_signs_in_with_github_nobody_links_it(
    cloud: Cloud, anna: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = cloud.services("api")
    monkeypatch.setattr(services, "linking", replace(services.linking, client_id="off"))
    assert refused(anna.call("POST", BEGIN)) == (409, "FEATURE_OFF")
    assert len(anna.identities()) == 1


def test_each_change_is_in_the_audit_log(browser: Browser, anna: Login, github: str) -> None:
    link(browser, anna, github)
    identity = anna.identities()[1]["id"]
    anna.call("DELETE", f"/v1/me/identities/{identity}")
    found = [each for each in entries(anna, "resource_type=identity") if each["action"] != "begin"]
    assert [each["action"] for each in found] == ["unlink", "link"]
    assert found[0]["resource_id"] == identity
    assert all(each["details"]["login"] == github for each in found)


def test_letters_do_not_follow_a_linked_login(cloud: Cloud, browser: Browser, anna: Login, github: str) -> None:
    link(browser, anna, github)
    there = with_github(browser, github)
    assert there.call("PATCH", "/v1/notices", {"image_flagged": True}).status == 200
    assert cloud.services("api").switchboard.find(anna.owner).username == anna.username


def test_without_the_user_pool_nothing_is_linked(
    cloud: Cloud, browser: Browser, anna: Login, github: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of(browser, anna, github)

    def silent(username: str) -> None:
        raise Unavailable("the user pool does not answer", retry_after_seconds=1)

    with monkeypatch.context() as patch:
        patch.setattr(cloud.services("api").pool_accounts, "attributes_of", silent)
        assert anna.call("POST", FINISH, {"code": code}).status == 503
    assert len(anna.identities()) == 1
    assert link(browser, anna, github).status == 200


# What it costs


def test_a_session_of_github_reads_once_a_minute_and_others_never(
    cloud: Cloud, browser: Browser, anna: Login, github: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    link(browser, anna, github)
    old = int(datetime.now(UTC).timestamp()) - 600
    sessions = [replace(each, issued_at=old) for each in (anna, with_github(browser, github))]
    read: list[str] = []
    get = Table.get

    def noted(self: Table, key: Key, *, consistent: bool = False) -> Item | None:
        if key["pk"].startswith("ID#"):
            read.append(key["pk"])
        return get(self, key, consistent=consistent)

    monkeypatch.setattr(Table, "get", noted)
    counts = []
    for session in sessions:
        for _ in range(3):
            assert session.call("GET", "/v1/me").status == 200
        counts.append(len(read))
    assert counts == [0, 1]
    later = datetime.now(UTC) + LINKS_BELIEVED
    monkeypatch.setattr("pixelflare.base.clock.now", lambda: later)
    assert sessions[1].call("GET", "/v1/me").status == 200
    assert len(read) == 2


# The end of the account


@pytest.mark.parametrize("asked_by", ["password", "github"])
def test_a_deleted_account_leaves_no_way_in(
    cloud: Cloud, browser: Browser, anna: Login, github: str, asked_by: str
) -> None:
    assert link(browser, anna, github).status == 200
    there, owner = in_the_pool(browser, github), anna.owner
    leaver = anna if asked_by == "password" else there
    assert leaver.call("DELETE", "/v1/me", query=f"confirm={owner}").status == 200
    assert refused(leaver.call("DELETE", f"/v1/me/identities/{leaver.identities()[1]['id']}")) == (
        403,
        "ACCOUNT_CLOSING",
    )
    clean_up(cloud, THE_DAY)
    pool = cloud.services("api").pool_accounts
    assert [pool.attributes_of(each.username) for each in (anna, there)] == [None, None]
    assert there.owner != owner
    clean_up(cloud, THE_DAY + SETTLED)
    assert owner not in str(cloud.rows("CORE_TABLE"))


def test_an_operator_finds_one_owner_behind_both(cloud: Cloud, browser: Browser, github: str) -> None:
    carla = with_password(cloud, github)
    assert link(browser, carla, github).status == 200
    there = in_the_pool(browser, github)
    token = cloud.user(f"operator-{uuid4().hex}").token(**{"cognito:groups": ["operators"]})
    for search in (f"{github}@users.example.com", github):  # the address at GitHub, and how both begin
        found = carla.call("GET", "/v1/admin/owners", query=f"search={search}", authorization=f"Bearer {token}")
        assert [each["owner"] for each in found.body["data"]] == [carla.owner] == [there.owner]
