"""Sign-in in a browser: authorization code with PKCE (RFC 7636), and a loopback address for the answer (RFC 8252)."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from pixelflare_client.errors import PixelflareError
from pixelflare_client.generated import types

REDIRECT = "http://localhost:8787/auth/callback"
"""The one loopback address that every installation registers."""
PATIENCE_SECONDS = 300


class SignInFailed(PixelflareError):
    """Nobody signed in, or the sign-in page refused."""


@dataclass(frozen=True)
class SigningIn:
    """One sign-in: what is sent, and what its answer must contain."""

    at: types.SignIn
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def address(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.at["client_id"],
            "redirect_uri": REDIRECT,
            "scope": "openid email",
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self.at['authorization_endpoint']}?{urlencode(asked)}"

    def token(self, answered: dict[str, str], http: httpx.Client) -> str:
        """The access token for the browser's redirect. Raises SignInFailed."""
        if not secrets.compare_digest(answered.get("state", ""), self.state):
            raise SignInFailed("the answer belongs to another sign-in")
        if "code" not in answered:
            raise SignInFailed(answered.get("error_description") or answered.get("error") or "the answer has no code")
        given = {
            "grant_type": "authorization_code",
            "client_id": self.at["client_id"],
            "redirect_uri": REDIRECT,
            "code": answered["code"],
            "code_verifier": self.verifier,
        }
        answer = http.post(self.at["token_endpoint"], data=given)
        if not answer.is_success:
            raise SignInFailed(f"the sign-in page refused the code: {answer.text[:200]}")
        return str(answer.json()["access_token"])


def access_token(signing_in: SigningIn, *, show: Callable[[str], object]) -> str:
    """Shows the page and waits for the redirect. Raises SignInFailed."""
    answers: list[dict[str, str]] = []
    expected = urlsplit(REDIRECT)
    try:
        server = _Loopback(("127.0.0.1", expected.port or 80), _handler(answers, path=expected.path))
    except OSError as taken:
        raise SignInFailed(
            f"port {expected.port} is in use: use a key, from the application's page of API keys"
        ) from taken
    with server, httpx.Client(timeout=30) as http:
        show(signing_in.address)
        while not answers:
            server.handle_request()
        return signing_in.token(answers[0], http)


class _Loopback(HTTPServer):
    timeout = PATIENCE_SECONDS

    def handle_timeout(self) -> None:
        raise SignInFailed(f"nobody signed in within {PATIENCE_SECONDS // 60} minutes")


def _handler(answers: list[dict[str, str]], *, path: str) -> type[BaseHTTPRequestHandler]:
    class Callback(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            is_ours = asked.path == path
            if is_ours:
                answers.append({name: values[0] for name, values in parse_qs(asked.query).items()})
            self.send_response(200 if is_ours else 404)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"Done. You can close this page and go back to the terminal." if is_ours else b"")

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's name
            """Logs nothing, because the address contains the code."""

    return Callback
