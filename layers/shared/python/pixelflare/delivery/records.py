"""What a miss knows, stage by stage; each record is made from the one before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pixelflare.delivery.paths import CdnRequest
from pixelflare.variants import ServedPicture
from schema.library.images import Image

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class View:
    """A viewer's request. `viewer` is the proven address; `clock` tells the time whenever it is asked."""

    path: str
    query: Mapping[str, str]
    viewer: str
    clock: Clock


@dataclass(frozen=True)
class Parsed:
    """The path is one that an image can have."""

    view: View
    asked: CdnRequest


@dataclass(frozen=True)
class Seen:
    """There is an image, and viewers may see it by this path."""

    view: View
    asked: CdnRequest
    image: Image


@dataclass(frozen=True)
class Found:
    """`picture` is None when there is nothing, or when nobody but the edge has asked: see `was_looked_for`."""

    seen: Seen
    picture: ServedPicture | None
    was_looked_for: bool


@dataclass(frozen=True)
class Look:
    """The record as it was read for an answer that has been announced, and when."""

    image: Image
    at: datetime


@dataclass(frozen=True)
class Ready:
    """A picture to answer with. `look` is None when the record is still to be read for the answer."""

    seen: Seen
    picture: ServedPicture
    look: Look | None = None
    was_stored: bool = False
    """Whether it was there before this request: only such requests count as asking again, not those that waited for it."""
