"""GitHub's OAuth endpoints, and what of its API a sign-in reads, as their documentation says.

https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from local.github.page import permission_page, problem_page
from local.github.people import NAME, GitHubPeople, GitHubPerson
from local.http_messages import Request, Response

GITHUB_PATH = "/_github"
"""Where the local edge plays it, which has its own hosts on the Internet."""
_JSON = (("content-type", "application/json; charset=utf-8"), ("cache-control", "no-store"))
_DOCUMENTATION = (
    "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/"
)


@dataclass(frozen=True)
class _Granted:
    person: int
    redirect_uri: str
    challenge: str | None
    scope: str


class GitHubDouble:
    """`api` is below `/api`. Any app is known, with any secret."""

    def __init__(self, people: GitHubPeople | None = None) -> None:
        self.people = people or GitHubPeople()
        self._lock = threading.Lock()
        self._codes: dict[str, _Granted] = {}
        self._tokens: dict[str, _Granted] = {}
        self._routes: Mapping[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/login/oauth/authorize"): self._ask,
            ("POST", "/login/oauth/authorize"): self._decide,
            ("POST", "/login/oauth/access_token"): self._exchange,
            ("GET", "/api/user"): lambda request: self._tell(request, "read:user", _user),
            ("GET", "/api/user/emails"): lambda request: self._tell(request, "user:email", _addresses),
        }

    def is_for(self, request: Request) -> bool:
        return request.path.startswith(f"{GITHUB_PATH}/")

    def answer(self, request: Request) -> Response:
        route = self._routes.get((request.method, request.path.removeprefix(GITHUB_PATH)))
        return route(request) if route else Response(404, _JSON, b'{"message": "Not Found"}')

    def allow(self, query: str, login: str) -> str:
        """Where that person is sent who allows what the query asks for."""
        asked = dict(parse_qsl(query, keep_blank_values=True))
        code = secrets.token_hex(10)
        person = self.people.named(login)
        with self._lock:
            self._codes[code] = _Granted(
                person.id, asked["redirect_uri"], asked.get("code_challenge"), asked.get("scope", "")
            )
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    def _ask(self, request: Request) -> Response:
        asked = dict(parse_qsl(request.query, keep_blank_values=True))
        if not asked.get("client_id") or not asked.get("redirect_uri"):
            return problem_page("The application did not say who it is, or where you came from.")
        return permission_page(f"{request.path}?{request.query}", asked["redirect_uri"])

    def _decide(self, request: Request) -> Response:
        asked = dict(parse_qsl(request.query, keep_blank_values=True))
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        back = asked.get("redirect_uri", "")
        if not back:
            return problem_page("The application did not say where you came from.")
        if form.get("answer") == "deny":
            told = {"error": "access_denied", "error_description": "The user has denied your application access."}
            return _redirect(f"{back}?{urlencode(told | {'state': asked.get('state', '')})}")
        if not NAME.fullmatch(form.get("login", "")):
            return permission_page(f"{request.path}?{request.query}", back, problem=True)
        return _redirect(self.allow(request.query, form["login"]))

    def _exchange(self, request: Request) -> Response:
        """Errors come with the status 200."""
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        with self._lock:
            granted = self._codes.pop(form.get("code", ""), None)
        if not form.get("client_id") or not form.get("client_secret"):
            return _refused("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.")
        if granted is None or not _proves(form.get("code_verifier", ""), granted.challenge):
            return _refused("bad_verification_code", "The code passed is incorrect or expired.")
        if form.get("redirect_uri") != granted.redirect_uri:
            return _refused("redirect_uri_mismatch", "The redirect_uri MUST match the registered callback URL.")
        token = f"gho_{secrets.token_hex(18)}"
        with self._lock:
            self._tokens[token] = granted
        scope = ",".join(granted.scope.split())
        return _json({"access_token": token, "scope": scope, "token_type": "bearer"})

    def _tell(self, request: Request, scope: str, of: Callable[[GitHubPerson], object]) -> Response:
        _, _, token = (request.header("authorization") or "").partition(" ")
        granted = self._tokens.get(token)
        if granted is None:
            return _json({"message": "Bad credentials"}, 401)
        if scope not in granted.scope.split():
            return _json({"message": "Not Found"}, 404)
        return _json(of(self.people.of_id(granted.person)))


def _user(person: GitHubPerson) -> object:
    return person.told()


def _addresses(person: GitHubPerson) -> object:
    return [address.told() for address in person.addresses]


def _proves(verifier: str, challenge: str | None) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return challenge is None or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


def _refused(error: str, description: str) -> Response:
    return _json({"error": error, "error_description": description, "error_uri": f"{_DOCUMENTATION}#{error}"})


def _redirect(address: str) -> Response:
    return Response(302, (("location", address), ("cache-control", "no-store")))


def _json(content: object, status: int = 200) -> Response:
    return Response(status, _JSON, json.dumps(content).encode())
