"""`upload` and `sync`."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

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

from pixelflare_client.cli.exits import Exit, UsageFailed
from pixelflare_client.cli.journal import Journal, journal_path
from pixelflare_client.cli.options import Album, AsJson, Tags
from pixelflare_client.cli.output import as_line
from pixelflare_client.cli.session import console, errors, session_of
from pixelflare_client.cli.sync import Plan, album_of, deleted, planned
from pixelflare_client.cli.transfer import PICTURES, Destination, Result, upload_all
from pixelflare_client.generated import calls
from pixelflare_client.uploads import UploadOptions

JournalPath = Annotated[
    Path | None, typer.Option("--journal", envvar="PIXELFLARE_JOURNAL", help="Where uploads are noted")
]
Visibility = Annotated[str | None, typer.Option(help="public, unlisted or private")]
OnConflict = Annotated[str | None, typer.Option(help="A taken name: `refuse`, or `suffix` for a number behind it")]


def upload(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True)],
    album: Album = None,
    tags: Tags = None,
    visibility: Visibility = None,
    on_conflict: OnConflict = None,
    journal: JournalPath = None,
    as_json: AsJson = False,
) -> None:
    """Upload pictures. The same command again goes on where it was, and uploads nothing twice."""
    options = _options(album, tags, visibility, on_conflict)
    session = session_of(context)
    with session.client() as client, closing(Journal(journal or journal_path())) as noted:
        library = f"{session.address()}#{client.send(calls.show_me())['owner']}"
        to = Destination(client, noted, library, options)
        _finish(_shown(list(dict.fromkeys(files)), to, parallel=session.parallel, as_json=as_json))


def sync(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    album: Album = None,
    tags: Tags = None,
    visibility: Visibility = None,
    delete: Annotated[
        bool, typer.Option(help="Move pictures of the album to the bin that the folder does not have")
    ] = False,
    dry_run: Annotated[bool, typer.Option(help="Say what would happen, and do nothing")] = False,
    journal: JournalPath = None,
    as_json: AsJson = False,
) -> None:
    """Upload what an album lacks of a folder, with all folders below. Pictures are compared by their content."""
    slug = album or album_of(folder)
    options = _options(slug, tags, visibility, "suffix")
    files = sorted(each for each in folder.rglob("*") if each.suffix.lower() in PICTURES and each.is_file())
    if delete and not files:
        raise UsageFailed(f"{folder} has no pictures, and --delete would empty the album {slug}")
    session = session_of(context)
    with session.client() as client, closing(Journal(journal or journal_path())) as noted:
        library = f"{session.address()}#{client.send(calls.show_me())['owner']}"
        plan = planned(files, slug, client)
        if dry_run:
            _print_plan(plan, delete=delete, as_json=as_json)
            return
        to = Destination(client, noted, library, options)
        failed = _shown(plan.missing, to, parallel=session.parallel, as_json=as_json)
        if delete and not failed:
            for row in deleted(plan.surplus, client):
                _print_row(row, as_json=as_json)
        _finish(failed)


def _options(
    album: str | None, tags: list[str] | None, visibility: str | None, on_conflict: str | None
) -> UploadOptions:
    """The API judges the values; those with a closed set are judged here, before anything is sent. Raises UsageFailed."""
    if visibility not in (None, "public", "unlisted", "private"):
        raise UsageFailed("an image is public, unlisted or private")
    if on_conflict not in (None, "suffix", "refuse"):
        raise UsageFailed("a taken name is refused, or gets a suffix")
    return UploadOptions(album=album, tags=tuple(tags or ()), visibility=visibility, on_conflict=on_conflict)  # type: ignore[arg-type]


def _shown(files: list[Path], to: Destination, *, parallel: int, as_json: bool) -> int:
    """How many failed. Progress goes to the error stream, results to the output."""
    failed = 0
    with _progress(files) as (bar, task):
        results = upload_all(files, to, parallel=parallel, progress=lambda _, count: bar.advance(task, count))
        for result in _without_bar(results, bar, task):
            failed += result.status == "failed"
            _print_row(result.shown(), as_json=as_json)
    return failed


def _without_bar(results: Iterable[Result], bar: Progress, task: TaskID) -> Iterator[Result]:
    """A file that needs nothing sent counts as sent."""
    for result in results:
        if result.status == "skipped":
            bar.advance(task, Path(result.file).stat().st_size)
        yield result


class _progress:  # noqa: N801 - used as a function
    """A bar for all files together, which only a terminal shows."""

    def __init__(self, files: list[Path]) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=errors, disable=not errors.is_terminal)
        self._task = self._bar.add_task(f"{len(files)} files", total=sum(each.stat().st_size for each in files))

    def __enter__(self) -> tuple[Progress, TaskID]:
        self._bar.start()
        return self._bar, self._task

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def _print_plan(plan: Plan, *, delete: bool, as_json: bool) -> None:
    for file in plan.missing:
        _print_row({"file": str(file), "status": "would_upload"}, as_json=as_json)
    for image in plan.surplus if delete else ():
        _print_row({"file": image["filename"], "status": "would_delete", "id": image["id"]}, as_json=as_json)


def _print_row(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(as_line(row))
        return
    said = row.get("error") or row.get("url") or row.get("id") or ""
    console.print(f"{row['status']:<12} {row['file']}  {said}", markup=False, highlight=False, soft_wrap=True)


def _finish(failed: int) -> None:
    if failed:
        errors.print(f"{failed} failed; the same command again tries only those")
        raise typer.Exit(Exit.INCOMPLETE)


def add_to(app: typer.Typer) -> None:
    for command in (upload, sync):
        app.command()(command)
