"""A file of JSON lines that grows: each line is in the file before `append` returns, so a killed process loses none."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class AppendedLines:
    """Opened by the first line. Raises OSError when a line cannot be written, and from then on for every line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._file: int | None = None
        self._failure: OSError | None = None
        self.size = 0

    def append(self, *lines: Any) -> None:
        text = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
        with self._lock:
            if self._failure is not None:
                raise self._failure
            try:
                self._write(text)
            except OSError as error:
                self._failure = error  # half a line may be there: nothing may follow it
                raise

    def _write(self, text: bytes) -> None:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        while text:
            text = text[os.write(self._file, text) :]
        self.size = os.fstat(self._file).st_size

    def move(self, to: Path) -> None:
        """What was appended is at another path from now on, if there is anything. The next line begins a new file."""
        with self._lock:
            self._close()
            if self.path.exists():
                self.path.replace(to)

    def clear(self) -> None:
        with self._lock:
            self._close()
            self.path.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
        self._file, self.size = None, 0


def whole_lines(path: Path) -> Iterator[Any]:
    """The lines that were written to their end. Nobody was told that half a line is kept."""
    if path.exists():
        for line in path.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):
                yield json.loads(line)
