"""The page of all letters that the application has sent by SES: `/_mail`. One style sheet, no script."""

import base64
import hashlib
import json
from dataclasses import asdict
from html import escape

from local.http_messages import Request, Response
from local.mails import Letter, Mailbox

MAIL_PATH = "/_mail"
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1b22; --soft: #5b5966; --ground: #f3f1f7; --card: #fff; --line: #c9c5d3;
  --main: #4b3bb8; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f0f7; --soft: #b3afc1; --ground: #15141b; --card: #211f2a;
  --line: #55516a; --main: #b3a8ff; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; color: var(--ink); background: var(--ground); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 0; font-size: 1.125rem; line-height: 1.3; overflow-wrap: anywhere; }
p { margin: 0 0 1.5rem; color: var(--soft); }
article { margin: 0 0 1rem; padding: 1.25rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .75rem; }
.to { margin: .25rem 0 1rem; font-size: .875rem; overflow-wrap: anywhere; }
pre { margin: 0 0 1rem; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
a { color: var(--main); }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; border-radius: .25rem; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_NOTHING = "<p>There are none yet. Letters come when something happens that their reader wants to be told of.</p>"


class MailPage:
    def __init__(self, mailbox: Mailbox, *, title: str) -> None:
        self._mailbox, self._title = mailbox, title

    def is_for(self, request: Request) -> bool:
        return request.path == MAIL_PATH or request.path.startswith(f"{MAIL_PATH}/")

    def answer(self, request: Request) -> Response:
        """The page; below it each letter as its reader's mail program shows it, and all as JSON."""
        if request.method not in ("GET", "HEAD"):
            return Response(405, (("content-type", "text/plain"), ("allow", "GET, HEAD")), b"Read only")
        below = request.path.removeprefix(MAIL_PATH).strip("/")
        if below == "letters.json":
            told = [asdict(letter) for letter in self._mailbox.letters()]
            return Response(200, _headers("application/json", "default-src 'none'"), json.dumps(told).encode())
        if not below:
            return self._page()
        letter = self._mailbox.find(below)
        if letter is None:
            return Response(404, (("content-type", "text/plain"),), b"There is no such letter")
        policy = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'"
        return Response(200, _headers("text/html; charset=utf-8", policy), letter.html.encode())

    def _page(self) -> Response:
        letters = "".join(map(_shown, self._mailbox.letters())) or _NOTHING
        text = (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>Mails of {escape(self._title)}</title><style>{_STYLE}</style></head><body><main>"
            f"<h1>Mails of {escape(self._title)}</h1>"
            "<p>What Amazon SES would have delivered. No mail leaves this computer.</p>"
            f"{letters}</main></body></html>\n"
        )
        policy = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"
        return Response(200, _headers("text/html; charset=utf-8", policy), text.encode())


def _shown(letter: Letter) -> str:
    link = f'<a href="{MAIL_PATH}/{letter.id}">As a mail program shows it</a>' if letter.html else ""
    return (
        f"<article><h2>{escape(letter.subject)}</h2>"
        f'<p class="to">To {escape(", ".join(letter.to))} from {escape(letter.sender)}, '
        f'<time datetime="{escape(letter.at)}">{escape(letter.at[:19].replace("T", " "))} UTC</time></p>'
        f"<pre>{escape(letter.text)}</pre>{link}</article>\n"
    )


def _headers(content_type: str, policy: str) -> tuple[tuple[str, str], ...]:
    return (
        ("content-type", content_type),
        ("cache-control", "no-store"),
        ("content-security-policy", policy),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    )
