"""Somebody signs in with GitHub under `make run`, where a double plays GitHub, and uses the API."""

import re
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from authlib.integrations.requests_client import OAuth2Session

from tests.assembly import ROOT
from tests.system.runtime import Runtime

VERIFIER = "v" * 64


@pytest.fixture
def client_id() -> str:
    """As the documentation names it."""
    (found,) = re.findall(r'client_id: "(\w+)"', (ROOT / "docs" / "running.md").read_text())
    return str(found)


def come_back(browser: httpx.Client, runtime: Runtime, client_id: str, **answers: str) -> tuple[OAuth2Session, str]:
    """Through the sign-in page and the page of the double, to the application's address; nothing is skipped."""
    client = OAuth2Session(
        client_id,
        scope="openid email profile",
        redirect_uri=f"{runtime.url}/auth/callback",
        code_challenge_method="S256",
        token_endpoint_auth_method="none",
    )
    begin, _ = client.create_authorization_url(f"{runtime.url}/_cognito/oauth2/authorize", code_verifier=VERIFIER)
    page = browser.get(begin, follow_redirects=True)
    (link,) = re.findall(r'<a class="other" href="([^"]+)">Sign in with GitHub</a>', page.text)
    page = browser.get(urljoin(str(page.url), unescape(link)), follow_redirects=True)
    assert "A stand-in for GitHub" in page.text
    (action,) = re.findall(r'action="([^"]+)"', page.text)
    answer = browser.post(urljoin(str(page.url), unescape(action)), data=answers)
    while (address := answer.headers["location"]).partition("?")[0] != f"{runtime.url}/auth/callback":
        answer = browser.get(address)
    return client, address


def test_a_person_signs_in_with_github(runtime: Runtime, client_id: str) -> None:
    with httpx.Client(timeout=60) as browser:
        client, address = come_back(browser, runtime, client_id, login="Octocat", answer="allow")
        client.fetch_token(
            f"{runtime.url}/_cognito/oauth2/token", authorization_response=address, code_verifier=VERIFIER
        )
        about = client.get(f"{runtime.url}/_cognito/oauth2/userInfo").json()
        assert about["username"].startswith("GitHub_")
        assert (about["email"], about["preferred_username"]) == ("octocat@users.example.com", "Octocat")
        owner = client.get(f"{runtime.url}/api/v1/me").json()["owner"]
        client.close()
    with httpx.Client(timeout=60) as another:
        client, address = come_back(another, runtime, client_id, login="octocat", answer="allow")
        client.fetch_token(
            f"{runtime.url}/_cognito/oauth2/token", authorization_response=address, code_verifier=VERIFIER
        )
        assert client.get(f"{runtime.url}/api/v1/me").json()["owner"] == owner
        client.close()


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"answer": "deny"}, "You did not let GitHub say who you are."),
        ({"login": "unverified-ada", "answer": "allow"}, "no verified primary e-mail address"),
    ],
)
def test_who_is_not_signed_in_is_told_why(runtime: Runtime, client_id: str, answers: dict[str, str], says: str) -> None:
    with httpx.Client(timeout=60) as browser:
        client, address = come_back(browser, runtime, client_id, **answers)
        client.close()
    told = parse_qs(urlsplit(address).query)
    assert told["error"] == ["access_denied"]
    assert says in told["error_description"][0]
    assert "state" in told
