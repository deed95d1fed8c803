"""`python -m operations.login` signs in through the deployment's own page and prints an access token.

It uses authorization code with PKCE (RFC 7636) and a loopback address (RFC 8252). The browser shows the page, and this
process waits for the redirect. Nothing is stored. The token is valid for an hour.
"""

import argparse
import base64
import hashlib
import secrets
import sys
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from local.assembly import Assembly
from operations.deployment import deployment_of

REDIRECT = "http://localhost:8787/auth/callback"
"""The stacks always register this address with the app client."""
PATIENCE_SECONDS = 300
TIMEOUT_SECONDS = 30


WAYS = {"PASSWORD": "password", "EMAIL_OTP": "a code by e-mail", "WEB_AUTHN": "passkey"}
"""Cognito's names of first factors, as people call them."""


class LoginError(Exception):
    """The sign-in ended without a token."""


@dataclass(frozen=True)
class Login:
    """One sign-in: what is sent, and what its answer must contain."""

    sign_in_url: str
    client_id: str
    redirect_uri: str = REDIRECT
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def address(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid email",
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self.sign_in_url}/oauth2/authorize?{urlencode(asked)}"

    def token(self, answered: dict[str, str]) -> str:
        """The access token for the browser's redirect. Raises LoginError."""
        if not secrets.compare_digest(answered.get("state", ""), self.state):
            raise LoginError("the answer belongs to another sign-in")
        if "code" not in answered:
            raise LoginError(answered.get("error_description") or answered.get("error") or "the answer has no code")
        given = {
            "grant_type": "authorization_code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "code": answered["code"],
            "code_verifier": self.verifier,
        }
        answer = httpx.post(f"{self.sign_in_url}/oauth2/token", data=given, timeout=TIMEOUT_SECONDS)
        if not answer.is_success:
            raise LoginError(f"the sign-in page refused the code: {answer.text[:200]}")
        return str(answer.json()["access_token"])


def sign_in(login: Login, *, show: Callable[[str], object]) -> str:
    """Shows the page and waits for the redirect. Raises LoginError, or OSError if the port is in use."""
    answers: list[dict[str, str]] = []
    expected = urlsplit(login.redirect_uri)
    with _Loopback(("127.0.0.1", expected.port or 80), _handler(answers, path=expected.path)) as server:
        show(login.address)
        while not answers:
            server.handle_request()
    return login.token(answers[0])


def ways(assembly: Assembly) -> str:
    """How people may sign in, such as `password or passkey`."""
    (pool,) = assembly.resources("AWS::Cognito::UserPool")
    *others, last = (WAYS[each] for each in pool.properties["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"])
    return f"{', '.join(others)} or {last}" if others else last


class _Loopback(HTTPServer):
    timeout = PATIENCE_SECONDS

    def handle_timeout(self) -> None:
        raise LoginError(f"nobody signed in within {PATIENCE_SECONDS // 60} minutes")


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
            self.wfile.write(b"Done. The token is in the terminal. You can close this page." if is_ours else b"")

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's name
            """Logs nothing, because the address contains the code."""

    return Callback


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.login", description=__doc__)
    parser.add_argument("--assembly", type=Path, help="the folder that cdk synth wrote; it names the deployment")
    parser.add_argument("--sign-in-url", help="alternative: the address of the sign-in page")
    parser.add_argument("--client-id", help="alternative: the app client's id")
    options = parser.parse_args(arguments)
    if options.assembly:
        deployment = deployment_of(options.assembly)
        told = deployment.outputs()
        login = Login(told["SignInUrl"], told["UserPoolClientId"])
        print(f"This installation accepts: {ways(deployment.assembly)}", file=sys.stderr)
    elif options.sign_in_url and options.client_id:
        login = Login(options.sign_in_url, options.client_id)
    else:
        parser.error("give --assembly, or --sign-in-url and --client-id")
    try:
        print(sign_in(login, show=_show))
    except (LoginError, OSError, httpx.HTTPError) as failed:
        sys.exit(f"Not signed in: {failed}")


def _show(address: str) -> None:
    print(f"Sign in at {address}", file=sys.stderr)
    webbrowser.open(address)


if __name__ == "__main__":
    main()
