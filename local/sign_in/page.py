"""The sign-in pages. One style sheet, no script, no external resources."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

from local.http_messages import Response
from local.users import User

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1b22; --soft: #5b5966; --ground: #f3f1f7; --card: #fff; --line: #c9c5d3;
  --main: #4b3bb8; --main-ink: #fff; --bad: #a3152a; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f0f7; --soft: #b3afc1; --ground: #15141b; --card: #211f2a;
  --line: #55516a; --main: #b3a8ff; --main-ink: #17142b; --bad: #ff9ba8; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; color: var(--ink);
  background: var(--ground); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 25rem; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 1rem; box-shadow: 0 1rem 3rem rgb(0 0 0 / 10%); }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1rem; }
p { margin: 0 0 1rem; color: var(--soft); }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
input { width: 100%; padding: .75rem; border: 1px solid var(--soft); border-radius: .5rem; font: inherit;
  color: inherit; background: transparent; }
input[aria-invalid] { border-color: var(--bad); }
button { cursor: pointer; font: inherit; border-radius: .5rem; }
.main { width: 100%; margin-top: 1rem; padding: .75rem; border: 0; font-weight: 600; color: var(--main-ink);
  background: var(--main); }
.other { width: 100%; margin-top: .5rem; padding: .75rem; color: inherit; background: transparent; border: 1px solid var(--line);
  display: block; text-align: center; text-decoration: none; border-radius: .5rem; }
.people { display: flex; flex-wrap: wrap; gap: .5rem; }
.people button { max-width: 100%; padding: .5rem .875rem; overflow: hidden; text-overflow: ellipsis; color: inherit;
  background: transparent; border: 1px solid var(--line); }
.people button:hover { border-color: var(--main); }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
.bad { margin: .5rem 0 0; color: var(--bad); }
.foot { margin: 1.75rem 0 0; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .875rem; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


def login_page(
    *,
    title: str,
    action: str,
    redirect_uri: str,
    people: Iterable[User],
    providers: Iterable[str] = (),
    by_provider: str = "",
    name: str = "",
    problem: str = "",
) -> Response:
    """The form that asks for a name. `redirect_uri` is where the form may lead, and is already checked. `by_provider` and a
    provider's name behind it are where that provider is asked."""
    wrong = f'<p class="bad" id="problem" role="alert">{escape(problem)}</p>' if problem else ""
    marks = ' aria-invalid="true" aria-describedby="hint problem"' if problem else ' aria-describedby="hint"'
    body = f"""<h1>Sign in to {escape(title)}</h1>
<p id="hint">This copy runs on your own computer, so a name is enough: no password. A new name makes a new account.</p>
<form method="post" action="{escape(action)}">
<label for="username">User name or e-mail address</label>
<input id="username" name="username" value="{escape(name)}" autocomplete="username" autocapitalize="none"
 spellcheck="false" maxlength="164" required autofocus{marks}>
{wrong}<button class="main">Continue</button>
</form>
{_links(providers, by_provider)}{_people(people, action)}<p class="foot">Stands in for Amazon Cognito's sign-in page. You will return to
{escape(origin_of(redirect_uri))}.</p>"""
    # Browsers also check form-action against the redirect that answers a form.
    return page(f"Sign in to {title}", body, status=400 if problem else 200, form_action=origin_of(redirect_uri))


def problem_page(problem: str, *, status: int = 400) -> Response:
    """For errors that cannot be reported to the application."""
    text = f'<h1>Sign-in failed</h1>\n<p role="alert">{escape(problem)}</p>'
    return page("Sign-in error", text, status=status)


def _links(providers: Iterable[str], by_provider: str) -> str:
    return "".join(
        f'<a class="other" href="{escape(by_provider + name)}">Sign in with {escape(name)}</a>\n' for name in providers
    )


def _people(people: Iterable[User], action: str) -> str:
    buttons = "".join(
        f'<button name="username" value="{escape(user.attributes.get("email") or user.username)}">'
        f"{escape(user.name)}</button>\n"
        for user in people
    )
    if not buttons:
        return ""
    return (
        '<h2 id="known">Or continue as</h2>\n'
        f'<form method="post" action="{escape(action)}" class="people" aria-labelledby="known">\n{buttons}</form>\n'
    )


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


def page(title: str, body: str, *, status: int, form_action: str = "") -> Response:
    text = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self' {form_action}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    headers = (
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("content-security-policy", policy),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    )
    return Response(status, headers, text.encode())
