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


WITHHELD = ("held", "rejected")
DECIDED = ("approved", "rejected")


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
    is_unsafe: bool = False
    """Whether a model flags what it shows."""
    moderation: str | None = None

    @property
    def may_be_public(self) -> bool:
        """Whether its viewers' objects may lie where the edge reads them."""
        is_for_everybody = self.visibility != "private" and self.expires_at is None
        return self.state is State.LIVE and is_for_everybody and self.moderation not in WITHHELD

    def hold(self) -> None:
        """It has come to an album where pictures are held. One that was judged harmless, or decided on, is not held."""
        if self.moderation in (None, "flagged"):
            self.moderation = "held"

    def judge(self) -> None:
        """A model has looked at it."""
        if self.moderation not in DECIDED:
            flagged = "held" if self.moderation == "held" else "flagged"
            self.moderation = flagged if self.is_unsafe else "clear"

    def decide(self, decision: str) -> None:
        self.moderation = {"approve": "approved", "reject": "rejected"}[decision]

    @property
    def path(self) -> tuple[str, str]:
        return self.album, self.filename


@dataclass
class ModelLibrary:
    images: list[ModelImage] = field(default_factory=list)
    albums: set[str] = field(default_factory=set)
    holding: set[str] = field(default_factory=set)
    """The albums where pictures are held until they are moderated."""
    to_be_emptied: list[ModelImage] = field(default_factory=list)
    """What was in the bin when its emptying was asked for, and was not restored since."""

    def in_state(self, *states: State) -> list[ModelImage]:
        return [image for image in self.images if image.state in states]

    def is_taken(self, path: tuple[str, str], *, by_other_than: ModelImage) -> bool:
        standing = self.in_state(State.RESERVED, State.LIVE)
        return any(image.path == path for image in standing if image is not by_other_than)

    def accept(self, image: ModelImage) -> None:
        image.state = State.LIVE
        self.hold_if_asked(image)

    def hold_if_asked(self, image: ModelImage) -> None:
        if image.album in self.holding:
            image.hold()

    def move(self, image: ModelImage, album: str, filename: str) -> None:
        comes_to_another = album != image.album
        image.album, image.filename = album, filename
        self.albums.add(album)
        if comes_to_another:
            self.hold_if_asked(image)

    def clean_up(self, now: datetime) -> None:
        for image in self.to_be_emptied:
            image.state = State.GONE
        self.to_be_emptied = []
        for image in self.in_state(State.LIVE):
            if image.expires_at and image.expires_at < now:
                image.state = State.BIN

    def restore(self, image: ModelImage, now: datetime) -> None:
        image.state = State.LIVE
        self.to_be_emptied = [each for each in self.to_be_emptied if each is not image]
        self.hold_if_asked(image)
        if image.expires_at and image.expires_at <= now:
            image.expires_at = None
