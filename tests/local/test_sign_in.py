"""The sign-in pages of the tiny application's pool, as browsers and clients meet them."""

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import jwt
import pytest
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt as jose_jwt
from joserfc.jwk import KeySet

from local.cloud import LocalCloud
from tests.local.signing_in import (
    BACK,
    SCOPE,
    VERIFIER,
    client_id,
    exchange,
    sign_in,
    tokens,
    told,
    wish,
)


@pytest.fixture
def browser(cloud: LocalCloud) -> Iterator[httpx.Client]:
    """Follows no redirects, and keeps cookies."""
    with httpx.Client(base_url=f"http://127.0.0.1:{cloud.port}/_cognito", timeout=30) as browser:
        yield browser


@pytest.fixture
def app(cloud: LocalCloud) -> str:
    return client_id(cloud, "App")


# What a conforming client does


def test_a_client_library_signs_in_through_discovery(cloud: LocalCloud, app: str) -> None:
    """Authlib makes the request, exchanges the code and verifies; the browser is played by hand."""
    edge = f"http://127.0.0.1:{cloud.port}"
    found = httpx.get(f"{edge}/_cognito/.well-known/openid-configuration").json()
    address = {name: url.replace("localhost", "127.0.0.1") for name, url in found.items() if name.endswith("_endpoint")}
    client = OAuth2Session(
        client_id=app,
        redirect_uri="http://localhost:49152/back",  # any port of this machine (RFC 8252)
        scope=SCOPE,
        code_challenge_method="S256",
        token_endpoint_auth_method="none",
    )
    url, state = client.create_authorization_url(
        address["authorization_endpoint"], code_verifier="w" * 64, nonce="once"
    )
    with httpx.Client(timeout=30) as browser:
        page = browser.get(url, follow_redirects=True)
        (action,) = re.findall(r'<form method="post" action="([^"]+)">', page.text)
        answer = browser.post(page.url.join(html.unescape(action)), data={"username": "grace"})
    got = client.fetch_token(
        address["token_endpoint"],
        authorization_response=answer.headers["location"],
        state=state,
        code_verifier="w" * 64,
    )
    keys = KeySet.import_key_set(httpx.get(found["jwks_uri"].replace("localhost", "127.0.0.1")).json())
    claims = jose_jwt.decode(got["id_token"], keys, algorithms=["RS256"]).claims
    registry = jose_jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": found["issuer"]},
        aud={"essential": True, "value": app},
        nonce={"essential": True, "value": "once"},
    )
    registry.validate(claims)
    half = hashlib.sha256(got["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    about = client.get(address["userinfo_endpoint"])
    assert about.json()["sub"] == claims["sub"]
    renewed = client.refresh_token(address["token_endpoint"])
    assert jose_jwt.decode(renewed["id_token"], keys, algorithms=["RS256"]).claims["sub"] == claims["sub"]
    client.close()


def test_the_documents_are_at_the_pools_own_address_too_and_verify_both_kinds_of_tokens(
    cloud: LocalCloud, browser: httpx.Client, app: str
) -> None:
    """By header or by page, it is one user, one issuer of access tokens, and one key set."""
    pool = client_id(cloud, "People")
    at_store = httpx.get(f"{cloud.endpoint_url}/{pool}/.well-known/openid-configuration").json()
    assert at_store == browser.get("/.well-known/openid-configuration").json()
    assert at_store["issuer"] == f"{cloud.url}/_cognito"  # where the document is, as clients demand
    api = f"https://cognito-idp.us-east-1.amazonaws.com/{pool}"  # whom the application trusts, here and on AWS
    assert at_store["authorization_endpoint"] == f"{cloud.url}/_cognito/oauth2/authorize"
    keys = jwt.PyJWKSet.from_dict(httpx.get(f"{cloud.endpoint_url}/{pool}/.well-known/jwks.json").json())
    event = httpx.get(f"http://127.0.0.1:{cloud.port}/api/me", headers={"X-Mock-Auth": "ada"}, timeout=30).json()
    found = []
    for token in (event["headers"]["authorization"].split()[1], tokens(browser, app)["access_token"]):
        key = keys[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(token, key, algorithms=["RS256"], issuer=api)
        found.append({name: claims[name] for name in ("sub", "iss", "client_id", "token_use", "username")})
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["ada", "ada@example.com", " ada "])
def test_a_name_and_its_address_are_the_same_user(browser: httpx.Client, app: str, name: str) -> None:
    about = jwt.decode(tokens(browser, app, name=name)["id_token"], options={"verify_signature": False})
    first = jwt.decode(tokens(browser, app, name="ada")["id_token"], options={"verify_signature": False})
    assert about["sub"] == first["sub"]
    assert (about["email"], about["preferred_username"]) == ("ada@example.com", "ada")


def test_tokens_say_what_cognitos_say(browser: httpx.Client, app: str) -> None:
    got = tokens(browser, app)
    assert (got["token_type"], got["expires_in"]) == ("Bearer", 1800)
    access = jwt.decode(got["access_token"], options={"verify_signature": False})
    assert (access["token_use"], access["client_id"], access["scope"]) == ("access", app, SCOPE)
    assert access["exp"] - access["iat"] == 1800
    assert "aud" not in access
    identity = jwt.decode(got["id_token"], options={"verify_signature": False})
    assert (identity["token_use"], identity["aud"], identity["nonce"]) == ("id", app, "n-1")
    assert (identity["email_verified"], identity["origin_jti"]) == (True, access["origin_jti"])
    assert identity["auth_time"] <= identity["iat"]


def test_only_what_was_asked_for_is_told(browser: httpx.Client, app: str) -> None:
    got = tokens(browser, app, scope="openid", nonce=None)
    identity = jwt.decode(got["id_token"], options={"verify_signature": False})
    assert not identity.keys() & {"email", "preferred_username", "nonce"}
    assert "id_token" not in tokens(browser, app, scope="email")


def test_without_a_scope_a_client_gets_all_that_it_may_have(browser: httpx.Client, app: str) -> None:
    access = jwt.decode(tokens(browser, app, scope=None)["access_token"], options={"verify_signature": False})
    assert access["scope"] == SCOPE


# The page


def test_the_page_is_shut_against_everything_from_elsewhere(browser: httpx.Client, app: str) -> None:
    page = browser.get("/login", params=wish(app, login_hint='"><script>'))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://localhost:3000;" in policy
    assert "frame-ancestors 'none'" in policy
    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    assert not re.search(r"<script|src=|https?://(?!localhost:3000)", page.text)
    assert 'value="&quot;&gt;&lt;script&gt;"' in page.text


def test_a_name_that_can_not_be_one_is_asked_for_again(browser: httpx.Client, app: str) -> None:
    page = browser.post("/login", params=wish(app), data={"username": "<b>"})
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert 'value="&lt;b&gt;"' in page.text


def test_those_who_have_been_here_are_offered(browser: httpx.Client, app: str) -> None:
    sign_in(browser, app, name="offered")
    assert ">offered</button>" in browser.get("/login", params=wish(app)).text


def test_a_form_of_another_page_signs_nobody_in(browser: httpx.Client, app: str) -> None:
    for origin in ("https://evil.test", "null"):
        answer = browser.post(
            "/login", params=wish(app), data={"username": "ada"}, headers={"Origin": origin}, follow_redirects=False
        )
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    own = f"http://{browser.base_url.netloc.decode()}"
    assert "code" in told(browser.post("/login", params=wish(app), data={"username": "ada"}, headers={"Origin": own}))


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8787", "localhost.evil.test", "127.0.0.1.evil.test"])
def test_nobody_signs_in_under_a_host_name_that_merely_points_here(
    cloud: LocalCloud, browser: httpx.Client, app: str, host: str
) -> None:
    rebound = {"Host": host, "Origin": f"http://{host}"}
    assert browser.post("/login", params=wish(app), data={"username": "ada"}, headers=rebound).status_code == 403
    edge = f"http://127.0.0.1:{cloud.port}"
    assert httpx.get(f"{edge}/api/me", headers={**rebound, "X-Mock-Auth": "ada"}).status_code == 403
    assert httpx.get(f"{edge}/answer", headers=rebound).status_code == 200


# Sessions


def test_who_is_signed_in_needs_no_page_until_logging_out(cloud: LocalCloud, browser: httpx.Client, app: str) -> None:
    first = browser.get("/oauth2/authorize", params=wish(app))
    assert urlsplit(first.headers["location"]).path == "/_cognito/login"
    assert told(browser.get("/oauth2/authorize", params=wish(app, prompt="none")))["error"] == "login_required"
    answer = browser.post("/login", params=wish(app), data={"username": "ada"})
    assert {"HttpOnly", "SameSite=Lax", "Path=/_cognito"} <= set(answer.headers["set-cookie"].split("; "))
    other = client_id(cloud, "Other")
    code = told(browser.get("/oauth2/authorize", params=wish(other, prompt="none")))["code"]
    assert exchange(browser, other, code).status_code == 200
    again = browser.get("/oauth2/authorize", params=wish(app, prompt="login"))
    assert urlsplit(again.headers["location"]).path == "/_cognito/login"
    gone = browser.get("/logout", params={"client_id": app, "logout_uri": "http://localhost:4000/"})
    assert gone.headers["location"] == "http://localhost:4000/"
    assert told(browser.get("/oauth2/authorize", params=wish(app, prompt="none")))["error"] == "login_required"


def test_logging_out_leads_to_registered_addresses_only(browser: httpx.Client, app: str) -> None:
    answer = browser.get("/logout", params={"client_id": app, "logout_uri": "https://evil.test/"})
    assert (answer.status_code, "location" in answer.headers) == (400, False)
    back = browser.get("/logout", params=wish(app))
    assert urlsplit(back.headers["location"]).path == "/_cognito/login"


@pytest.mark.parametrize("by", ["client_id", "id_token_hint"])
def test_openid_clients_log_out_by_their_own_names(browser: httpx.Client, app: str, by: str) -> None:
    """https://openid.net/specs/openid-connect-rpinitiated-1_0.html §2"""
    known = {"client_id": app, "id_token_hint": tokens(browser, app)["id_token"]}
    asked = {by: known[by], "post_logout_redirect_uri": "http://localhost:4000/", "state": "s"}
    assert browser.get("/logout", params=asked).headers["location"] == "http://localhost:4000/?state=s"
    elsewhere = browser.get("/logout", params=asked | {"post_logout_redirect_uri": "https://evil.test/"})
    assert (elsewhere.status_code, "location" in elsewhere.headers) == (400, False)
    forged = {
        "id_token_hint": known["id_token_hint"][:-8] + "AAAAAAAA",
        "post_logout_redirect_uri": "http://localhost:4000/",
    }
    assert browser.get("/logout", params=forged).status_code == 400


# Refusals at the authorization endpoint


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "unknown"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "https://evil.test/back"},
        {"redirect_uri": "http://localhost:3000/back/"},
        {"redirect_uri": "http://localhost:3000/other"},
        {"redirect_uri": "http://localhost:3000/back?x=1"},
        {"redirect_uri": "https://localhost:3000/back"},
        {"redirect_uri": "http://localhost:3000@evil.test/back"},
        {"redirect_uri": "http://localhost.evil.test/back"},
        {"redirect_uri": "http://127.0.0.1:3000/back"},
        {"redirect_uri": "https://app.test:444/back?from=tiny"},
        {"redirect_uri": "https://other.test/back"},
    ],
)
def test_to_an_address_that_is_not_registered_nobody_is_sent(
    browser: httpx.Client, app: str, changed: dict[str, str | None]
) -> None:
    for answer in (
        browser.get("/oauth2/authorize", params=wish(app, **changed)),
        browser.post("/login", params=wish(app, **changed), data={"username": "ada"}),
    ):
        assert (answer.status_code, "location" in answer.headers) == (400, False)
        assert "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"scope": "openid admin"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain", "code_challenge": VERIFIER}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"request": "eyJ"}, "request_not_supported"),
    ],
)
def test_other_mistakes_are_told_to_the_client_with_its_state(
    browser: httpx.Client, app: str, changed: dict[str, str | None], expected: str
) -> None:
    for answer in (
        browser.get("/oauth2/authorize", params=wish(app, **changed)),
        browser.post("/login", params=wish(app, **changed), data={"username": "ada"}),
    ):
        assert answer.headers["location"].startswith(f"{BACK}?")
        assert (told(answer)["error"], told(answer)["state"]) == (expected, "st&te=1")
        assert "code" not in told(answer)


def test_a_client_that_may_not_use_codes_gets_none(cloud: LocalCloud, browser: httpx.Client) -> None:
    wanted = wish(client_id(cloud, "Silent"), redirect_uri="https://silent.test/back")
    assert told(browser.get("/oauth2/authorize", params=wanted))["error"] == "unauthorized_client"


def test_a_parameter_that_comes_twice_is_no_request(browser: httpx.Client, app: str) -> None:
    query = urlencode([*wish(app).items(), ("redirect_uri", BACK)])
    assert browser.get(f"/oauth2/authorize?{query}").status_code == 400


def test_the_answer_is_added_to_what_the_address_has(browser: httpx.Client, app: str) -> None:
    registered = "https://app.test/back?from=tiny"
    answer = browser.post("/login", params=wish(app, redirect_uri=registered), data={"username": "ada"})
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (query["from"], query["state"]) == (["tiny"], ["st&te=1"])


def test_pages_of_any_origin_may_ask_for_tokens_but_not_read_the_pages(browser: httpx.Client, app: str) -> None:
    asks = {"Origin": "https://app.test", "Access-Control-Request-Method": "POST"}
    preflight = browser.options("/oauth2/token", headers=asks)
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (204, "*")
    answer = exchange(browser, app, sign_in(browser, app))
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    page = browser.get("/login", params=wish(app), headers={"Origin": "https://app.test"})
    assert "access-control-allow-origin" not in page.headers


def test_templates_name_the_local_pages(cloud: LocalCloud) -> None:
    told = cloud.client("ssm").get_parameter(Name="/tiny/sign-in")["Parameter"]["Value"]
    assert told == f"{cloud.url}/_cognito/login"


def test_what_is_not_there_is_a_404(browser: httpx.Client) -> None:
    assert browser.get("/nothing").status_code == 404
    assert browser.get("/.well-known/nothing").status_code == 404
