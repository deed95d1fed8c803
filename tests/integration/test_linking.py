"""A login at GitHub that is linked to an account which was made otherwise: begun, confirmed, used and removed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from local.github import Address
from pixelflare.accounts import LinkStore
from pixelflare.aws.table import Table
from pixelflare.base.errors import IdentityTaken
from schema.budgets import LINK_CONFIRMED
from schema.identity.github import LINK_STATE
from schema.identity.identities import LinkedGitHub
from schema.limits import GITHUB_SIGN_IN_MINUTES
from tests.integration.cloud import Cloud
from tests.integration.github import Browser, browser_of
from tests.integration.linking import (
    BEGIN,
    FINISH,
    Login,
    back_from_github,
    code_of,
    in_the_pool,
    link,
    refused,
    told_to_application,
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
def ben(cloud: Cloud) -> Login:
    return with_password(cloud, f"ben-{uuid4().hex}")


@pytest.fixture
def github() -> str:
    """A name at GitHub that no other test has."""
    return f"g-{uuid4().hex[:12]}"


# The whole way


def test_a_linked_login_signs_in_as_the_owner_at_once(browser: Browser, anna: Login, github: str) -> None:
    owner = anna.owner
    (first,) = anna.identities()
    assert (first["id"], first["provider"], first["is_first"], first["is_current"]) == ("first", "password", True, True)
    assert first["email"].startswith("anna-")
    answer = link(browser, anna, github)
    assert answer.status == 200, answer
    linked = answer.body["data"][1]
    person = browser.github.double.people.named(github)
    assert (linked["id"], linked["provider"], linked["login"]) == (f"github-{person.id}", "github", github)
    assert (linked["is_first"], linked["is_current"]) == (False, False)

    there = with_github(browser, github)
    assert there.owner == owner
    assert [each["is_current"] for each in there.identities()] == [False, True]
    assert [each["id"] for each in there.identities()] == ["first", linked["id"]]


def test_github_is_asked_with_a_proof_key_and_a_state_of_its_own(cloud: Cloud, browser: Browser, anna: Login) -> None:
    begun = anna.call("POST", BEGIN)
    assert begun.status == 201
    page, _, query = begun.body["address"].partition("?")
    assert urlsplit(page).path == "/_github/login/oauth/authorize"
    asked = {name: value for name, (value,) in parse_qs(query).items()}
    assert (asked["code_challenge_method"], asked["prompt"]) == ("S256", "select_account")
    assert asked["redirect_uri"].endswith("/auth/github/callback")
    assert asked["state"].startswith(LINK_STATE)
    assert anna.owner not in begun.body["address"]
    rows = str([row for row in cloud.rows("EPHEMERAL_TABLE") if row["pk"]["S"].startswith(("GL#", "GC#"))])
    assert asked["state"] not in rows


def test_what_the_browser_comes_back_with_is_in_the_fragment_only(browser: Browser, anna: Login, github: str) -> None:
    begun = anna.call("POST", BEGIN)
    query = urlsplit(begun.body["address"]).query
    back = browser.ask("GET", "/callback", urlsplit(browser.github.double.allow(query, github)).query)
    assert urlsplit(back.headers["Location"]).query == ""
    assert back.headers["Referrer-Policy"] == "no-referrer"


# Awkward people


def test_a_renamed_login_stays_linked_and_the_old_name_is_nobody(browser: Browser, anna: Login, github: str) -> None:
    people = browser.github.double.people
    owner, there = anna.owner, with_github(browser, github)
    link(browser, anna, github)
    people.change(people.named(github), login=f"{github}-2")
    assert with_github(browser, f"{github}-2") == there
    assert there.owner == owner
    people.change(people.named(f"{github}-3"), login=github)
    assert with_github(browser, github).owner != owner
    assert anna.identities()[1]["login"] == github
    assert link(browser, anna, f"{github}-2").body["data"][1]["login"] == f"{github}-2"


def test_a_private_address_is_none_to_worry_about(browser: Browser, anna: Login, github: str) -> None:
    people = browser.github.double.people
    person = people.change(people.named(github), name=None, addresses=(Address("hidden@x.test"),))
    assert person.told()["email"] is None
    assert link(browser, anna, github).status == 200


@pytest.mark.parametrize(
    "addresses", [(), (Address("a@x.test", verified=False),), (Address("b@x.test", primary=False),)]
)
def test_who_could_not_sign_in_is_not_linked(
    browser: Browser, anna: Login, github: str, addresses: tuple[Address, ...]
) -> None:
    people = browser.github.double.people
    people.change(people.named(github), addresses=addresses)
    assert back_from_github(browser, anna, github) == "failed=no_address"
    assert len(anna.identities()) == 1


def test_whom_the_operator_has_not_named_is_not_linked(
    cloud: Cloud, browser: Browser, anna: Login, github: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = cloud.services("github_oidc")
    monkeypatch.setattr(services, "sign_in", replace(services.sign_in, users=("1",)))
    assert back_from_github(browser, anna, github) == "failed=not_allowed"


@pytest.mark.parametrize(
    ("said", "reason"), [("error=access_denied", "said_no"), ("error=other", "server_error"), ("", "server_error")]
)
def test_who_says_no_at_github_is_told_so_by_the_application(
    browser: Browser, anna: Login, said: str, reason: str
) -> None:
    (state,) = parse_qs(urlsplit(anna.call("POST", BEGIN).body["address"]).query)["state"]
    assert told_to_application(browser.ask("GET", "/callback", f"{said}&state={state}")) == f"failed={reason}"


# One use, one owner, some time


def test_only_who_has_begun_it_can_finish_it(browser: Browser, anna: Login, ben: Login, github: str) -> None:
    code = code_of(browser, anna, github)
    assert refused(ben.call("POST", FINISH, {"code": code})) == (410, "GONE")
    assert len(ben.identities()) == 1
    assert anna.call("POST", FINISH, {"code": code}).status == 200, "who may not use it uses it up for nobody"


def test_a_code_is_used_once(browser: Browser, anna: Login, github: str) -> None:
    code = code_of(browser, anna, github)
    assert anna.call("POST", FINISH, {"code": code}).status == 200
    assert refused(anna.call("POST", FINISH, {"code": code})) == (410, "GONE")
    assert len(anna.identities()) == 2


def test_a_state_is_used_once(browser: Browser, anna: Login, github: str) -> None:
    query = urlsplit(anna.call("POST", BEGIN).body["address"]).query
    back = urlsplit(browser.github.double.allow(query, github)).query
    assert told_to_application(browser.ask("GET", "/callback", back)).startswith("linked=")
    assert told_to_application(browser.ask("GET", "/callback", back)) == "failed=ended"


def test_linking_from_two_tabs_is_linking_once(browser: Browser, anna: Login, github: str) -> None:
    first, second = code_of(browser, anna, github), code_of(browser, anna, github)
    assert anna.call("POST", FINISH, {"code": second}).status == 200
    before = anna.identities()
    assert anna.call("POST", FINISH, {"code": first}).status == 200
    assert anna.identities() == before


def test_a_state_that_is_too_old_has_ended(
    cloud: Cloud, browser: Browser, anna: Login, github: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = urlsplit(anna.call("POST", BEGIN).body["address"]).query
    services, late = cloud.services("github_oidc"), datetime.now(UTC) + timedelta(minutes=GITHUB_SIGN_IN_MINUTES)
    monkeypatch.setattr(services, "sign_in", replace(services.sign_in, clock=lambda: late))
    back = browser.ask("GET", "/callback", urlsplit(browser.github.double.allow(query, github)).query)
    assert told_to_application(back) == "failed=ended"


def test_a_code_that_is_too_old_has_ended(
    cloud: Cloud, browser: Browser, anna: Login, github: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, early = cloud.services("github_oidc"), datetime.now(UTC) - LINK_CONFIRMED
    query = urlsplit(anna.call("POST", BEGIN).body["address"]).query
    monkeypatch.setattr(services, "sign_in", replace(services.sign_in, clock=lambda: early))
    back = browser.ask("GET", "/callback", urlsplit(browser.github.double.allow(query, github)).query)
    code = told_to_application(back).removeprefix("linked=")
    assert refused(anna.call("POST", FINISH, {"code": code})) == (410, "GONE")
    assert len(anna.identities()) == 1


# Whose it is


def test_a_login_signs_in_as_one_owner(browser: Browser, anna: Login, ben: Login, github: str) -> None:
    link(browser, anna, github)
    assert refused(link(browser, ben, github)) == (409, "IDENTITY_TAKEN")
    assert with_github(browser, github).owner == anna.owner
    assert len(ben.identities()) == 1


def test_of_two_owners_who_link_it_at_once_one_wins(cloud: Cloud, anna: Login, ben: Login) -> None:
    links, claim, now = LinkStore(Table(cloud.variables["CORE_TABLE"])), uuid4().hex, datetime.now(UTC)
    owners = [anna.owner, ben.owner]
    both_are_here = Barrier(2)

    def link_it(owner: str) -> bool:
        linked = LinkedGitHub(github_id="1", login="one", linked_at=now, claim=claim, first_username="name")
        both_are_here.wait()
        try:
            links.link(owner, linked, ending=None)
        except IdentityTaken:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        won = list(threads.map(link_it, owners))
    assert sorted(won) == [False, True]
    assert links.owner_of(claim) == owners[won.index(True)]
    assert [links.find(owner) is not None for owner in owners] == won


def test_one_login_is_linked_to_an_owner(browser: Browser, anna: Login, github: str) -> None:
    link(browser, anna, github)
    assert refused(link(browser, anna, f"{github}-b")) == (409, "LIMIT_REACHED")
    assert anna.identities()[1]["login"] == github
    assert with_github(browser, f"{github}-b").owner != anna.owner


def test_an_account_of_its_own_that_holds_something_stays(browser: Browser, anna: Login, github: str) -> None:
    there = in_the_pool(browser, github)
    own = there.owner
    assert there.call("POST", "/v1/albums", {"slug": "mine"}).status == 201
    assert refused(link(browser, anna, github)) == (409, "IDENTITY_IN_USE")
    assert there.owner == own != anna.owner
    assert there.call("GET", "/v1/albums/mine").status == 200


@pytest.mark.parametrize("change", [{"handle": "h"}, None])
def test_a_handle_is_something_and_an_empty_account_ends(
    cloud: Cloud, browser: Browser, anna: Login, github: str, change: dict[str, Any] | None
) -> None:
    there = in_the_pool(browser, github)
    own = there.owner
    if change:
        assert there.call("PATCH", "/v1/me", {"handle": f"h-{uuid4().hex[:10]}"}).status == 200
        assert refused(link(browser, anna, github)) == (409, "IDENTITY_IN_USE")
        return
    assert link(browser, anna, github).status == 200
    assert there.owner == anna.owner != own
    assert not any(row["pk"]["S"] == f"O#{own}" for row in cloud.rows("CORE_TABLE"))


def test_what_the_account_was_made_with_is_linked_already(browser: Browser, github: str) -> None:
    there = in_the_pool(browser, github)
    (first,) = there.identities()
    assert (first["id"], first["provider"], first["is_first"]) == ("first", "github", True)
    assert link(browser, there, github).body["data"] == [first]
    assert link(browser, there, f"{github}-2").status == 200
    assert [each["provider"] for each in there.identities()] == ["github", "github"]
