"""`import`: folders, ZIP files, and exports of Google Photos and Immich."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from pixelflare_client.cli.exits import UsageFailed
from pixelflare_client.cli.journal import Journal, journal_path
from pixelflare_client.cli.options import Album, AsJson, Tags
from pixelflare_client.cli.output import as_line
from pixelflare_client.cli.session import Session, errors, session_of
from pixelflare_client.cli.shown import bar, finish, print_row, uploaded
from pixelflare_client.cli.sync import images_of
from pixelflare_client.cli.transfer import Destination, Outgoing
from pixelflare_client.cli.uploading import JournalPath, Visibility, library_of, options_of
from pixelflare_client.client import Client
from pixelflare_client.errors import ApiError
from pixelflare_client.generated import calls, types
from pixelflare_client.importing import Album as PlannedAlbum
from pixelflare_client.importing import Entry, ImportPlan, Item, SourceFailed, plan_import, sources


def import_(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(exists=True, readable=True, help="Folders and ZIP files, all parts at once")
    ],
    album: Album = None,
    folders_as_albums: Annotated[bool, typer.Option(help="Each folder becomes an album")] = False,
    tags: Tags = None,
    visibility: Visibility = None,
    dry_run: Annotated[bool, typer.Option(help="Say what would happen, and change nothing")] = False,
    journal: JournalPath = None,
    as_json: AsJson = False,
) -> None:
    """Import a folder, ZIP files, or an export of Google Photos (Takeout) or Immich. The same command again goes on."""
    options = options_of(album, tags, visibility, "suffix")
    session = session_of(context)
    try:
        with (
            session.client() as client,
            closing(Journal(journal or journal_path())) as noted,
            sources(paths) as entries,
        ):
            plan = _planned(entries, noted, lambda digest: plan_import(
                entries, options, folders_as_albums=folders_as_albums, digest=digest
            ))  # fmt: skip
            _carry_out(plan, client, noted, session, dry_run=dry_run, as_json=as_json)
    except SourceFailed as broken:
        raise UsageFailed(str(broken)) from broken


def _planned(entries: list[Entry], noted: Journal, plan: Callable[[Callable[[Entry], str]], ImportPlan]) -> ImportPlan:
    """Reads what has not been read before, with a bar."""
    with bar("Reading", sum(entry.size for entry in entries)) as (shown, task):

        def digest(entry: Entry) -> str:
            known = noted.digest(entry.origin, entry.size, entry.stamp)
            sha256 = known or entry.sha256()
            if known is None:
                noted.keep_digest(entry.origin, entry.size, entry.stamp, sha256)
            shown.advance(task, entry.size)
            return sha256

        return plan(digest)


def _carry_out(
    plan: ImportPlan, client: Client, noted: Journal, session: Session, *, dry_run: bool, as_json: bool
) -> None:
    here = {image["sha256"]: image for image in images_of(client) if image["sha256"]}
    missing = [item for item in plan.items if item.sha256 not in here]
    for left in plan.left:
        print_row({"file": left.origin, "status": "skipped", "reason": left.reason}, as_json=as_json)
    for item in plan.items:
        if image := here.get(item.sha256):
            print_row(_row_of(item, "skipped", image), as_json=as_json)
    used = {item.options.album for item in missing}
    new = _missing_albums([album for album in plan.albums if album.slug in used], client)
    failed = 0
    if dry_run:
        for item in missing:
            print_row(_row_of(item, "would_upload", None), as_json=as_json)
    else:
        for album in new:
            _make(album, client)
        to = Destination(client, noted, library_of(session, client))
        failed = uploaded([_outgoing(item) for item in missing], to, parallel=session.parallel, as_json=as_json)
    _sum_up(plan, missing, new, dry_run=dry_run, as_json=as_json)
    finish(failed)


def _row_of(item: Item, status: str, image: types.ImageResource | None) -> dict[str, Any]:
    row: dict[str, Any] = {"file": item.entry.origin, "status": status, "album": item.options.album}
    if image is None:
        named = ("filename", "title", "description", "taken_at", "imported_from")
        said = {name: value for name in named if (value := getattr(item.options, name))}
        return row | {"bytes": item.entry.size, "tags": list(item.options.tags)} | said
    return row | {"album": image["album"], "id": image["id"], "url": image["cdn_url"], "reason": "in_the_library"}


def _outgoing(item: Item) -> Outgoing:
    return Outgoing(item.entry.origin, item.entry.origin, item.entry, item.options, item.sha256)


def _missing_albums(albums: list[PlannedAlbum], client: Client) -> list[PlannedAlbum]:
    known = {album["slug"] for album in client.each(lambda cursor: calls.list_albums(limit=100, cursor=cursor))}
    return [album for album in albums if album.slug not in known]


def _make(album: PlannedAlbum, client: Client) -> None:
    try:
        client.send(calls.create_album({"slug": album.slug, "title": album.title, "description": album.description}))
    except ApiError as refused:
        if refused.code != "CONFLICT":  # somebody else has made it meanwhile
            raise


def _sum_up(plan: ImportPlan, missing: list[Item], new: list[PlannedAlbum], *, dry_run: bool, as_json: bool) -> None:
    reasons = Counter(left.reason for left in plan.left)
    reasons["in_the_library"] = len(plan.items) - len(missing)
    size = sum(item.entry.size for item in missing)
    if as_json and dry_run:
        albums = [{"slug": album.slug, "title": album.title} for album in new]
        counted = {"pictures": len(missing), "bytes": size, "skipped": dict(+reasons), "new_albums": albums}
        typer.echo(as_line({"status": "summary", **counted}))
        return
    verb = "would be uploaded" if dry_run else "to upload"
    errors.print(f"{len(missing)} pictures {verb}, {size:,} bytes", highlight=False)
    for reason, count in sorted((+reasons).items()):
        errors.print(f"{count} skipped: {reason}", highlight=False)
    for album in new:
        errors.print(f"new album {album.slug}: {album.title}", markup=False, highlight=False)


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_)
