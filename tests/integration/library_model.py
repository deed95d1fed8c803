"""A library as plain values: what its owner has asked for, and what must be there once everything has been delivered."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    RESERVED = "reserved"
    """Its bytes wait in quarantine."""
    LIVE = "live"
    BIN = "bin"
    GONE = "gone"


@dataclass
class ModelImage:
    id: str
    filename: str
    album: str
    tags: frozenset[str]
    visibility: str = "public"
    alt: str | None = None
    expires_at: datetime | None = None
    state: State = State.RESERVED

    @property
    def path(self) -> tuple[str, str]:
        return self.album, self.filename


@dataclass
class ModelLibrary:
    images: list[ModelImage] = field(default_factory=list)
    albums: set[str] = field(default_factory=set)

    def in_state(self, *states: State) -> list[ModelImage]:
        return [image for image in self.images if image.state in states]

    def is_taken(self, path: tuple[str, str], *, by_other_than: ModelImage) -> bool:
        standing = self.in_state(State.RESERVED, State.LIVE)
        return any(image.path == path for image in standing if image is not by_other_than)

    def expire(self, now: datetime) -> None:
        for image in self.in_state(State.LIVE):
            if image.expires_at and image.expires_at < now:
                image.state = State.BIN

    def restore(self, image: ModelImage, now: datetime) -> None:
        image.state = State.LIVE
        if image.expires_at and image.expires_at <= now:
            image.expires_at = None
