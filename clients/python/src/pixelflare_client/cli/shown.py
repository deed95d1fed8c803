"""Uploads as people and programs see them: a bar on the error stream, a row for each file on the output."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from pixelflare_client.cli.exits import Exit
from pixelflare_client.cli.output import as_line
from pixelflare_client.cli.session import console, errors
from pixelflare_client.cli.transfer import Destination, Outgoing, upload_all


def uploaded(files: list[Outgoing], to: Destination, *, parallel: int, as_json: bool) -> int:
    """How many failed."""
    failed = 0
    sizes = {file.shown: file.picture.size for file in files}
    with bar(f"{len(files)} files", sum(sizes.values())) as (shown, task):
        for result in upload_all(files, to, parallel=parallel, progress=lambda count: shown.advance(task, count)):
            if result.status == "skipped":  # a file that needs nothing sent counts as sent
                shown.advance(task, sizes[result.file])
            failed += result.status == "failed"
            print_row(result.shown(), as_json=as_json)
    return failed


@contextmanager
def bar(description: str, total: int) -> Iterator[tuple[Progress, TaskID]]:
    """For all files together. Only a terminal shows it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, disable=not errors.is_terminal) as progress:
        yield progress, progress.add_task(description, total=total)


def print_row(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(as_line(row))
        return
    said = row.get("error") or row.get("reason") or row.get("url") or row.get("id") or row.get("album") or ""
    console.print(f"{row['status']:<12} {row['file']}  {said}", markup=False, highlight=False, soft_wrap=True)


def finish(failed: int) -> None:
    """Ends the command with the exit code that says whether all was done."""
    if failed:
        errors.print(f"{failed} failed; the same command again tries only those")
        raise typer.Exit(Exit.INCOMPLETE)
