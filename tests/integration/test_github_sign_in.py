"""Our OpenID provider for sign-in with GitHub, as the user pool, browsers and a client library meet it."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from joserfc import jwt as jose_jwt
from joserfc.jwk import KeySet

from local.github import Address
from schema.limits import GITHUB_CODE_SECONDS, GITHUB_SIGN_IN_MINUTES, GITHUB_SIGN_INS_PER_MINUTE
from tests.integration.cloud import Cloud
from tests.integration.github import CLIENT_ID, NONCE, Browser, browser_of, told


@pytest.fixture
def browser(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Browser:
    return browser_of(cloud, monkeypatch)


@pytest.fixture
def issuer(browser: Browser) -> str:
    return str(json.loads(browser.ask("GET", "/.well-known/openid-configuration").body)["issuer"])


def claims_of(browser: Browser, tokens: dict[str, Any]) -> dict[str, Any]:
    """Of the ID token, verified by a client library."""
    keys = KeySet.import_key_set(json.loads(browser.ask("GET", "/jwks.json").body))
    return dict(jose_jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims)


def tokens_of(browser: Browser, login: str = "octocat", **changes: str | None) -> dict[str, Any]:
    answer = browser.exchange(browser.come_back(login, **changes)["code"])
    assert answer.status == 200, answer
    return dict(json.loads(answer.body))


def later(browser: Browser, monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    now = datetime.now(UTC) + by
    from dataclasses import replace

    services = browser.cloud.services("github_oidc")
    monkeypatch.setattr(services, "sign_in", replace(services.sign_in, clock=lambda: now))


# The whole way


def test_a_client_library_takes_what_the_pool_gets(browser: Browser, issuer: str) -> None:
    back = browser.come_back()
    assert back["state"] == "of the pool: /+&="
    answer = browser.exchange(back["code"])
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    tokens = json.loads(answer.body)
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 300)

    claims = claims_of(browser, tokens)
    wanted = {"iss": issuer, "aud": "cognito", "nonce": NONCE}
    essential: Any = {name: {"essential": True, "value": value} for name, value in wanted.items()}
    jose_jwt.JWTClaimsRegistry(**essential).validate(claims)
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    person = browser.github.double.people.named("octocat")
    assert (claims["sub"], claims["preferred_username"]) == (str(person.id), "octocat")
    assert (claims["email"], claims["email_verified"]) == ("octocat@users.example.com", True)
    about = browser.ask("GET", "/userinfo", authorization=f"Bearer {tokens['access_token']}")
    assert json.loads(about.body) == {name: claims[name] for name in json.loads(about.body)}
    assert {"sub", "email"} <= json.loads(about.body).keys()


def test_github_is_asked_with_a_proof_key_and_what_the_pool_sent_stays_here(browser: Browser) -> None:
    query = browser.go()
    asked = {name: value for name, (value,) in parse_qs(query).items()}
    assert asked.keys() == {*("client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method")}
    assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT_ID, "S256")
    assert asked["redirect_uri"].endswith("/auth/github/callback")
    assert set(asked["scope"].split()) == {"read:user", "user:email"}
    browser.ask("GET", "/callback", browser.github.double.allow(query, "octocat").partition("?")[2])
    (form,) = browser.github.forms
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def test_the_document_says_what_the_endpoints_do(browser: Browser, issuer: str) -> None:
    document = json.loads(browser.ask("GET", "/.well-known/openid-configuration").body)
    assert document["token_endpoint_auth_methods_supported"] == ["client_secret_post"]
    assert document["id_token_signing_alg_values_supported"] == ["RS256"]
    assert document["jwks_uri"] == f"{issuer}/jwks.json"
    (key,) = json.loads(browser.ask("GET", "/jwks.json").body)["keys"]
    assert key.keys() == {"kty", "n", "e", "kid", "alg", "use"}  # and no private half
    assert jwt.get_unverified_header(tokens_of(browser)["id_token"])["kid"] == key["kid"]


def test_without_a_nonce_there_is_none(browser: Browser) -> None:
    assert "nonce" not in claims_of(browser, tokens_of(browser, nonce=None))


# Who somebody is


def test_a_renamed_person_is_the_same_and_the_old_name_another(browser: Browser) -> None:
    people = browser.github.double.people
    before = claims_of(browser, tokens_of(browser, "first-name"))
    people.change(people.named("first-name"), login="second-name")
    after = claims_of(browser, tokens_of(browser, "second-name"))
    assert (after["sub"], after["preferred_username"]) == (before["sub"], "second-name")
    other = people.change(people.named("newcomer"), login="first-name")
    assert claims_of(browser, tokens_of(browser, "first-name"))["sub"] == str(other.id) != before["sub"]


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        ((Address("b@x.test", primary=False), Address("a@x.test")), "a@x.test"),
        ((Address("a@x.test"), Address("b@x.test", primary=False)), "a@x.test"),
        ((Address("a@x.test", verified=False), Address("b@x.test", primary=False)), None),
        ((Address("b@x.test", primary=False),), None),
        ((), None),
    ],
)
def test_the_address_is_the_verified_primary_one_or_none(
    browser: Browser, addresses: tuple[Address, ...], expected: str | None
) -> None:
    people = browser.github.double.people
    people.change(people.named("octocat"), addresses=addresses)
    if expected:
        assert claims_of(browser, tokens_of(browser))["email"] == expected
    else:
        back = browser.come_back()
        assert (back["error"], back["state"]) == ("access_denied", "of the pool: /+&=")
        assert "no verified primary e-mail address" in back["error_description"]


def test_a_person_without_a_name_signs_in(browser: Browser) -> None:
    people = browser.github.double.people
    people.change(people.named("octocat"), name=None)
    assert "name" not in claims_of(browser, tokens_of(browser))


def test_only_those_who_are_named_sign_in(cloud: Cloud, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    services, friend = cloud.services("github_oidc"), browser.github.double.people.named("friend")
    monkeypatch.setattr(services, "sign_in", replace(services.sign_in, users=(str(friend.id),)))
    assert "code" in browser.come_back("friend")
    back = browser.come_back("stranger")
    assert (back["error"], "stranger may not sign in" in back["error_description"]) == ("access_denied", True)


# Everything is good for one use, one browser and some time


def test_a_code_is_exchanged_once(browser: Browser) -> None:
    code = browser.come_back()["code"]
    assert browser.exchange(code).status == 200
    again = browser.exchange(code)
    assert (again.status, json.loads(again.body)) == (400, {"error": "invalid_grant"})


def test_a_code_ends(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    code = browser.come_back()["code"]
    later(browser, monkeypatch, timedelta(seconds=GITHUB_CODE_SECONDS + 1))
    assert json.loads(browser.exchange(code).body) == {"error": "invalid_grant"}


def test_a_code_and_a_state_lie_in_the_table_as_hashes(cloud: Cloud, browser: Browser) -> None:
    (state,) = parse_qs(browser.go())["state"]
    code = browser.come_back()["code"]
    rows = [row for row in cloud.rows("EPHEMERAL_TABLE") if row["pk"]["S"].startswith(("GB#", "GP#"))]
    assert {f"GB#{_hash(state)}", f"GP#{_hash(code)}"} <= {row["pk"]["S"] for row in rows}
    assert not any(secret in json.dumps(rows) for secret in (state, code, browser.cookies["github-sign-in"]))
    assert all("exp" in row for row in rows)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def test_who_comes_back_twice_is_told_so(browser: Browser) -> None:
    query = browser.allow()
    assert "code" in told(browser.ask("GET", "/callback", query), browser.redirect_uri)
    again = browser.ask("GET", "/callback", query, **{"accept-language": "de-AT"})
    assert (again.status, "Location" in again.headers) == (400, False)
    assert "Anmeldung mit GitHub ist fehlgeschlagen" in again.body
    assert "default-src 'none'" in again.headers["Content-Security-Policy"]


def test_nobody_is_signed_in_by_a_link_that_somebody_sends(cloud: Cloud, browser: Browser) -> None:
    query = browser.allow("mallory")
    victim = Browser(cloud, browser.github)
    assert victim.ask("GET", "/callback", query).status == 400
    victim.go()
    assert victim.ask("GET", "/callback", browser.allow("mallory")).status == 400


def test_a_sign_in_that_takes_too_long_has_to_begin_again(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    query = browser.allow()
    later(browser, monkeypatch, timedelta(minutes=GITHUB_SIGN_IN_MINUTES, seconds=1))
    assert browser.ask("GET", "/callback", query).status == 400


# Who may ask


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "https://evil.test/oauth2/idpresponse"},
        {"redirect_uri": "http://localhost/oauth2/idpresponse"},
    ],
)
def test_to_an_address_that_is_not_the_pools_nobody_is_sent(browser: Browser, changed: dict[str, str | None]) -> None:
    answer = browser.ask("GET", "/authorize", browser.wish(**changed))
    assert (answer.status, "Location" in answer.headers, "cookies" in answer.headers) == (400, False, False)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"state": None}, "invalid_request"),
        ({"request": "eyJ"}, "request_not_supported"),
    ],
)
def test_other_mistakes_are_told_to_the_pool(browser: Browser, changed: dict[str, str | None], error: str) -> None:
    back = told(browser.ask("GET", "/authorize", browser.wish(**changed)), browser.redirect_uri)
    assert back["error"] == error


def test_a_parameter_that_comes_twice_is_no_request(browser: Browser) -> None:
    assert browser.ask("GET", "/authorize", "client_id=cognito&client_id=cognito").status == 400
    twice = browser.ask("POST", "/token", form="code=a&code=b")
    assert (twice.status, json.loads(twice.body)["error"]) == (400, "invalid_request")
    assert browser.ask("POST", "/token", form="a=" + "x" * 20_000).status == 413


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_secret": None}, 401, "invalid_client"),
        ({"client_id": "another"}, 401, "invalid_client"),
        ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type"),
        ({"grant_type": None}, 400, "invalid_request"),
        ({"code": "unknown"}, 400, "invalid_grant"),
        ({"code": None}, 400, "invalid_grant"),
        ({"redirect_uri": "https://evil.test/"}, 400, "invalid_grant"),
        ({"redirect_uri": None}, 400, "invalid_grant"),
    ],
)
def test_only_the_pool_exchanges_codes(
    browser: Browser, changed: dict[str, str | None], status: int, error: str
) -> None:
    code = browser.come_back()["code"]
    answer = browser.exchange(**{"code": code, **changed})
    assert (answer.status, json.loads(answer.body)) == (status, {"error": error})
    if error == "invalid_client":
        assert browser.exchange(code).status == 200, "who cannot prove itself uses up nobody's code"


def test_the_secret_is_taken_in_the_form_only(browser: Browser) -> None:
    code = browser.come_back()["code"]
    basic = base64.b64encode(f"cognito:{browser.secret}".encode()).decode()
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": browser.redirect_uri}
    answer = browser.ask("POST", "/token", form=form, authorization=f"Basic {basic}")
    assert (answer.status, json.loads(answer.body)) == (401, {"error": "invalid_client"})


def test_githubs_own_secret_is_not_the_pools(cloud: Cloud, browser: Browser) -> None:
    code = browser.come_back()["code"]
    assert browser.exchange(code, client_secret=browser.github.forms[-1]["client_secret"]).status == 401


def test_who_a_token_is_of_is_told_for_access_tokens_only(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = tokens_of(browser)
    for shown in ("", "Basic x", "Bearer", "Bearer x.y.z", f"Bearer {tokens['id_token']}"):
        answer = browser.ask("GET", "/userinfo", authorization=shown)
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')
    assert browser.ask("POST", "/userinfo", authorization=f"bearer {tokens['access_token']}").status == 200


def test_a_flood_of_sign_ins_meets_a_limit(cloud: Cloud, browser: Browser) -> None:
    def begun(viewer: str) -> int:
        return browser.ask("GET", "/authorize", browser.wish(), **{"x-viewer-address": viewer}).status

    statuses = [begun("198.51.100.9") for _ in range(GITHUB_SIGN_INS_PER_MINUTE + 1)]
    assert statuses == [302] * GITHUB_SIGN_INS_PER_MINUTE + [429]
    assert begun("198.51.100.10") == 302


def test_only_the_distribution_is_answered(browser: Browser) -> None:
    assert browser.ask("GET", "/authorize", browser.wish(), **{"x-origin-proof": "guessed"}).status == 403
    assert browser.ask("GET", "/nothing").status == 404
