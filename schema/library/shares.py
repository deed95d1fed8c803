"""Shared albums: links that show an album to whoever has them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from schema.base import Record, Request, Resource
from schema.limits import (
    MAX_SHARE_NAME_LENGTH,
    MAX_SHARE_PASSWORD_LENGTH,
    MAX_SHARE_VIEWS,
    MIN_SHARE_PASSWORD_LENGTH,
)
from schema.types import Moment, one_line

SHARE_ID_PATTERN = r"^shr_[0-9A-HJKMNP-TV-Z]{26}$"
SHARE_TOKEN_PATTERN = r"^[A-Za-z0-9_-]{24}$"  # noqa: S105 - the form of one

ShareId = Annotated[str, StringConstraints(pattern=SHARE_ID_PATTERN)]
ShareName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_SHARE_NAME_LENGTH),
    AfterValidator(one_line),
]
Password = Annotated[str, Field(min_length=MIN_SHARE_PASSWORD_LENGTH, max_length=MAX_SHARE_PASSWORD_LENGTH)]
MostViews = Annotated[int, Field(ge=1, le=MAX_SHARE_VIEWS)]


class PageLanguage(StrEnum):
    """What a public page is written in."""

    ENGLISH = "en"
    GERMAN = "de"


class ShareState(StrEnum):
    LIVE = "live"
    EXPIRED = "expired"
    USED_UP = "used_up"
    """Seen as often as it may be."""
    TAKEN_DOWN = "taken_down"
    """By an operator, whose reason is in `takedown_reason`."""


class Share(Record):
    """A shared album as stored, without its token."""

    share_id: str
    owner: str
    album: str
    album_created_at: datetime
    """A later album of the same slug is another one, which nobody has shared."""
    name: str | None = None
    expires_at: datetime | None = None
    password_hash: str | None = Field(default=None, repr=False)
    max_views: int | None = None
    download: bool = True
    show_metadata: bool = False
    language: PageLanguage = PageLanguage.ENGLISH
    takedown_reason: str | None = None
    views: int = 0
    last_viewed_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def is_cacheable(self) -> bool:
        """Whether everybody who has the link sees the same, however often."""
        return self.password_hash is None and self.max_views is None

    def state(self, now: datetime) -> ShareState:
        if self.takedown_reason is not None:
            return ShareState.TAKEN_DOWN
        if self.expires_at is not None and self.expires_at <= now:
            return ShareState.EXPIRED
        is_used_up = self.max_views is not None and self.views >= self.max_views
        return ShareState.USED_UP if is_used_up else ShareState.LIVE


class CreateShare(Request):
    name: ShareName | None = None
    """For yourself; viewers do not see it."""
    expires_at: Moment | None = None
    """With its offset from UTC. null: never."""
    password: Password | None = Field(default=None, repr=False)
    """What viewers must know. It cannot be read again."""
    max_views: MostViews | None = None
    """How often the album can be opened. null: any number of times."""
    download: bool = True
    """Whether the page offers the files. Without it, a private picture is shown in sizes up to 2,048 pixels only."""
    show_metadata: bool = False
    """Whether the page shows titles, dates and cameras."""
    language: PageLanguage = PageLanguage.ENGLISH


class ChangeShare(Request):
    """Changes only the given fields. null clears `name`, `expires_at`, `password` and `max_views`."""

    name: ShareName | None = None
    expires_at: Moment | None = None
    password: Password | None = Field(default=None, repr=False)
    max_views: MostViews | None = None
    download: bool | None = None
    show_metadata: bool | None = None
    language: PageLanguage | None = None


class ShareResource(Resource):
    """A shared album as its owner sees it."""

    id: str
    album: str
    url: str
    """What to give to viewers. Whoever has it sees the album."""
    state: ShareState
    name: str | None
    expires_at: datetime | None
    has_password: bool
    max_views: int | None
    download: bool
    show_metadata: bool
    language: PageLanguage
    takedown_reason: str | None
    """Why an operator has taken the link down. Viewers get 451, and only an operator can undo it."""
    views: int
    """How often it was opened. What the edge answers by itself, for up to a minute after a view, is not counted."""
    last_viewed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int
