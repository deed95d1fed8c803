"""`login`, `logout`, `whoami`."""

import platform
import webbrowser
from typing import Annotated

import typer

from pixelflare_client.cli.exits import UsageFailed
from pixelflare_client.cli.options import AsJson
from pixelflare_client.cli.output import as_line
from pixelflare_client.cli.profile import Profile, forget_profile, keep_profile, profile_path
from pixelflare_client.cli.session import console, errors, session_of
from pixelflare_client.cli.sign_in import SigningIn, access_token
from pixelflare_client.client import Client
from pixelflare_client.configurations import CONFIGURATIONS
from pixelflare_client.generated import calls, types


def login(
    context: typer.Context,
    url: Annotated[str | None, typer.Option(help="The installation's address, such as https://img.example.com")] = None,
    key: Annotated[str | None, typer.Option(help="An API key; without one, a browser shows the sign-in page")] = None,
    scope: Annotated[str, typer.Option(help="Of a new key: read, write or admin")] = "write",
) -> None:
    """Keep an installation's address and an API key. Without --key, sign in by browser, and a key is made."""
    session = session_of(context)
    address = (url or session.address()).rstrip("/")
    if not address.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        raise UsageFailed("the address begins with https://, because the key goes along with each request")
    kept = key or session.key or _new_key(address, scope)
    with Client(address, kept) as client:
        owner = client.send(calls.show_me())["owner"]
    keep_profile(Profile(address, kept), profile_path())
    console.print(f"Signed in at {address} as {owner}", markup=False, highlight=False)


def _new_key(address: str, scope: str) -> str:
    """The access token of the sign-in is used once, for a key, and not kept."""
    if scope not in ("read", "write", "admin"):
        raise UsageFailed("a key has the scope read, write or admin")
    with Client(address) as anonymous:
        signing_in = SigningIn(anonymous.send(calls.show_sign_in()))
    with Client(address, access_token(signing_in, show=_show)) as signed_in:
        asked: types.CreateApiKey = {"name": f"pixelflare on {platform.node()}"[:100], "scopes": [scope]}  # type: ignore[list-item]
        return signed_in.send(calls.create_api_key(asked))["key"]


def _show(address: str) -> None:
    errors.print(f"Sign in at {address}", markup=False, highlight=False, soft_wrap=True)
    webbrowser.open(address)


def logout() -> None:
    """Forget the kept key. The application's page of API keys revokes it."""
    console.print("Forgotten" if forget_profile(profile_path()) else "Nothing was kept")


def whoami(context: typer.Context, as_json: AsJson = False) -> None:
    """Show whose key is used, and where."""
    session = session_of(context)
    with session.client() as client:
        me = client.send(calls.show_me())
    if as_json:
        typer.echo(as_line({"url": session.address(), **me}))
    else:
        console.print(f"{me['owner']} at {session.address()}", markup=False, highlight=False)


def configure(
    context: typer.Context, program: Annotated[str, typer.Argument(help=f"One of {', '.join(CONFIGURATIONS)}")]
) -> None:
    """Print the configuration of a screenshot program, with this installation and key filled in."""
    if program not in CONFIGURATIONS:
        raise UsageFailed(f"there are configurations for {', '.join(CONFIGURATIONS)}")
    typer.echo(CONFIGURATIONS[program](*session_of(context).credentials()))


def add_to(app: typer.Typer) -> None:
    for command in (login, logout, whoami, configure):
        app.command()(command)
