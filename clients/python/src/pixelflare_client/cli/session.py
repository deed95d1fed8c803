"""What every command has: the installation and the key to use, and how to print."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from pixelflare_client.cli.exits import NotSignedIn
from pixelflare_client.cli.output import as_line
from pixelflare_client.cli.profile import profile_path, read_profile
from pixelflare_client.client import Client
from pixelflare_client.steps import Retries

console = Console()
errors = Console(stderr=True)


PATIENT = Retries(longest_seconds=3600.0, limited_seconds=48 * 3600.0)
"""A command waits for its rate limit, however many files there are: an hour's uploads are limited, a folder's are not."""
NOTED_FROM_SECONDS = 10.0


@dataclass(frozen=True)
class Session:
    url: str | None
    key: str | None
    parallel: int

    def address(self) -> str:
        """Raises NotSignedIn."""
        profile = read_profile(profile_path())
        url = self.url or (profile.url if profile else None)
        if not url:
            raise NotSignedIn("no installation: run `pixelflare login`, or give --url or PIXELFLARE_URL")
        return url

    def credentials(self) -> tuple[str, str]:
        """The address and the key. A kept key goes only to the installation that it was made for. Raises NotSignedIn."""
        url, profile = self.address().rstrip("/"), read_profile(profile_path())
        kept = profile.key if profile and profile.url.rstrip("/") == url else None
        key = self.key or kept
        if not key:
            raise NotSignedIn("no key: run `pixelflare login`, or give --key or PIXELFLARE_KEY")
        return url, key

    def client(self) -> Client:
        """Raises NotSignedIn."""
        url, key = self.credentials()
        return Client(url, key, parallel=self.parallel, retries=PATIENT, sleep=_sleep)


def _sleep(seconds: float) -> None:
    if seconds >= NOTED_FROM_SECONDS:
        errors.print(f"Waiting {seconds:.0f} s: the server is busy, or the rate limit is reached", highlight=False)
    time.sleep(seconds)


def session_of(context: typer.Context) -> Session:
    session = context.obj
    assert isinstance(session, Session)
    return session


def print_rows(rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...], *, as_json: bool) -> None:
    """One JSON object a line, or a table of some columns."""
    if as_json:
        for row in rows:
            typer.echo(as_line(row))
        return
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    console.print(table)


def _cell(value: Any) -> str:
    return "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
