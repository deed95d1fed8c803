"""The pictures of a source with what is known of them, folder by folder."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from pixelflare_client.importing.facts import AlbumName, Facts
from pixelflare_client.importing.pairs import sidecar_of, xmp_names
from pixelflare_client.importing.sidecars import AlbumSays, google_album, google_facts, immich_facts, json_in
from pixelflare_client.importing.sources import Entry, SourceFailed
from pixelflare_client.importing.xmp import xmp_facts
from pixelflare_client.pictures import PICTURES, VIDEOS

_OF_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}( ?#\d+)?"
    r"|(Photos from|Fotos (von|aus|de|del|från)|Photos (de|du)|Foto (dal|del)|Foto's (uit|van)|Foton från|Zdjęcia z"
    r"|Bilder fra|Billeder fra|Фото за|Фотографии за|Fotografie z( roku)?) (19|20)\d{2}"
)
"""What older exports give a file of its own, too."""
MAX_SIDECAR_BYTES = 1024 * 1024
MAX_PICTURE_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True)
class Left:
    """A file that is not imported, and why."""

    origin: str
    reason: str


@dataclass
class Folder:
    """Its files from all sources together: parts of an export tear pictures and sidecars apart."""

    pictures: list[Entry] = field(default_factory=list)
    facts: dict[str, Facts] = field(default_factory=dict)
    """By the sidecar's name in lower case."""
    album: AlbumSays | None = None
    """Of Takeout: only albums have a file that says how they are called."""
    is_takeout: bool = False


@dataclass(frozen=True)
class Found:
    entry: Entry
    facts: Facts


def found_in(entries: Iterable[Entry], *, folders_as_albums: bool) -> tuple[list[Found], list[Left]]:
    """All pictures, copies included, and all files that are none."""
    folders: defaultdict[PurePosixPath, Folder] = defaultdict(Folder)
    left: list[Left] = []
    for entry in entries:
        if reason := _reason_to_leave(entry):
            left.append(Left(entry.origin, reason))
        elif entry.path.suffix.lower() in PICTURES:
            folders[entry.path.parent].pictures.append(entry)
        elif not _read_sidecar(entry, folders[entry.path.parent]):
            left.append(Left(entry.origin, "unreadable_sidecar"))
    lonely = _without_a_picture(folders)
    pictures = [each for path, folder in folders.items() for each in _found(path, folder, folders_as_albums, lonely)]
    left += [Left(each.entry.origin, "trashed") for each in pictures if each.facts.is_trashed]
    return [each for each in pictures if not each.facts.is_trashed], left


def _reason_to_leave(entry: Entry) -> str | None:
    """None for pictures and sidecars."""
    suffix = entry.path.suffix.lower()
    if suffix in VIDEOS:
        return "video"
    if suffix not in PICTURES and suffix not in (".json", ".xmp"):
        return "no_picture"
    if entry.problem:
        return entry.problem
    return "too_large" if suffix in PICTURES and entry.size > MAX_PICTURE_BYTES else None


def _read_sidecar(entry: Entry, folder: Folder) -> bool:
    """Whether the file could be read. One that says nothing of pictures is passed over."""
    try:
        content = entry.read(MAX_SIDECAR_BYTES)
    except SourceFailed:
        return False
    if entry.path.suffix.lower() == ".xmp":
        facts = xmp_facts(content)
    else:
        said = json_in(content)
        if said is None:
            return False
        google = google_facts(said)
        facts = google or immich_facts(said)
        folder.is_takeout = folder.is_takeout or google is not None
        if facts is None:
            folder.album = folder.album or google_album(said)
    if facts is not None:
        folder.facts[entry.name.lower()] = facts
    return facts is not None or entry.path.suffix.lower() == ".json"


def _found(
    path: PurePosixPath, folder: Folder, folders_as_albums: bool, lonely: Mapping[tuple[str, str], list[AlbumName]]
) -> Iterator[Found]:
    names = {name for name in folder.facts if name.endswith(".json")}
    album = _album_of(path, folder, folders_as_albums)
    for entry in folder.pictures:
        facts = Facts()
        if pair := sidecar_of(entry.name.lower(), names):
            facts = folder.facts[pair.sidecar]
            facts = replace(facts, filename=None) if pair.is_edited else facts
        for name in xmp_names(entry.name.lower()):
            facts = facts.and_also(folder.facts.get(name, Facts()))
        if album:
            facts = facts.and_also(Facts(albums=(album,)))
        elsewhere = lonely.get((facts.filename or "", facts.taken_at or ""), []) if folder.is_takeout else []
        yield Found(entry, facts.and_also(Facts(albums=tuple(elsewhere))))


def _album_of(path: PurePosixPath, folder: Folder, folders_as_albums: bool) -> AlbumName | None:
    """Takeout's folders of years and days are no albums. In most exports only albums have a file of their own."""
    if folder.album and folder.is_takeout and not _OF_TIME.fullmatch(path.name):
        return AlbumName(path.name, folder.album.title or path.name, folder.album.description)
    if folder.is_takeout or not folders_as_albums or not path.name:
        return None
    return AlbumName(path.as_posix(), path.as_posix())


def _without_a_picture(folders: Mapping[PurePosixPath, Folder]) -> Mapping[tuple[str, str], list[AlbumName]]:
    """Albums of Takeout that have a sidecar only, by the name and time of the picture, which lies in a folder of its year."""
    lonely: defaultdict[tuple[str, str], list[AlbumName]] = defaultdict(list)
    for path, folder in folders.items():
        album = _album_of(path, folder, False)
        if album is None:
            continue
        pairs = (sidecar_of(entry.name.lower(), folder.facts) for entry in folder.pictures)
        for name in sorted(folder.facts.keys() - {pair.sidecar for pair in pairs if pair}):
            facts = folder.facts[name]
            if facts.filename and facts.taken_at:
                lonely[facts.filename, facts.taken_at].append(album)
    return lonely
