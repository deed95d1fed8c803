"""OpenID Connect's client libraries sign in by code and PKCE at the local sign-in, use the API, and sign out."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.integrations.requests_client import OAuth2Session
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry
from joserfc.jwt import decode as decoded

from tests.assembly import ROOT
from tests.clients.tools import PAGES, bundled, in_browser
from tests.system.runtime import Runtime

SCOPE = "openid email profile"
VERIFIER = "v" * 64


@pytest.fixture(scope="module")
def client_id() -> str:
    """As the documentation names it."""
    (found,) = re.findall(r'client_id: "(\w+)"', (ROOT / "docs" / "running.md").read_text())
    return str(found)


def query_of(answer: httpx.Response) -> dict[str, list[str]]:
    return parse_qs(urlsplit(answer.headers["location"]).query)


def test_authlib_signs_in_and_out(runtime: Runtime, client_id: str) -> None:
    issuer, back = f"{runtime.url}/_cognito", f"{runtime.url}/auth/callback"
    with (
        httpx.Client(timeout=60) as browser,
        OAuth2Session(
            client_id,
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            token_endpoint_auth_method="none",
        ) as client,
    ):
        found = browser.get(f"{issuer}/.well-known/openid-configuration").json()
        assert found["issuer"] == issuer
        begin, state = client.create_authorization_url(
            found["authorization_endpoint"], code_verifier=VERIFIER, nonce="n-1"
        )
        page = browser.get(begin, follow_redirects=True)
        assert page.status_code == 200
        landed = browser.post(page.url, data={"username": "grace"})
        client.fetch_token(
            found["token_endpoint"],
            authorization_response=landed.headers["location"],
            code_verifier=VERIFIER,
            state=state,
        )

        keys = KeySet.import_key_set(browser.get(found["jwks_uri"]).json())
        claims = decoded(client.token["id_token"], keys, algorithms=["RS256"]).claims
        wanted = {"iss": issuer, "aud": client_id, "nonce": "n-1", "email": "grace@example.com"}
        JWTClaimsRegistry(**{name: {"essential": True, "value": value} for name, value in wanted.items()}).validate(
            claims
        )
        assert client.get(found["userinfo_endpoint"]).json()["sub"] == claims["sub"]
        assert client.get(f"{runtime.url}/api/v1/me").status_code == 200
        client.refresh_token(found["token_endpoint"])
        assert client.get(f"{runtime.url}/api/v1/me").status_code == 200

        silent, _ = client.create_authorization_url(
            found["authorization_endpoint"], code_verifier=VERIFIER, prompt="none"
        )
        assert "code" in query_of(browser.get(silent))
        leave = {"client_id": client_id, "logout_uri": f"{runtime.url}/"}
        gone = browser.get(found["end_session_endpoint"], params=leave)
        assert gone.headers["location"] == f"{runtime.url}/"
        assert query_of(browser.get(silent))["error"] == ["login_required"]
        client.revoke_token(found["revocation_endpoint"], token=client.token["refresh_token"])


def test_oidc_client_ts_signs_in_and_out_in_a_browser(runtime: Runtime, client_id: str, tmp_path: Path) -> None:
    script = bundled(PAGES / "oidc.js", tmp_path / "oidc.js")
    given = {"url": runtime.url, "client_id": client_id, "script": str(script), "name": "hedy"}

    told = in_browser("sign_in", given, into=tmp_path)

    assert told["issuer"] == f"{runtime.url}/_cognito"
    assert told["email"] == "hedy@example.com"
    assert told["me"] == told["me_after_renewal"] == 200
    assert told["after_sign_out"] == f"{runtime.url}/"
    assert told["signed_in_after_sign_out"] is False
    assert told["asked_again"] is True
