"""Signing in through the deployment's page, with a browser that is played here."""

import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import httpx
import pytest

from local.assembly import read_assembly
from operations import login as module
from operations.login import Login, LoginError, sign_in, ways
from tests.assembly import synthesize
from tests.ports import free_port

URL = "https://sign-in.example.com"


@pytest.fixture
def login() -> Login:
    """A sign-in that comes back to a port of its own, because tests of other processes run at the same time."""
    return Login(URL, "app", redirect_uri=f"http://localhost:{free_port()}/auth/callback")


def browser(come_back: dict[str, str], *, seen: list[dict[str, str]]) -> Any:
    """Somebody who looks at the page and is sent back with what the test says, in a thread as browsers are."""

    def show(address: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        seen.append(asked)
        answer = urlencode({"state": asked["state"]} | come_back)
        threading.Thread(target=lambda: urlopen(f"{asked['redirect_uri']}?{answer}").read(), daemon=True).start()

    return show


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What the token endpoint was sent."""
    sent: list[dict[str, str]] = []

    def post(url: str, *, data: dict[str, str], timeout: float) -> httpx.Response:
        assert url == f"{URL}/oauth2/token"
        sent.append(data)
        good = data["code"] == "good"
        return httpx.Response(200, json={"access_token": "a-token"}) if good else httpx.Response(400, text="no")

    monkeypatch.setattr(module.httpx, "post", post)
    return sent


def test_code_is_exchanged_with_the_verifier_of_its_challenge(taken: list[dict[str, str]], login: Login) -> None:
    seen: list[dict[str, str]] = []

    assert sign_in(login, show=browser({"code": "good"}, seen=seen)) == "a-token"

    import base64
    import hashlib

    digest = hashlib.sha256(taken[0]["code_verifier"].encode()).digest()
    assert seen[0]["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert seen[0]["code_challenge_method"] == "S256"
    assert taken[0]["redirect_uri"] == seen[0]["redirect_uri"]


@pytest.mark.parametrize(
    ("come_back", "said"),
    [
        ({"code": "good", "state": "anothers"}, "another sign-in"),
        ({"error": "access_denied"}, "access_denied"),
        ({"code": "stale"}, "refused the code"),
    ],
)
def test_anything_else_ends_without_a_token(
    taken: list[dict[str, str]], login: Login, come_back: dict[str, str], said: str
) -> None:
    with pytest.raises(LoginError, match=said):
        sign_in(login, show=browser(come_back, seen=[]))


def test_a_person_is_told_which_ways_are_open(assembly: Path, tmp_path: Path) -> None:
    assert ways(read_assembly(assembly)) == "password or passkey"
    synthesize(tmp_path / "with-mail", context={"ses_identity": "example.com"})
    assert ways(read_assembly(tmp_path / "with-mail")) == "password, a code by e-mail or passkey"
