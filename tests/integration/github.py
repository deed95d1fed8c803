"""Sign-in with GitHub in tests: the double of GitHub, asked without a network, and a browser that goes there and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from local.github import GITHUB_PATH, GitHubDouble
from local.http_messages import Request, Response
from pixelflare.base.errors import SourceFailed
from pixelflare.github_sign_in import GitHub
from pixelflare.outgoing import Answered, Fetched
from tests.integration.cloud import Answer, Cloud
from tests.lambda_events import http_event

CLIENT_ID = "Iv1.0123456789abcdef"
NONCE = "n-0S6_WzA2Mj"
_VIEWERS = (f"2001:db8:{number:x}::1" for number in count(1))


class PlayedGitHub:
    """Says what OutgoingClient says of the double. What `instead` has for a path is answered in its place."""

    def __init__(self, double: GitHubDouble) -> None:
        self.double = double
        self.instead: dict[str, Response | SourceFailed] = {}
        self.forms: list[dict[str, str]] = []

    def get(self, address: str, *, most_bytes: int, authorization: str | None = None) -> Fetched:
        answer = self._ask("GET", address, b"", {"authorization": authorization or ""})
        if answer.status != 200:
            raise SourceFailed(f"GitHub answers {answer.status}", details={"status": answer.status})
        return Fetched(answer.body, address)

    def post(self, address: str, body: bytes, *, headers: Mapping[str, str], most_bytes: int) -> Answered:
        assert headers["Accept"] == "application/json"  # without it, GitHub answers a form
        self.forms.append({name: value for name, (value,) in parse_qs(body.decode()).items()})
        answer = self._ask("POST", address, body, headers)
        return Answered(answer.status, answer.body)

    def _ask(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Response:
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc) in (("https", "github.com"), ("https", "api.github.com"))
        path = f"{GITHUB_PATH}{'/api' if parts.netloc == 'api.github.com' else ''}{parts.path}"
        played = self.instead.get(parts.path)
        if isinstance(played, SourceFailed):
            raise played
        if played is not None:
            return played
        return self.double.answer(Request(method, path, parts.query, tuple(headers.items()), body))


@dataclass
class Browser:
    """Somebody who signs in, and the user pool behind the page."""

    cloud: Cloud
    github: PlayedGitHub
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        page: str,
        query: Mapping[str, str] | str = "",
        *,
        form: Mapping[str, str] | str | None = None,
        **headers: str,
    ) -> Answer:
        text = query if isinstance(query, str) else urlencode(query)
        proven = {"x-origin-proof": self.cloud.origin_proof, "x-viewer-address": next(_VIEWERS), **headers}
        body = None
        if form is not None:
            body = form if isinstance(form, str) else urlencode(form)
            proven["content-type"] = "application/x-www-form-urlencoded"
        event = http_event(method, f"/auth/github{page}", query=text, headers=proven, body=body)
        event["cookies"] = [f"{name}={value}" for name, value in self.cookies.items()]
        answer = self.cloud.call("github_oidc", event)
        for cookie in answer.get("cookies", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer["statusCode"], answer["headers"], answer["body"])

    def wish(self, **changes: str | None) -> dict[str, str]:
        """What the user pool sends along with the person."""
        wanted = {
            "client_id": "cognito",
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": "openid email profile",
            "state": "of the pool: /+&=",
            "nonce": NONCE,
        }
        return {name: value for name, value in (wanted | changes).items() if value is not None}

    @property
    def redirect_uri(self) -> str:
        return f"{self.cloud.variables['SIGN_IN_URL']}/oauth2/idpresponse"

    @property
    def secret(self) -> str:
        found = self.cloud.client("secretsmanager").get_secret_value(
            SecretId=self.cloud.variables["OIDC_CLIENT_SECRET"]
        )
        return str(found["SecretString"])

    def go(self, **changes: str | None) -> str:
        """To GitHub; the query that it is asked with."""
        answer = self.ask("GET", "/authorize", self.wish(**changes))
        assert answer.status == 302, answer
        assert answer.headers["Location"].startswith("https://github.com/login/oauth/authorize?")
        return urlsplit(answer.headers["Location"]).query

    def allow(self, login: str = "octocat", **changes: str | None) -> str:
        """The query that GitHub sends the person back with."""
        return urlsplit(self.github.double.allow(self.go(**changes), login)).query

    def come_back(self, login: str = "octocat", **changes: str | None) -> dict[str, str]:
        """What the user pool is told."""
        return told(self.ask("GET", "/callback", self.allow(login, **changes)), self.redirect_uri)

    def exchange(self, code: str | None, **changes: str | None) -> Answer:
        form = {
            "grant_type": "authorization_code",
            "client_id": "cognito",
            "client_secret": self.secret,
            "code": code,
            "redirect_uri": self.redirect_uri,
        }
        return self.ask(
            "POST", "/token", form={name: value for name, value in (form | changes).items() if value is not None}
        )


def told(answer: Answer, redirect_uri: str) -> dict[str, str]:
    assert answer.status == 302, answer
    address, _, query = answer.headers["Location"].partition("?")
    assert address == redirect_uri
    return {name: value for name, (value,) in parse_qs(query, keep_blank_values=True).items()}


def browser_of(cloud: Cloud, patch: pytest.MonkeyPatch) -> Browser:
    """With the double in GitHub's place."""
    played = PlayedGitHub(GitHubDouble())
    services = cloud.services("github_oidc")
    # Into its dictionary: `setattr` would first ask for what is there, and so read parameters before anything is called.
    patch.setitem(services.__dict__, "github", GitHub(played, client_id=CLIENT_ID, secret=services._client_secret))
    return Browser(cloud, played)


def sign_in_with_github(cloud: Cloud) -> dict[str, Any]:
    """The whole way, and once more with a code that has been used."""
    import json

    with pytest.MonkeyPatch.context() as patch:
        browser = browser_of(cloud, patch)
        code = browser.come_back()["code"]
        tokens = json.loads(browser.exchange(code).body)
        assert browser.exchange(code).status == 400
        assert browser.ask("GET", "/jwks.json").status == 200
    return dict(tokens)
