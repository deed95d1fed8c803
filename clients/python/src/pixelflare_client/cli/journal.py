"""What has been uploaded, on disk: an upload that was killed goes on, and nothing is uploaded twice.

An entry is written before its first request, with the Idempotency-Key of its reservation. If the answer to the reservation
is lost, or the process dies, the same key finds the same image.
"""

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from platformdirs import user_state_path

from pixelflare_client.errors import PixelflareError

_TABLE = """
CREATE TABLE IF NOT EXISTS uploads (
  library TEXT NOT NULL, album TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL,
  key TEXT NOT NULL, image_id TEXT, done INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (library, album, path, sha256)
)
"""
_DIGESTS = """
CREATE TABLE IF NOT EXISTS digests (
  path TEXT NOT NULL, size INTEGER NOT NULL, stamp TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (path)
)
"""
_BEGIN = "INSERT OR IGNORE INTO uploads (library, album, path, sha256, key) VALUES (?, ?, ?, ?, ?)"
_FIND = "SELECT key, image_id, done FROM uploads WHERE library = ? AND album = ? AND path = ? AND sha256 = ?"
_NOTE = "UPDATE uploads SET image_id = ?, done = ? WHERE library = ? AND album = ? AND path = ? AND sha256 = ?"
_DIGEST = "SELECT sha256 FROM digests WHERE path = ? AND size = ? AND stamp = ?"
_KEEP = "INSERT OR REPLACE INTO digests (path, size, stamp, sha256) VALUES (?, ?, ?, ?)"
_FORGET = "DELETE FROM uploads WHERE library = ? AND album = ? AND path = ? AND sha256 = ?"


@dataclass(frozen=True)
class Upload:
    """One file's content on its way to one album."""

    library: str
    """The installation and the owner."""
    album: str
    path: str
    sha256: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        return self.library, self.album, self.path, self.sha256


@dataclass(frozen=True)
class Entry:
    key: str
    image_id: str | None
    is_done: bool


class JournalFailed(PixelflareError):
    """The file cannot be used. It is left as it is."""


class Journal:
    """Safe for threads, and for two processes at once: the first one decides the key."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, timeout=60, isolation_level=None)
        try:
            self._run(_TABLE, ())
            self._run(_DIGESTS, ())
        except sqlite3.DatabaseError as broken:
            raise JournalFailed(f"{path} is no journal of uploads: {broken}") from broken

    def begin(self, upload: Upload) -> Entry:
        """The entry of an earlier attempt, or a new one. It is on disk when this returns."""
        self._run(_BEGIN, (*upload.place, uuid4().hex))
        ((key, image_id, done),) = self._run(_FIND, upload.place)
        return Entry(key, image_id, bool(done))

    def reserved(self, upload: Upload, image_id: str) -> None:
        self._run(_NOTE, (image_id, False, *upload.place))

    def done(self, upload: Upload, image_id: str) -> None:
        self._run(_NOTE, (image_id, True, *upload.place))

    def forget(self, upload: Upload) -> None:
        """After a refusal: the next attempt is a new one, with a new key."""
        self._run(_FORGET, upload.place)

    def digest(self, path: str, size: int, stamp: str) -> str | None:
        """Of a file that has been read before, and has not changed since."""
        found = self._run(_DIGEST, (path, size, stamp))
        return found[0][0] if found else None

    def keep_digest(self, path: str, size: int, stamp: str, sha256: str) -> None:
        self._run(_KEEP, (path, size, stamp, sha256))

    def close(self) -> None:
        self._database.close()

    def _run(self, statement: str, values: tuple[object, ...]) -> list[Any]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()


def journal_path() -> Path:
    return user_state_path("pixelflare") / "uploads.sqlite3"
