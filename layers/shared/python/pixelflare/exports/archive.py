"""A ZIP file that is written from its beginning to its end, and never read back."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any, Protocol

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The first one that a ZIP file can name."""
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3


class Sink(Protocol):
    """Where the bytes go. It has no `seek`, so the length of an entry follows behind it."""

    def write(self, data: bytes, /) -> int: ...
    def tell(self) -> int: ...
    def flush(self) -> None: ...


class Archive:
    """Pictures are stored as they are, because they are compressed already; text is deflated."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._zip = zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True)  # type: ignore[call-overload]

    @property
    def size(self) -> int:
        return self._sink.tell()

    def add(self, name: str, pieces: Iterable[bytes], *, size_bytes: int, at: datetime) -> None:
        """A file of this length, or of another: the pieces decide."""
        entry = _entry(name, at)
        entry.file_size = size_bytes
        with self._zip.open(entry, "w") as file:
            for piece in pieces:
                file.write(piece)

    def add_text(self, name: str, text: bytes, *, at: datetime) -> None:
        with self.lines(name, at=at) as file:
            file.write(text)

    @contextmanager
    def lines(self, name: str, *, at: datetime) -> Iterator[IO[bytes]]:
        """A file of text that may become as long as it likes."""
        entry = _entry(name, at)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(entry, "w", force_zip64=True) as file:
            yield file

    def close(self) -> None:
        """Writes the list of its files."""
        self._zip.close()


def as_line(kind: str, record: dict[str, Any]) -> bytes:
    return f"{json.dumps({'type': kind} | record, ensure_ascii=False, sort_keys=True)}\n".encode()


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    moment = at.astimezone(UTC).timetuple()[:6]
    entry = zipfile.ZipInfo(name, date_time=max(moment, _FIRST_DAY))
    entry.external_attr, entry.create_system = _PLAIN_FILE, _UNIX
    return entry
