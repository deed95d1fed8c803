"""Parses and checks an authorization request (RFC 6749 §4.1.1, RFC 7636, OpenID Connect Core §3.1.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl, urlencode

from local.sign_in.clients import AppClient

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # the length of SHA-256


class NotAsked(Exception):
    """An unknown client or redirect address. This is an error page for the person, never a redirect."""


class Denied(Exception):
    """A refusal that a redirect reports to the client."""

    def __init__(self, code: str, description: str, *, redirect_uri: str, state: str | None) -> None:
        super().__init__(description)
        self.code, self.redirect_uri, self.state = code, redirect_uri, state

    def address(self) -> str:
        told = {"error": self.code, "error_description": str(self)}
        return with_query(self.redirect_uri, told, state=self.state)


@dataclass(frozen=True)
class Asked:
    client: AppClient
    redirect_uri: str
    state: str | None
    scopes: tuple[str, ...]
    nonce: str | None
    challenge: str | None
    prompts: frozenset[str]
    login_hint: str
    max_age: int | None


def asked(query: str, clients: Mapping[str, AppClient]) -> Asked:
    """The request in these parameters. Raises NotAsked and Denied."""
    pairs = parse_qsl(query, keep_blank_values=True)
    given = dict(pairs)
    repeated = len(given) != len(pairs)
    client = clients.get(given.get("client_id", ""))
    if client is None:
        raise NotAsked("No application has this client_id.")
    redirect_uri = given.get("redirect_uri", "")
    if not client.may_return_to(redirect_uri) or repeated:
        raise NotAsked("The application has not registered this redirect_uri, or a parameter appears twice.")
    return _checked(given, client, redirect_uri)


def _checked(given: Mapping[str, str], client: AppClient, redirect_uri: str) -> Asked:
    state = given.get("state")

    def deny(code: str, description: str) -> NoReturn:
        raise Denied(code, description, redirect_uri=redirect_uri, state=state)

    if "request" in given or "request_uri" in given:
        deny("request_not_supported", "parameters must be in the query")
    if given.get("response_type") != "code":
        deny("unsupported_response_type", "response_type must be code")
    if not client.gives_codes:
        deny("unauthorized_client", "this client may not use the authorization code flow")
    scopes = tuple(dict.fromkeys(given.get("scope", "").split())) or client.scopes
    if not set(scopes) <= set(client.scopes):
        deny("invalid_scope", "this client may not request one of these scopes")
    if problem := _challenge_problem(given, client):
        deny("invalid_request", problem)
    prompts = frozenset(given.get("prompt", "").split())
    if given.get("response_mode", "query") != "query" or ("none" in prompts and len(prompts) > 1):
        deny("invalid_request", "response_mode must be query, and prompt=none must stand alone")
    if not re.fullmatch(r"[0-9]{0,9}", given.get("max_age", "")):
        deny("invalid_request", "max_age must be a number of seconds")
    return Asked(
        client=client,
        redirect_uri=redirect_uri,
        state=state,
        scopes=scopes,
        nonce=given.get("nonce"),
        challenge=given.get("code_challenge"),
        prompts=prompts,
        login_hint=given.get("login_hint", ""),
        max_age=int(given["max_age"]) if given.get("max_age") else None,
    )


def _challenge_problem(given: Mapping[str, str], client: AppClient) -> str | None:
    """Problems with the proof key. A client without a secret must have one, and never a plain one."""
    if "code_challenge" not in given:
        if client.secret is None:
            return "code_challenge is required (PKCE)"
        return "code_challenge_method needs a code_challenge" if "code_challenge_method" in given else None
    if given.get("code_challenge_method") != "S256":
        return "code_challenge_method must be S256"
    return None if _CHALLENGE.fullmatch(given["code_challenge"]) else "code_challenge is not an S256 challenge"


def with_query(address: str, parameters: Mapping[str, str], *, state: str | None) -> str:
    more = urlencode({**parameters, **({} if state is None else {"state": state})})
    return f"{address}{'&' if '?' in address else '?'}{more}"
