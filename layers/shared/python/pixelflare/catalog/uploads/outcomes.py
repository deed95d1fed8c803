"""The outcomes of an upload: accepted, or too late in one of two ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schema.library.images import PictureFacts
from schema.library.moderation import Moderation


@dataclass(frozen=True)
class Accepted:
    """The facts about an upload after its bytes were checked and stored."""

    size_bytes: int
    sha256: str
    upload_etag: str
    facts: PictureFacts
    duplicate_of: str | None = None
    moderation: Moderation | None = None
    """If it is held."""
    spent_mb_ms: int = 0
    """What the check took of its function."""
    also: Sequence[dict[str, Any]] = ()
    """Written in the same transaction."""


class NoLongerReserved(Exception):
    """Another run was faster, or the image is gone. `kept_sha256`: the bytes in the record, if any."""

    def __init__(self, *, kept_sha256: str | None) -> None:
        super().__init__("the image is no longer reserved")
        self.kept_sha256 = kept_sha256


class PathLost(Exception):
    """The reservation had expired, and another image has its path."""
