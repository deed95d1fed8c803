"""What an import does: which pictures, under which names, in which albums."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pixelflare_client.importing.facts import AlbumName, Facts
from pixelflare_client.importing.library import Found, Left, found_in
from pixelflare_client.importing.sources import Entry, SourceFailed
from pixelflare_client.names import album_slug, one_line
from pixelflare_client.uploads import UploadOptions

MAX_TAGS = 30
MAX_FILENAME = 255


@dataclass(frozen=True)
class Item:
    """A picture, once for each content."""

    entry: Entry
    sha256: str
    options: UploadOptions


@dataclass(frozen=True)
class Album:
    slug: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class ImportPlan:
    items: list[Item]
    left: list[Left]
    albums: list[Album]
    """Those that the items are in."""

    @property
    def size(self) -> int:
        return sum(item.entry.size for item in self.items)


def plan_import(
    entries: Iterable[Entry],
    options: UploadOptions | None = None,
    *,
    folders_as_albums: bool = False,
    digest: Callable[[Entry], str] = Entry.sha256,
) -> ImportPlan:
    """Each content once, with what all of its copies say. Nothing is sent.

    `options` are those of all pictures: an album there takes the place of all others, and tags are added. `digest` may
    remember what it has read before.
    """
    shared = options or UploadOptions()
    pictures, left = found_in(entries, folders_as_albums=folders_as_albums)
    first: dict[str, Found] = {}
    for each in sorted(pictures, key=lambda found: found.entry.origin):
        try:
            sha256 = digest(each.entry)
        except SourceFailed:
            left.append(Left(each.entry.origin, "unreadable"))
            continue
        if same := first.get(sha256):
            first[sha256] = Found(same.entry, same.facts.and_also(each.facts))
            left.append(Left(each.entry.origin, "duplicate"))
        else:
            first[sha256] = each
    albums = _Albums()
    items = [Item(found.entry, sha256, _options(found, shared, albums)) for sha256, found in first.items()]
    return ImportPlan(items, sorted(left, key=lambda each: each.origin), albums.used)


class _Albums:
    """One slug for each title, or for each folder where two albums are called alike."""

    def __init__(self) -> None:
        self._by_name: dict[str, Album] = {}

    def of(self, name: AlbumName) -> Album:
        slug = album_slug(name.slug_from)
        return self._by_name.setdefault(slug, Album(slug, name.title, name.description))

    @property
    def used(self) -> list[Album]:
        return sorted(self._by_name.values(), key=lambda album: album.slug)


def _options(found: Found, shared: UploadOptions, albums: _Albums) -> UploadOptions:
    """An image has one album: the first by name. The others become tags, so that nothing is lost."""
    facts = found.facts
    names = sorted(facts.albums, key=lambda album: album.slug_from)
    album, others = shared.album, names
    if album is None and names:
        album, others = albums.of(names[0]).slug, names[1:]
    tags = dict.fromkeys([*shared.tags, *facts.tags, *(album_slug(each.slug_from)[:50] for each in others)])
    return replace(
        shared,
        filename=_filename(found.entry, facts),
        album=album,
        tags=tuple(tags)[:MAX_TAGS],
        title=facts.title,
        description=facts.description,
        taken_at=facts.taken_at,
        imported_from=facts.address,
        on_conflict=shared.on_conflict or "suffix",
    )


def _filename(entry: Entry, facts: Facts) -> str:
    """The name that it had there, if the API takes it; an extension of another kind than the file's says nothing."""
    asked = one_line((facts.filename or "").replace("/", "_").replace("\\", "_").lstrip("."), most=MAX_FILENAME)
    if asked and PurePosixPath(asked).suffix.lower() == entry.path.suffix.lower():
        return asked
    own = one_line(entry.name.replace("\\", "_").lstrip("."), most=MAX_FILENAME)
    return own or f"picture{entry.path.suffix}"
