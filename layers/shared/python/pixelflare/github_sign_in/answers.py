"""Answers of the provider: JSON, redirects, and the one page that people see when nobody can be told by a redirect."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from pixelflare.base.errors import AppError
from pixelflare.github_sign_in.refusals import Denied

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1b22; --soft: #5b5966; --ground: #f3f1f7; --card: #fff; --main: #4b3bb8; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f0f7; --soft: #b3afc1; --ground: #15141b; --card: #211f2a;
  --main: #b3a8ff; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; color: var(--ink);
  background: var(--ground); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 27rem; padding: 2rem; background: var(--card); border-radius: 1rem; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; color: var(--soft); }
a { color: var(--main); }
"""
_POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": _POLICY.format(_STYLE_HASH),
    "X-Robots-Tag": "noindex, nofollow",
}
_WORDS = {
    "en": (
        "Sign-in with GitHub failed",
        "It was begun in another browser, took too long, or has been used. Nothing has changed in your account.",
        "Something went wrong on our side, or there are too many attempts. Try again in a minute.",
        "Begin again",
    ),
    "de": (
        "Die Anmeldung mit GitHub ist fehlgeschlagen",
        "Sie wurde in einem anderen Browser begonnen, hat zu lange gedauert oder wurde schon verwendet. "
        "An Ihrem Konto hat sich nichts geändert.",
        "Auf unserer Seite ist etwas schiefgegangen, oder es sind zu viele Versuche. Versuchen Sie es in einer Minute wieder.",
        "Noch einmal anfangen",
    ),
}
_SIGN_IN = "/app/sign-in"


@dataclass(frozen=True)
class OidcAnswer:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    cookies: tuple[str, ...] = ()

    def as_response(self) -> dict[str, Any]:
        """Payload 2.0. Kept by nobody, unless it says otherwise."""
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", **self.headers}
        answer = {
            "statusCode": int(self.status),
            "headers": headers,
            "body": self.body,
            "isBase64Encoded": False,
        }
        return answer | ({"cookies": list(self.cookies)} if self.cookies else {})


def as_json(
    content: Mapping[str, Any], *, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> OidcAnswer:
    return OidcAnswer(status, {"Content-Type": "application/json", **(headers or {})}, json.dumps(content))


def redirect(address: str, *, cookies: tuple[str, ...] = ()) -> OidcAnswer:
    return OidcAnswer(HTTPStatus.FOUND, {"Location": address}, cookies=cookies)


def to_pool(redirect_uri: str, code: str, *, state: str) -> OidcAnswer:
    return redirect(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}")


def back_to_pool(redirect_uri: str, denied: Denied, *, state: str | None) -> OidcAnswer:
    """RFC 6749 §4.1.2.1."""
    told = {"error": denied.code, "error_description": denied.description}
    return redirect(f"{redirect_uri}?{urlencode(told | ({'state': state} if state else {}))}")


def refusal_json(error: AppError) -> OidcAnswer:
    """For the user pool, which reads no pages (RFC 6749 §5.2)."""
    code = "invalid_request" if error.status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    told = {"error": code, "error_description": error.message}
    return as_json(told, status=error.status, headers=error.headers)


def refusal_page(error: AppError, *, german: bool) -> OidcAnswer:
    """A page that says what is the matter, and where to begin again."""
    language = "de" if german else "en"
    title, ended, busy, again = _WORDS[language]
    text = ended if error.status == HTTPStatus.BAD_REQUEST else busy
    html = (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body><main><h1>{escape(title)}</h1>"
        f'<p role="alert">{escape(text)}</p><p><a href="{_SIGN_IN}">{escape(again)}</a></p></main></body></html>\n'
    )
    return OidcAnswer(error.status, _PAGE_HEADERS | error.headers, html)
