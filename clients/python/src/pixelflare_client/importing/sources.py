"""The files of folders and ZIP files, in one list. A ZIP is read where it lies: nothing of it is written to the disk."""

import hashlib
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

from pixelflare_client.errors import PixelflareError

MOST_INFLATION = 1000
"""Deflate packs at most 1,032 to 1. Only a bomb comes near."""
_BLOCK = 1024 * 1024
_ENCRYPTED = 0x1


class SourceFailed(PixelflareError):
    """A source, or one file of it, cannot be read."""


@dataclass(frozen=True)
class Entry:
    """A file of a source. It can be uploaded as it is."""

    origin: str
    """Where it lies, for people and for the journal: `/pictures/a.jpg`, `/takeout.zip!Trip/a.jpg`."""
    path: PurePosixPath
    """Inside its source."""
    size: int
    stamp: str
    """Another one when the content may have changed."""
    opened: Callable[[], BinaryIO]
    problem: str | None = None
    """Why its content is not read."""

    @property
    def name(self) -> str:
        return self.path.name

    def open(self) -> BinaryIO:
        return self.opened()

    def read(self, most: int) -> bytes:
        """Raises SourceFailed, also for a larger file."""
        if self.size > most:
            raise SourceFailed(f"{self.origin} has more than {most} bytes")
        return b"".join(self.blocks())

    def sha256(self) -> str:
        """Raises SourceFailed."""
        digest = hashlib.sha256()
        for block in self.blocks():
            digest.update(block)
        return digest.hexdigest()

    def blocks(self) -> Iterator[bytes]:
        """Never more than its size, whatever a ZIP really holds. Raises SourceFailed."""
        try:
            with self.open() as opened:
                while block := opened.read(_BLOCK):
                    yield block
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as broken:
            raise SourceFailed(f"{self.origin} cannot be read: {broken}") from broken


@contextmanager
def sources(paths: list[Path]) -> Iterator[list[Entry]]:
    """All files of the folders and ZIP files, which stay open meanwhile. Raises SourceFailed."""
    with ExitStack() as opened:
        found: dict[str, Entry] = {}
        for path in paths:
            for entry in _entries(path.resolve(), opened):
                found.setdefault(entry.origin, entry)
        yield list(found.values())


def _entries(path: Path, opened: ExitStack) -> Iterator[Entry]:
    if path.is_dir():
        yield from _of_folder(path)
    elif is_zipfile(path):
        yield from _of_zip(path, opened)
    elif path.is_file():
        yield _file(path, PurePosixPath(path.name))
    else:
        raise SourceFailed(f"there is no {path}")


def _of_folder(folder: Path) -> Iterator[Entry]:
    for below, folders, names in os.walk(folder):  # links to other folders are not followed
        folders.sort()
        for name in sorted(names):
            file = Path(below, name)
            if stat.S_ISREG(file.lstat().st_mode):
                yield _file(file, PurePosixPath(file.relative_to(folder).as_posix()))


def _file(file: Path, path: PurePosixPath) -> Entry:
    found = file.stat()
    return Entry(str(file), path, found.st_size, str(found.st_mtime_ns), lambda: file.open("rb"))


def _of_zip(path: Path, opened: ExitStack) -> Iterator[Entry]:
    try:
        archive = opened.enter_context(ZipFile(path))
    except (BadZipFile, NotImplementedError) as broken:
        raise SourceFailed(f"{path} is no ZIP file that can be read: {broken}") from broken
    members = [member for member in archive.infolist() if not member.is_dir()]
    if sum(member.compress_size for member in members) > path.stat().st_size:
        raise SourceFailed(f"{path} names more bytes than it has: its files overlap")
    for member in sorted(members, key=lambda member: member.filename):
        yield _member(path, archive, member)


def _member(path: Path, archive: ZipFile, member: ZipInfo) -> Entry:
    return Entry(
        origin=f"{path}!{member.filename}",
        path=PurePosixPath(member.filename),
        size=member.file_size,
        stamp=f"{member.CRC:08x}",
        opened=lambda: cast(BinaryIO, archive.open(member)),
        problem=_problem_of(member),
    )


def _problem_of(member: ZipInfo) -> str | None:
    # The names are never paths of this machine. They only say which album is meant, so one that lies is left out.
    if re.search(r"\\|\x00|^/|^[A-Za-z]:", member.filename) or ".." in member.filename.split("/"):
        return "unsafe_name"
    if member.flag_bits & _ENCRYPTED:
        return "encrypted"
    if member.file_size > MOST_INFLATION * max(member.compress_size, 1):
        return "bomb"
    return None
