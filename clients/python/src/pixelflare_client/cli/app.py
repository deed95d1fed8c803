"""`pixelflare`: the command line of an installation."""

import os
import sys
from typing import Annotated

import typer

from pixelflare_client.cli import account, importing, library, uploading
from pixelflare_client.cli.exits import Exit, exit_for
from pixelflare_client.cli.session import Session, errors
from pixelflare_client.client import MAX_PARALLEL
from pixelflare_client.errors import PixelflareError

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
for each in (account, uploading, importing, library):
    each.add_to(app)


@app.callback()
def settings(
    context: typer.Context,
    url: Annotated[str | None, typer.Option(envvar="PIXELFLARE_URL", help="The installation's address")] = None,
    key: Annotated[
        str | None, typer.Option(envvar="PIXELFLARE_KEY", help="An API key, in place of the kept one", show_envvar=True)
    ] = None,
    parallel: Annotated[int, typer.Option(min=1, max=32, help="The most requests at once")] = MAX_PARALLEL,
) -> None:
    """Upload, find and fetch pictures of a Pixelflare installation."""
    context.obj = Session(url, key, parallel)


def main() -> None:
    """Ends the process with one of the documented exit codes."""
    try:
        app(standalone_mode=True)
    except (PixelflareError, OSError) as failed:
        if isinstance(failed, BrokenPipeError):  # such as `pixelflare ls | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(Exit.OK)
        errors.print(f"[red]{type(failed).__name__}[/red]", end=": ")
        errors.print(str(failed), markup=False, highlight=False)
        sys.exit(exit_for(failed))
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


if __name__ == "__main__":
    main()
