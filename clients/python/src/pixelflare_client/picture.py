"""What can be uploaded: a name, a size, and bytes that can be read again."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol


class Picture(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int:
        """In bytes."""

    def open(self) -> BinaryIO:
        """From the first byte, each time anew. Raises OSError."""


@dataclass(frozen=True)
class FilePicture:
    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def open(self) -> BinaryIO:
        return self.path.open("rb")


def picture_of(given: Path | Picture) -> Picture:
    return FilePicture(given) if isinstance(given, Path) else given
