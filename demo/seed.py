"""Fills the demo album through the public API. A second run adds what is missing."""

from dataclasses import replace

from demo.album import ALBUM, ALBUM_TITLE, PHOTOGRAPHS, Photograph
from demo.client import ApiError, Client, upload, wait_until_done

EXAMPLE_USER = "alice"
"""The user that the documentation signs in as."""


def seed(client: Client) -> list[str]:
    """The ids of the added photographs, each ready to be viewed."""
    _call_by_name(client)
    _call_by_name(replace(client, user=EXAMPLE_USER))
    _make_album(client)
    added = [image_id for photograph in PHOTOGRAPHS if (image_id := _add(client, photograph))]
    for image_id in added:
        image = wait_until_done(client, image_id)
        if image["status"] != "ready":
            raise RuntimeError(f"{image['filename']} was {image['status']}: {image['reason']}")
    return added


def _call_by_name(client: Client) -> None:
    """The user's name can replace the owner in paths, unless it is taken or not allowed as a handle."""
    try:
        client.patch("/me", {"handle": client.user})
    except ApiError as refusal:
        if refusal.status not in (400, 409):
            raise


def _make_album(client: Client) -> None:
    try:
        client.post("/albums", {"slug": ALBUM, "title": ALBUM_TITLE})
    except ApiError as refusal:
        if refusal.status != 409:
            raise


def _add(client: Client, photograph: Photograph) -> str | None:
    try:
        return upload(
            client,
            filename=photograph.filename,
            body=photograph.read(),
            album=ALBUM,
            alt=photograph.alt,
            license=photograph.license,
            tags=list(photograph.tags),
        )
    except ApiError as refusal:
        if refusal.code == "PATH_TAKEN":
            return None
        raise
