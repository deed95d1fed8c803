"""Options that several commands have."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs")]
Album = Annotated[str | None, typer.Option("--album", "-a", help="The album's slug")]
Tags = Annotated[list[str] | None, typer.Option("--tag", "-t", help="A tag; may be repeated")]
