"""Members of albums: users of the installation who are invited to another owner's album."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from schema.base import Record, Request, Resource
from schema.identity.handles import HANDLE_PATTERN
from schema.limits import MAX_EMAIL_LENGTH
from schema.types import Text

MEMBER_ID_PATTERN = r"^mem_[0-9A-HJKMNP-TV-Z]{26}$"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_HANDLE = re.compile(HANDLE_PATTERN)

MemberId = Annotated[str, StringConstraints(pattern=MEMBER_ID_PATTERN)]


def is_email(invited: str) -> bool:
    return "@" in invited


def _addressee(text: str) -> str:
    """The address or handle in the form in which it is compared: small letters, a handle without its @."""
    text = text.lower().removeprefix("@")
    if not (_EMAIL if is_email(text) else _HANDLE).fullmatch(text):
        raise ValueError("this is neither an e-mail address nor a handle")
    return text


Addressee = Annotated[
    Text,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_EMAIL_LENGTH),
    AfterValidator(_addressee),
]


class MemberRole(StrEnum):
    VIEWER = "viewer"
    """Sees the album's pictures."""
    CONTRIBUTOR = "contributor"
    """Adds pictures, too, which are the album owner's from then on."""


class MemberState(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    """Not answered in time. It is removed with the next invitation to the album."""


class Member(Record):
    """An invitation to an album as stored, and what became of it."""

    member_id: str
    owner: str
    album: str
    album_created_at: datetime
    """A later album of the same slug is another one, which nobody was invited to."""
    invited: str
    """The e-mail address or handle, as the owner has named it."""
    digest: str = Field(repr=False)
    """Its HMAC, under which the invited person finds the invitation."""
    role: MemberRole = MemberRole.VIEWER
    download: bool = True
    show_metadata: bool = False
    state: MemberState = MemberState.INVITED
    member: str | None = None
    """The owner id of who has accepted. The API tells it nobody."""
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    """An invitation that is not accepted by then is over."""
    version: int = 1

    def state_at(self, now: datetime) -> MemberState:
        is_over = self.state is MemberState.INVITED and self.expires_at <= now
        return MemberState.EXPIRED if is_over else self.state


class Grant(Record):
    """That somebody may see another owner's album, and how. It stands under the person's own key."""

    member_id: str
    owner: str
    """Of the album."""
    album: str
    album_created_at: datetime
    role: MemberRole
    download: bool
    show_metadata: bool
    member: str
    since: datetime

    @property
    def may_add(self) -> bool:
        return self.role is MemberRole.CONTRIBUTOR


class InviteMember(Request):
    to: Addressee
    """An e-mail address or a handle. The answer is the same whether somebody has it or not."""
    role: MemberRole = MemberRole.VIEWER
    download: bool = True
    """Whether the files can be had. Without it, private pictures are shown in sizes up to 2,048 pixels only."""
    show_metadata: bool = False
    """Whether titles, dates, cameras and licences are shown."""


class ChangeMember(Request):
    """Changes only the given fields, at once."""

    role: MemberRole | None = None
    download: bool | None = None
    show_metadata: bool | None = None


class MemberResource(Resource):
    """A member of an album as the album's owner sees it."""

    id: str
    album: str
    invited: str
    """The e-mail address or handle that was invited."""
    role: MemberRole
    download: bool
    show_metadata: bool
    state: MemberState
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    """Until when an invitation can be accepted."""
    version: int


class Invitation(Resource):
    """An invitation as the invited person sees it."""

    id: str
    """The one of the album among those that are shared with you, once you have accepted."""
    title: str
    """Of the album."""
    by: str | None
    """Who invites: the display name, or else the handle. null if the owner has neither."""
    role: MemberRole
    invited: str
    """Your address or handle that was invited."""
    created_at: datetime
    expires_at: datetime
