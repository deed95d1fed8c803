"""`upload` and `sync`."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from pixelflare_client.cli.exits import UsageFailed
from pixelflare_client.cli.journal import Journal, journal_path
from pixelflare_client.cli.options import Album, AsJson, Tags
from pixelflare_client.cli.session import Session, session_of
from pixelflare_client.cli.shown import finish, print_row, uploaded
from pixelflare_client.cli.sync import Plan, album_of, deleted, planned
from pixelflare_client.cli.transfer import Destination, Outgoing
from pixelflare_client.client import Client
from pixelflare_client.generated import calls
from pixelflare_client.pictures import PICTURES
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
    options = options_of(album, tags, visibility, on_conflict)
    session = session_of(context)
    with session.client() as client, closing(Journal(journal or journal_path())) as noted:
        library = library_of(session, client)
        outgoing = [Outgoing.of(file, options) for file in dict.fromkeys(files)]
        to = Destination(client, noted, library)
        finish(uploaded(outgoing, to, parallel=session.parallel, as_json=as_json))


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
    options = options_of(slug, tags, visibility, "suffix")
    files = sorted(each for each in folder.rglob("*") if each.suffix.lower() in PICTURES and each.is_file())
    if delete and not files:
        raise UsageFailed(f"{folder} has no pictures, and --delete would empty the album {slug}")
    session = session_of(context)
    with session.client() as client, closing(Journal(journal or journal_path())) as noted:
        library = library_of(session, client)
        plan = planned(files, slug, client)
        if dry_run:
            _print_plan(plan, delete=delete, as_json=as_json)
            return
        outgoing = [Outgoing.of(file, options) for file in plan.missing]
        failed = uploaded(outgoing, Destination(client, noted, library), parallel=session.parallel, as_json=as_json)
        if delete and not failed:
            for row in deleted(plan.surplus, client):
                print_row(row, as_json=as_json)
        finish(failed)


def library_of(session: Session, client: Client) -> str:
    """What the journal calls this installation and owner."""
    return f"{session.address()}#{client.send(calls.show_me())['owner']}"


def options_of(
    album: str | None, tags: list[str] | None, visibility: str | None, on_conflict: str | None
) -> UploadOptions:
    """The API judges the values; those with a closed set are judged here, before anything is sent. Raises UsageFailed."""
    if visibility not in (None, "public", "unlisted", "private"):
        raise UsageFailed("an image is public, unlisted or private")
    if on_conflict not in (None, "suffix", "refuse"):
        raise UsageFailed("a taken name is refused, or gets a suffix")
    return UploadOptions(album=album, tags=tuple(tags or ()), visibility=visibility, on_conflict=on_conflict)  # type: ignore[arg-type]


def _print_plan(plan: Plan, *, delete: bool, as_json: bool) -> None:
    for file in plan.missing:
        print_row({"file": str(file), "status": "would_upload"}, as_json=as_json)
    for image in plan.surplus if delete else ():
        print_row({"file": image["filename"], "status": "would_delete", "id": image["id"]}, as_json=as_json)


def add_to(app: typer.Typer) -> None:
    for command in (upload, sync):
        app.command()(command)
