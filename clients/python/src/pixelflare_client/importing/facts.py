"""What an export knows of a picture besides its bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pixelflare_client.names import lines, one_line, tag_of

MAX_TITLE = 200
MAX_DESCRIPTION = 2_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class AlbumName:
    slug_from: str
    """What its slug is made of: the folder's name where titles may repeat."""
    title: str
    description: str = ""


@dataclass(frozen=True)
class Facts:
    filename: str | None = None
    """As it was uploaded there."""
    title: str | None = None
    description: str | None = None
    taken_at: str | None = None
    """ISO 8601, in UTC."""
    address: str | None = None
    """Where it was seen there."""
    tags: tuple[str, ...] = ()
    albums: tuple[AlbumName, ...] = ()
    is_trashed: bool = False

    def and_also(self, other: "Facts") -> "Facts":
        """Of two copies of a picture. Where both say something, this one counts."""
        return replace(
            self,
            filename=self.filename or other.filename,
            title=self.title or other.title,
            description=self.description or other.description,
            taken_at=self.taken_at or other.taken_at,
            address=self.address or other.address,
            tags=tuple(dict.fromkeys(self.tags + other.tags)),
            albums=tuple(dict.fromkeys(self.albums + other.albums)),
        )


def tags_of(names: Iterable[object], *, marks: Iterable[str] = ()) -> tuple[str, ...]:
    """What people can search for: marks such as `favourite`, and tags."""
    found = (tag_of(name) for name in names if isinstance(name, str))
    return tuple(dict.fromkeys([*marks, *(tag for tag in found if tag)]))


def title_in(value: object) -> str | None:
    return one_line(value, most=MAX_TITLE)


def description_in(value: object) -> str | None:
    return lines(value, most=MAX_DESCRIPTION)


def moment_of_seconds(value: object) -> str | None:
    """Of seconds since 1970. 0 is what exports write for a moment that nobody knows."""
    try:
        seconds = int(str(value))
        return (_EPOCH + timedelta(seconds=seconds)).isoformat() if seconds else None
    except (ValueError, OverflowError):
        return None


def moment_of_text(value: object) -> str | None:
    """Of ISO 8601. A clock without a zone counts as UTC."""
    try:
        said = datetime.fromisoformat(str(value))
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return None
