"""The sign-in's codes and tokens: for whom they are good, how often, and how long."""

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from local.cloud import LocalCloud
from local.sign_in.grants import CODE_SECONDS, Codes, Grant, RefreshTokens
from tests.local.signing_in import (
    BACK,
    challenge,
    client_id,
    error,
    exchange,
    sign_in,
    tokens,
)


@pytest.fixture
def browser(cloud: LocalCloud) -> Iterator[httpx.Client]:
    """Follows no redirects, and keeps cookies."""
    with httpx.Client(base_url=f"http://127.0.0.1:{cloud.port}/_cognito", timeout=30) as browser:
        yield browser


@pytest.fixture
def app(cloud: LocalCloud) -> str:
    return client_id(cloud, "App")


# Groups


def claims(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


@pytest.mark.parametrize(("name", "groups"), [("grace", ["staff"]), ("grace@example.com", ["staff"]), ("ada", None)])
def test_both_tokens_name_the_groups_of_a_local_member(
    browser: httpx.Client, app: str, name: str, groups: list[str] | None
) -> None:
    found = exchange(browser, app, sign_in(browser, app, name=name)).json()
    again = {"grant_type": "refresh_token", "client_id": app, "refresh_token": found["refresh_token"]}
    renewed = browser.post("/oauth2/token", data=again).json()

    for token in (found["access_token"], found["id_token"], renewed["access_token"]):
        assert claims(token).get("cognito:groups") == groups


@pytest.mark.parametrize(("name", "groups"), [("grace", ["staff"]), ("ada", None)])
def test_so_does_the_token_of_a_header(cloud: LocalCloud, name: str, groups: list[str] | None) -> None:
    seen = httpx.get(f"http://127.0.0.1:{cloud.port}/api/me", headers={"X-Mock-Auth": name}, timeout=30).json()
    assert claims(seen["headers"]["authorization"].removeprefix("Bearer ")).get("cognito:groups") == groups


# Refusals at the token endpoint


def test_a_code_counts_once_and_a_second_use_ends_what_the_first_began(browser: httpx.Client, app: str) -> None:
    code = sign_in(browser, app)
    first = exchange(browser, app, code).json()
    assert error(exchange(browser, app, code)) == "invalid_grant"
    again = {"grant_type": "refresh_token", "client_id": app, "refresh_token": first["refresh_token"]}
    assert error(browser.post("/oauth2/token", data=again)) == "invalid_grant"


def test_of_several_tabs_with_one_code_one_gets_tokens(browser: httpx.Client, app: str) -> None:
    code = sign_in(browser, app)
    with ThreadPoolExecutor(8) as tabs:
        answers = list(tabs.map(lambda _: exchange(browser, app, code).status_code, range(8)))
    assert sorted(answers) == [200] + [400] * 7


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"code_verifier": "x" * 43}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_grant"),
        ({"code_verifier": challenge()}, "invalid_grant"),
        ({"redirect_uri": "http://localhost:3001/back"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_grant"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"code": None}, "invalid_grant"),
        ({"client_id": "unknown"}, "invalid_client"),
        ({"client_id": None}, "invalid_client"),
        ({"client_secret": "guessed"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": None}, "invalid_request"),
    ],
)
def test_nothing_but_the_right_request_gets_tokens(
    browser: httpx.Client, app: str, changed: dict[str, str | None], expected: str
) -> None:
    code = sign_in(browser, app)
    assert error(exchange(browser, app, code, **changed)) == expected


def test_a_wrong_try_uses_the_code_up(browser: httpx.Client, app: str) -> None:
    code = sign_in(browser, app)
    assert error(exchange(browser, app, code, code_verifier="x" * 43)) == "invalid_grant"
    assert error(exchange(browser, app, code)) == "invalid_grant"


def test_a_code_is_of_no_use_to_another_client(cloud: LocalCloud, browser: httpx.Client, app: str) -> None:
    assert error(exchange(browser, client_id(cloud, "Other"), sign_in(browser, app))) == "invalid_grant"


def test_tokens_are_given_for_forms_only(browser: httpx.Client, app: str) -> None:
    assert error(browser.post("/oauth2/token", json={"grant_type": "authorization_code"})) == "invalid_request"
    assert browser.get("/oauth2/token").status_code == 405


def test_a_client_with_a_secret_has_to_show_it(cloud: LocalCloud, browser: httpx.Client) -> None:
    server, back = client_id(cloud, "Server"), "https://server.test/back"
    described = cloud.client("cognito-idp").describe_user_pool_client(
        UserPoolId=client_id(cloud, "People"), ClientId=server
    )
    secret = described["UserPoolClient"]["ClientSecret"]
    without_proof_key = {"redirect_uri": back, "code_challenge": None, "code_challenge_method": None}

    def tried(auth: tuple[str, str] | None, **more: str | None) -> httpx.Response:
        form = {"grant_type": "authorization_code", "redirect_uri": back, **more}
        form["code"] = sign_in(browser, server, **without_proof_key)
        return browser.post("/oauth2/token", data=form, auth=auth)

    assert tried((server, secret)).status_code == 200
    assert tried(None, client_id=server, client_secret=secret).status_code == 200
    assert error(tried(None, client_id=server)) == "invalid_client"
    refused = tried((server, "guessed"))
    assert (refused.status_code, refused.headers["www-authenticate"], error(refused)) == (
        401,
        "Basic",
        "invalid_client",
    )


def test_a_refresh_token_is_for_its_client_and_its_scopes(cloud: LocalCloud, browser: httpx.Client, app: str) -> None:
    form = {"grant_type": "refresh_token", "client_id": app}
    form["refresh_token"] = tokens(browser, app, scope="openid")["refresh_token"]
    renewed = browser.post("/oauth2/token", data=form).json()
    assert renewed.keys() == {"access_token", "id_token", "expires_in", "token_type"}
    assert error(browser.post("/oauth2/token", data={**form, "scope": "openid email"})) == "invalid_scope"
    assert (
        error(browser.post("/oauth2/token", data={**form, "client_id": client_id(cloud, "Other")})) == "invalid_grant"
    )
    assert error(browser.post("/oauth2/token", data={**form, "refresh_token": "made-up"})) == "invalid_grant"


# What comes after


def test_a_revoked_sign_in_is_over(cloud: LocalCloud, browser: httpx.Client, app: str) -> None:
    got = tokens(browser, app)
    bearer = {"Authorization": f"Bearer {got['access_token']}"}
    about = browser.get("/oauth2/userInfo", headers=bearer).json()
    assert (about["email"], about["email_verified"]) == ("ada@example.com", "true")
    other = {"client_id": client_id(cloud, "Other"), "token": got["refresh_token"]}
    assert error(browser.post("/oauth2/revoke", data=other)) == "invalid_client"
    assert error(browser.post("/oauth2/revoke", data={"client_id": app})) == "invalid_request"
    access = {"client_id": app, "token": got["access_token"]}
    assert error(browser.post("/oauth2/revoke", data=access)) == "unsupported_token_type"
    for _ in range(2):
        own = {"client_id": app, "token": got["refresh_token"]}
        assert browser.post("/oauth2/revoke", data=own).status_code == 200
    again = {"grant_type": "refresh_token", "client_id": app, "refresh_token": got["refresh_token"]}
    assert error(browser.post("/oauth2/token", data=again)) == "invalid_grant"
    assert error(browser.get("/oauth2/userInfo", headers=bearer)) == "invalid_token"


def test_only_an_access_token_of_this_pool_tells_about_a_person(browser: httpx.Client, app: str) -> None:
    got = tokens(browser, app)
    header, payload, signature = got["access_token"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    unsigned = jwt.encode(claims, None, algorithm="none")  # type: ignore[arg-type]
    for token in (".", "x", got["id_token"], f"{header}.{payload}.{signature[::-1]}", unsigned):
        refused = browser.get("/oauth2/userInfo", headers={"Authorization": f"Bearer {token}"})
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')


# Time


def test_a_code_ends_after_five_minutes() -> None:
    now = 1000.0
    codes = Codes(clock=lambda: now)
    grant = Grant("client", "ada", ("openid",), 1000)
    first, second = (codes.issue(grant, redirect_uri=BACK, challenge=None) for _ in range(2))
    now += CODE_SECONDS - 1
    assert codes.take(first) is not None
    now += 1
    assert codes.take(second) is None


def test_refresh_tokens_outlive_a_restart_but_not_their_time(tmp_path: Path) -> None:
    now = 1000.0
    grant = Grant("client", "ada", ("openid", "email"), 1000, "n")
    token, origin = RefreshTokens(tmp_path / "kept.json", clock=lambda: now).issue(grant, seconds=60)
    again = RefreshTokens(tmp_path / "kept.json", clock=lambda: now)
    assert again.find(token) == (grant, origin)
    assert token not in (tmp_path / "kept.json").read_text()
    now += 60
    assert again.find(token) is None
