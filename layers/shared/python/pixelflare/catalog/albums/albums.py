"""Creates, lists, changes and deletes albums. An album's slug is its identity, because it is part of the CDN's
paths."""

from contextlib import suppress
from datetime import datetime

from pixelflare.base.cursors import Cursors
from pixelflare.base.errors import AlbumNotEmpty, Conflict, Forbidden, InvalidRequest, NotFound
from pixelflare.base.optimistic import change_current, check_version
from pixelflare.catalog.albums.store import NEEDS_ADMIN, AlbumStore
from schema.addresses.names import DEFAULT_ALBUM
from schema.library.albums import Album, ChangeAlbum, CreateAlbum
from schema.pages import Page


def create_album(owner: str, request: CreateAlbum, *, albums: AlbumStore, now: datetime) -> Album:
    """Raises Conflict if the slug is taken."""
    album = _new(request.slug, title=request.title, description=request.description, now=now)
    album = album.model_copy(update={"hold_until_moderated": request.hold_until_moderated})
    albums.add(owner, album)
    return album


def ensure_album(owner: str, slug: str, *, albums: AlbumStore, now: datetime) -> None:
    """Creates the album that an upload names, if it does not exist."""
    with suppress(Conflict):  # there is one
        albums.add(owner, _new(slug, title=None, description="", now=now))


def get_album(owner: str, slug: str, *, albums: AlbumStore, now: datetime) -> Album:
    """Raises NotFound. The default album always exists."""
    album = albums.find(owner, slug)
    if album is None and slug == DEFAULT_ALBUM:
        return _new(slug, title=None, description="", now=now)
    if album is None:
        raise NotFound(f"no album {slug}")
    return album


def list_albums(
    owner: str, *, albums: AlbumStore, cursors: Cursors, limit: int, cursor: str | None, now: datetime
) -> Page[Album]:
    """By slug, always with the default album. Raises InvalidRequest for a cursor of another list."""
    question = f"albums of {owner}"
    after = cursors.read(cursor, of=question)["slug"] if cursor else ""
    found = albums.page(owner, after=after, limit=limit + 1)
    if after < DEFAULT_ALBUM and all(album.slug != DEFAULT_ALBUM for album in found):
        # The place that its record would have. If that is on a later page, the cut below removes it again.
        found = sorted([*found, _new(DEFAULT_ALBUM, title=None, description="", now=now)], key=lambda album: album.slug)
    shown = found[:limit]
    more = len(found) > limit
    return Page(data=shown, next_cursor=cursors.give({"slug": shown[-1].slug}, of=question) if more else None)


def change_album(
    owner: str,
    slug: str,
    request: ChangeAlbum,
    *,
    albums: AlbumStore,
    expected_version: int | None = None,
    may_release: bool,
    now: datetime,
) -> Album:
    """Raises NotFound, PreconditionFailed (the expected version is not the current one), ChangedMeanwhile, and Forbidden when
    the hold is switched off by who may not release pictures."""
    if request.hold_until_moderated is False and not may_release:
        raise Forbidden(NEEDS_ADMIN)
    if slug == DEFAULT_ALBUM:
        ensure_album(owner, slug, albums=albums, now=now)
    change = request.model_dump(exclude_none=True) | {"updated_at": now.isoformat()}
    if "cover" in request.model_fields_set:
        change["cover"] = request.cover
    return change_current(
        lambda: get_album(owner, slug, albums=albums, now=now),
        lambda album: albums.change(owner, album, change),
        expected_version=expected_version,
        name=f"album {slug}",
    )


def delete_album(
    owner: str, slug: str, *, albums: AlbumStore, expected_version: int | None = None, may_release: bool, now: datetime
) -> None:
    """An album that holds pictures is deleted only by who `may_release` them: the next upload there would create it anew,
    without the hold. Raises Forbidden for others.

    Raises AlbumNotEmpty while it contains images, because their addresses start with it. The owner moves them, one
    by one or up to a hundred in a bulk action. Raises NotFound, PreconditionFailed.

    An upload that reserves a path at the same moment loses its album. Its image keeps its path, and the next upload
    there creates the album again.
    """
    if slug == DEFAULT_ALBUM:
        raise InvalidRequest("the default album cannot be deleted")
    album = get_album(owner, slug, albums=albums, now=now)
    check_version(album, expected_version, name=f"album {slug}")
    if album.hold_until_moderated and not may_release:
        raise Forbidden(NEEDS_ADMIN)
    if albums.holds_images(owner, slug, now=now):
        raise AlbumNotEmpty(f"album {slug} contains images; delete or move them first")
    albums.remove(owner, slug, expected_version=expected_version, may_release=may_release)


def _new(slug: str, *, title: str | None, description: str, now: datetime) -> Album:
    return Album(slug=slug, title=title or slug, description=description, created_at=now, updated_at=now)
