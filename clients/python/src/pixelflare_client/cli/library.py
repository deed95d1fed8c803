"""`ls`, `search`, `show`, `get`, `url`, `rm`, `restore`."""

import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from pixelflare_client.cli.exits import Exit, UsageFailed
from pixelflare_client.cli.images import image_id_of, options_text
from pixelflare_client.cli.options import Album, AsJson
from pixelflare_client.cli.output import as_line
from pixelflare_client.cli.session import console, errors, print_rows, session_of
from pixelflare_client.client import Client
from pixelflare_client.errors import ApiError
from pixelflare_client.generated import calls

COLUMNS = ("id", "album", "filename", "status", "width", "height", "tags")
Images = Annotated[list[str], typer.Argument(help="An image's id, or any address of it")]
Limit = Annotated[int, typer.Option(min=1, help="The most to show")]


def ls(
    context: typer.Context,
    album: Album = None,
    tag: Annotated[str | None, typer.Option(help="Only with this tag")] = None,
    deleted: Annotated[bool, typer.Option(help="The bin instead")] = False,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """List images, the newest first."""
    with session_of(context).client() as client:

        def page(cursor: str | None) -> Any:
            return calls.list_images(album=album, tag=tag, deleted=deleted, cursor=cursor, limit=min(limit, 100))

        print_rows(islice(client.each(page), limit), COLUMNS, as_json=as_json)


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help='Words and filters, such as "cat tag:garden"')],
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Search images by words, labels, tags and more."""
    with session_of(context).client() as client:

        def page(cursor: str | None) -> Any:
            return calls.search_images(q=" ".join(words), cursor=cursor, limit=min(limit, 50))

        hits = islice(client.each(page), limit)
        print_rows((hit["image"] for hit in hits), COLUMNS, as_json=as_json)


def show(context: typer.Context, images: Images) -> None:
    """Print images as JSON, with all their addresses."""
    with session_of(context).client() as client:
        _each(images, client, lambda image_id: client.send(calls.show_image(image_id)), as_json=True)


def get(
    context: typer.Context,
    images: Images,
    into: Annotated[Path, typer.Option(help="A folder; `-` writes one original to the output")] = Path(),
    force: Annotated[bool, typer.Option(help="Overwrite files")] = False,
    as_json: AsJson = False,
) -> None:
    """Download originals, untouched, under their original names."""
    with session_of(context).client() as client:
        if str(into) == "-":
            if len(images) != 1:
                raise UsageFailed("the output takes one original")
            sys.stdout.buffer.write(client.download(image_id_of(images[0], client)))
            return
        into.mkdir(parents=True, exist_ok=True)
        _each(images, client, lambda image_id: _fetched(image_id, into, client, force=force), as_json=as_json)


def _fetched(image_id: str, into: Path, client: Client, *, force: bool) -> dict[str, Any]:
    """Written whole or not at all. The name comes from the server, so only its last part counts."""
    image = client.send(calls.show_image(image_id))
    name = Path(image["display_name"]).name
    file = into / (name if name not in ("", "..") else image["filename"])
    if file.exists() and not force:
        raise FileExistsError(f"{file} exists: give --force to overwrite it")
    partial = file.with_name(f".{file.name}.{image_id}")
    partial.write_bytes(client.download(image_id))
    partial.replace(file)
    return {"id": image_id, "file": str(file)}


def url(
    context: typer.Context,
    image: Annotated[str, typer.Argument(help="An image's id, or any address of it")],
    preset: Annotated[str | None, typer.Option(help="A size that exists, such as thumb or w1024")] = None,
    width: Annotated[int | None, typer.Option("--width", "-w", min=1, max=4096)] = None,
    height: Annotated[int | None, typer.Option("--height", "-h", min=1, max=4096)] = None,
    fit: Annotated[str | None, typer.Option(help="scale-down, contain, cover, crop, pad or squeeze")] = None,
    quality: Annotated[str | None, typer.Option(help="1 to 100, or auto")] = None,
    output: Annotated[str | None, typer.Option("--format", "-f", help="avif, webp, jpeg, png, gif or auto")] = None,
    option: Annotated[list[str] | None, typer.Option("--option", "-o", help="Any other, such as blur=3")] = None,
    short: Annotated[bool, typer.Option(help="The permanent short link")] = False,
    as_json: AsJson = False,
) -> None:
    """Print an address of an image. Options are signed, so that everybody can use the address."""
    named = {"w": width, "h": height, "fit": fit, "q": quality, "f": output}
    options = options_text(named, option or [])
    if sum(map(bool, (preset, options, short))) > 1:
        raise UsageFailed("an address has a preset, or options, or is the short link")
    with session_of(context).client() as client:
        found = client.send(calls.show_image(image_id_of(image, client)))
        if options:
            address = client.send(calls.sign_address(found["id"], {"options": options}))["url"]
        elif preset and preset not in found["variants"]:
            raise UsageFailed(f"there is no preset {preset}: {', '.join(found['variants'])}")
        else:
            address = found["variants"][preset] if preset else found["short_url"] if short else found["cdn_url"]
    typer.echo(as_line({"id": found["id"], "url": address}) if as_json else address)


def rm(
    context: typer.Context,
    images: Images,
    permanent: Annotated[bool, typer.Option(help="At once and for good, and not into the bin")] = False,
    as_json: AsJson = False,
) -> None:
    """Move images to the bin."""
    with session_of(context).client() as client:

        def remove(image_id: str) -> dict[str, Any]:
            client.send(calls.delete_image(image_id, permanent=permanent or None))
            return {"id": image_id, "status": "deleted"}

        _each(images, client, remove, as_json=as_json)


def restore(context: typer.Context, images: Images, as_json: AsJson = False) -> None:
    """Take images out of the bin."""
    with session_of(context).client() as client:
        _each(images, client, lambda image_id: client.send(calls.restore_image(image_id)), as_json=as_json)


def _each(images: Iterable[str], client: Client, act: Callable[[str], Any], *, as_json: bool) -> None:
    """One failure does not keep the others from their turn. A single one keeps its own exit code."""
    every, failed = list(images), 0
    for image in every:
        try:
            row = act(image_id_of(image, client))
        except (ApiError, FileExistsError) as refused:
            if len(every) == 1:
                raise
            failed += 1
            row = {"id": image, "status": "failed", "error": str(refused)}
            errors.print(f"{image}: {refused}", markup=False, highlight=False)
        if as_json:
            typer.echo(as_line(row))
        elif "error" not in row:
            console.print(f"{row['id']}  {row.get('file') or row['status']}", markup=False, highlight=False)
    if failed:
        raise typer.Exit(Exit.INCOMPLETE)


def add_to(app: typer.Typer) -> None:
    for command in (ls, search, show, get, url, rm, restore):
        app.command()(command)
