"""What an album lacks of a folder, and what it has beyond, by content."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixelflare_client.cli.exits import UsageFailed
from pixelflare_client.cli.transfer import sha256_of
from pixelflare_client.client import Client
from pixelflare_client.errors import ApiError
from pixelflare_client.generated import calls, types
from pixelflare_client.names import slug_of
from pixelflare_client.picture import FilePicture


@dataclass(frozen=True)
class Plan:
    missing: list[Path]
    """One file of each content that the album does not have."""
    surplus: list[types.ImageResource]
    """Images of the album whose content no file has."""


def planned(files: Iterable[Path], album: str, client: Client) -> Plan:
    local: dict[str, Path] = {}
    for file in files:
        local.setdefault(sha256_of(FilePicture(file)), file)
    images = list(images_of(client, album))
    remote = {image["sha256"] for image in images}
    missing = [file for digest, file in local.items() if digest not in remote]
    # An image without a digest has not been inspected yet: nobody knows what it is.
    return Plan(missing, [image for image in images if image["sha256"] and image["sha256"] not in local])


def deleted(images: Iterable[types.ImageResource], client: Client) -> Iterator[dict[str, Any]]:
    """Moves them to the bin, one by one. One that has been changed since the comparison stays."""
    for image in images:
        row = {"file": image["filename"], "id": image["id"]}
        try:
            client.send(calls.delete_image(image["id"], if_match=f'"{image["version"]}"'))
        except ApiError as refused:
            if refused.status != 412:
                raise
            yield {**row, "status": "kept", "error": "it has been changed meanwhile"}
        else:
            yield {**row, "status": "deleted"}


def album_of(folder: Path) -> str:
    """The folder's name as a slug. Raises UsageFailed."""
    slug = slug_of(folder.resolve().name)
    if not slug:
        raise UsageFailed("the folder's name is no album: give --album")
    return slug


def images_of(client: Client, album: str | None = None) -> Iterator[types.ImageResource]:
    """The album's, or all. Rejected ones are none."""

    def page(cursor: str | None) -> Any:
        return calls.list_images(album=album, cursor=cursor, limit=100)

    yield from (image for image in client.each(page) if image["status"] != "rejected")
