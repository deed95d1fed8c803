"""A browser and a client that sign in, for tests."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from local.cloud import LocalCloud

BACK = "http://localhost:3000/back"
VERIFIER = "v" * 43
SCOPE = "openid email profile"


def challenge(verifier: str = VERIFIER) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def client_id(cloud: LocalCloud, name: str) -> str:
    return str(cloud.provisioned.value("tiny-storage", {"Ref": name}))


def wish(app: str, **changed: str | None) -> dict[str, str]:
    given = {
        "client_id": app,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": SCOPE,
        "state": "st&te=1",
        "nonce": "n-1",
        "code_challenge": challenge(),
        "code_challenge_method": "S256",
        **changed,
    }
    return {name: value for name, value in given.items() if value is not None}


def told(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 303, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def sign_in(browser: httpx.Client, app: str, name: str = "ada", **changed: str | None) -> str:
    answer = browser.post("/login", params=wish(app, **changed), data={"username": name})
    return told(answer)["code"]


def exchange(browser: httpx.Client, app: str, given_code: str, **changed: str | None) -> httpx.Response:
    given = {
        "grant_type": "authorization_code",
        "client_id": app,
        "code": given_code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **changed,
    }
    return browser.post("/oauth2/token", data={name: value for name, value in given.items() if value is not None})


def tokens(browser: httpx.Client, app: str, **changed: str | None) -> dict[str, Any]:
    return dict(exchange(browser, app, sign_in(browser, app, **changed)).json())


def error(answer: httpx.Response) -> str:
    assert answer.status_code in (400, 401), answer.text
    assert answer.headers["cache-control"] == "no-store"
    return str(answer.json()["error"])
