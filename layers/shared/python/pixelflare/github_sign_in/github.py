"""GitHub's OAuth and API, as far as a sign-in needs them.

https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
"""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urlencode

from pydantic import TypeAdapter, ValidationError

from pixelflare.base.errors import InvalidRequest, PayloadTooLarge, SourceFailed
from pixelflare.base.observability import logger
from pixelflare.github_sign_in.refusals import Denied
from pixelflare.outgoing import Answered, Fetched
from schema.identity.github import DOUBLE, LOCAL_CLIENT, GitHubAddress, GitHubUser, Person

WEB, API = "https://github.com", "https://api.github.com"
_SCOPE = "read:user user:email"
_MOST_BYTES = 256 * 1024
_LONGEST = 200
"""Of a name or an address of a picture."""
_AWAY = "GitHub does not answer at the moment. Try again in a few minutes."
_FORM = "application/x-www-form-urlencoded"


class Client(Protocol):
    """What asks other people's servers."""

    def get(self, address: str, *, most_bytes: int, authorization: str | None = None) -> Fetched: ...
    def post(self, address: str, body: bytes, *, headers: Mapping[str, str], most_bytes: int) -> Answered: ...


class GitHub:
    """`web` and `api` are GitHub's, but for doubles."""

    def __init__(
        self, client: Client, *, client_id: str, secret: Callable[[], str], web: str = WEB, api: str = API
    ) -> None:
        self._client, self._client_id, self._secret = client, client_id, secret
        self._web, self._api = web, api

    def authorize_address(self, *, state: str, challenge: str, redirect_uri: str) -> str:
        """Where a person tells GitHub to say who they are."""
        return authorize_address(
            self._web, client_id=self._client_id, state=state, challenge=challenge, redirect_uri=redirect_uri
        )

    def token(self, code: str, *, verifier: str, redirect_uri: str) -> str:
        """GitHub's access token for its code. Raises Denied."""
        form = {
            "client_id": self._client_id,
            "client_secret": self._secret(),
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"Content-Type": _FORM, "Accept": "application/json"}
        try:
            answer = self._client.post(
                f"{self._web}/login/oauth/access_token",
                urlencode(form).encode(),
                headers=headers,
                most_bytes=_MOST_BYTES,
            )
        except (SourceFailed, InvalidRequest) as failed:
            raise Denied("temporarily_unavailable", _AWAY) from failed
        if answer.status != HTTPStatus.OK:
            logger.warning("GitHub exchanges no code", status=answer.status)
            raise Denied("temporarily_unavailable", _AWAY)
        return _token_in(_parsed(answer.body))

    def person(self, token: str) -> Person:
        """Who the token is of. Raises Denied."""
        user = self._told(TypeAdapter(GitHubUser), "/user", token)
        addresses = self._told(TypeAdapter(list[GitHubAddress]), "/user/emails?per_page=100", token)
        primary = [each.email for each in addresses if each.primary and each.verified]
        return Person(
            id=user.id,
            login=user.login,
            name=user.name[:_LONGEST] if user.name else None,
            picture=user.avatar_url if user.avatar_url and len(user.avatar_url) <= _LONGEST else None,
            email=primary[0] if primary else None,
        )

    def _told(self, kind: TypeAdapter[Any], path: str, token: str) -> Any:
        try:
            answer = self._client.get(f"{self._api}{path}", most_bytes=_MOST_BYTES, authorization=f"Bearer {token}")
            return kind.validate_json(answer.body)
        except SourceFailed as failed:
            raise _denied((failed.details or {}).get("status")) from failed
        except (InvalidRequest, PayloadTooLarge, ValidationError) as failed:
            raise Denied("temporarily_unavailable", _AWAY) from failed


def authorize_address(web: str, *, client_id: str, state: str, challenge: str, redirect_uri: str, **more: str) -> str:
    """`more` is what GitHub may be told besides."""
    asked = {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": _SCOPE,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{web}/login/oauth/authorize?{urlencode(asked | more)}"


def web_of(client_id: str, *, public_url: Callable[[], str]) -> str:
    """GitHub's own pages, or those of the double of `make run`."""
    return f"{public_url()}{DOUBLE}" if client_id == LOCAL_CLIENT else WEB


def _parsed(body: bytes) -> dict[str, Any]:
    """Raises Denied."""
    try:
        answer = json.loads(body)
    except ValueError as unreadable:
        raise Denied("temporarily_unavailable", _AWAY) from unreadable
    return answer if isinstance(answer, dict) else {}


def _token_in(answer: Mapping[str, Any]) -> str:
    """Raises Denied. Errors come with the status 200.

    https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
    """
    token, error = answer.get("access_token"), answer.get("error")
    if isinstance(token, str) and token and not error:
        return token
    if error == "bad_verification_code":
        raise Denied("access_denied", "GitHub's answer is too old, or has been used. Sign in again.")
    logger.error("GitHub exchanges no code", error=str(error)[:100])
    raise Denied("server_error", "GitHub refuses this installation's app. Its operator has to look at its settings.")


def _denied(status: int | None) -> Denied:
    """What a refusal of the API means to the person.

    https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
    """
    if status == HTTPStatus.UNAUTHORIZED:
        return Denied("access_denied", "GitHub has taken the permission back. Sign in again.")
    if status == HTTPStatus.NOT_FOUND:  # of what the token's scope does not contain
        return Denied("access_denied", "GitHub may not say your e-mail address. Sign in again, and allow it.")
    if status in (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS):
        return Denied("temporarily_unavailable", "GitHub takes no more requests for now. Try again in an hour.")
    return Denied("temporarily_unavailable", _AWAY)
