"""What people are told when GitHub says no, or nothing, while they sign in."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from local.http_messages import Response
from pixelflare.base.errors import SourceFailed
from tests.integration.cloud import Cloud
from tests.integration.github import Browser, browser_of, told


@pytest.fixture
def browser(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Browser:
    return browser_of(cloud, monkeypatch)


@pytest.mark.parametrize(
    ("path", "played", "error", "says"),
    [
        ("/login/oauth/access_token", {"error": "bad_verification_code"}, "access_denied", "too old"),
        ("/login/oauth/access_token", {"error": "incorrect_client_credentials"}, "server_error", "operator"),
        ("/login/oauth/access_token", {"error": "redirect_uri_mismatch"}, "server_error", "operator"),
        ("/login/oauth/access_token", {}, "server_error", "operator"),
        ("/login/oauth/access_token", ["no object"], "server_error", "operator"),
        ("/login/oauth/access_token", 500, "temporarily_unavailable", "does not answer"),
        ("/login/oauth/access_token", None, "temporarily_unavailable", "does not answer"),
        ("/user", 401, "access_denied", "taken the permission back"),
        ("/user", 403, "temporarily_unavailable", "no more requests"),
        ("/user", 429, "temporarily_unavailable", "no more requests"),
        ("/user", 502, "temporarily_unavailable", "does not answer"),
        ("/user", None, "temporarily_unavailable", "does not answer"),
        ("/user", {"message": "no user"}, "temporarily_unavailable", "does not answer"),
        ("/user/emails", 404, "access_denied", "may not say your e-mail address"),
        ("/user/emails", {"message": "no list"}, "temporarily_unavailable", "does not answer"),
    ],
)
def test_what_goes_wrong_at_github_is_told_in_words(
    browser: Browser, path: str, played: Any, error: str, says: str
) -> None:
    if isinstance(played, int):
        answer: Response | SourceFailed = Response(played, (), b"<html>")
    elif played is None:
        answer = SourceFailed("github.com takes too long")
    else:
        answer = Response(200, (), json.dumps(played).encode())
    browser.github.instead[path] = answer
    back = browser.come_back()
    assert (back["error"], says in back["error_description"]) == (error, True), back
    assert back["state"] == "of the pool: /+&="


def test_github_answers_a_page_where_json_should_be(browser: Browser) -> None:
    browser.github.instead["/login/oauth/access_token"] = Response(200, (), b"<!doctype html>")
    assert browser.come_back()["error"] == "temporarily_unavailable"


@pytest.mark.parametrize(
    ("query", "error"),
    [("error=access_denied", "access_denied"), ("error=application_suspended", "server_error"), ("", "server_error")],
)
def test_who_says_no_at_github_is_sent_back_with_that(browser: Browser, query: str, error: str) -> None:
    (state,) = parse_qs(browser.go())["state"]
    back = told(browser.ask("GET", "/callback", f"{query}&state={state}"), browser.redirect_uri)
    assert back["error"] == error
    assert back["error_description"]
