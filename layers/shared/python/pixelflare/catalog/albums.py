"""What an owner does with albums. An album's slug is its identity: it is part of the CDN's paths."""

from contextlib import suppress
from datetime import datetime

from pixelflare.base.errors import AlbumNotEmpty, Conflict, InvalidRequest, NotFound
from pixelflare.catalog.album_store import AlbumStore
from schema.albums import Album, ChangeAlbum, CreateAlbum
from schema.names import DEFAULT_ALBUM


def create_album(owner: str, request: CreateAlbum, *, albums: AlbumStore, now: datetime) -> Album:
    """Raises Conflict when the slug is taken."""
    album = _new(request.slug, title=request.title, description=request.description, now=now)
    albums.add(owner, album)
    return album


def ensure_album(owner: str, slug: str, *, albums: AlbumStore, now: datetime) -> None:
    """Make the album an upload names, if there is none."""
    if albums.find(owner, slug) is None:
        with suppress(Conflict):  # made at the same time by another upload
            albums.add(owner, _new(slug, title=None, description="", now=now))


def get_album(owner: str, slug: str, *, albums: AlbumStore, now: datetime) -> Album:
    """Raises NotFound; the default album is always there."""
    album = albums.find(owner, slug)
    if album is None and slug == DEFAULT_ALBUM:
        return _new(slug, title=None, description="", now=now)
    if album is None:
        raise NotFound(f"no album {slug}")
    return album


def list_albums(owner: str, *, albums: AlbumStore, now: datetime) -> list[Album]:
    found = albums.all_of(owner)
    if all(album.slug != DEFAULT_ALBUM for album in found):
        found.append(_new(DEFAULT_ALBUM, title=None, description="", now=now))
    return sorted(found, key=lambda album: album.slug)


def change_album(owner: str, slug: str, request: ChangeAlbum, *, albums: AlbumStore, now: datetime) -> Album:
    """Raises NotFound."""
    if slug == DEFAULT_ALBUM:
        ensure_album(owner, slug, albums=albums, now=now)
    change = request.model_dump(exclude_none=True)
    return albums.change(owner, slug, change | {"updated_at": now.isoformat()})


def delete_album(owner: str, slug: str, *, albums: AlbumStore, now: datetime) -> None:
    """Raises AlbumNotEmpty while images are in it: their addresses start with it, so moving them is the owner's decision.

    An upload that reserves a path in the same moment finds its album gone; its image stays where its path says, and
    the next upload there makes the album again.
    """
    if slug == DEFAULT_ALBUM:
        raise InvalidRequest("the default album can not be deleted")
    if albums.find(owner, slug) is None:
        raise NotFound(f"no album {slug}")
    if albums.holds_images(owner, slug, now=now):
        raise AlbumNotEmpty(f"album {slug} holds images; delete or move them first")
    albums.remove(owner, slug)


def _new(slug: str, *, title: str | None, description: str, now: datetime) -> Album:
    return Album(slug=slug, title=title or slug, description=description, created_at=now, updated_at=now)
