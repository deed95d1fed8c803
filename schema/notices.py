"""Notices by e-mail: which kinds an owner gets, and what waits to be told in one letter."""

from datetime import datetime, timedelta

from schema.base import Record, Request, Resource
from schema.library.events import EventKind

NOTICE_KINDS: dict[str, EventKind] = {
    "image_rejected": EventKind.IMAGE_REJECTED,
    "image_flagged": EventKind.IMAGE_FLAGGED,
    "backup_failed": EventKind.BACKUP_FAILED,
    "quota_reached": EventKind.QUOTA_REACHED,
    "domain_verified": EventKind.DOMAIN_VERIFIED,
    "domain_failed": EventKind.DOMAIN_FAILED,
    "import_finished": EventKind.IMPORT_FINISHED,
    "restore_finished": EventKind.RESTORE_FINISHED,
    "account_deletion_requested": EventKind.DELETION_REQUESTED,
    "api_key_created": EventKind.API_KEY_CREATED,
}
"""By the names of their switches."""
GATHERED: dict[EventKind, timedelta] = dict.fromkeys(
    (EventKind.IMAGE_REJECTED, EventKind.IMAGE_FLAGGED), timedelta(minutes=1)
)
"""What seldom comes alone: the first letter waits for so long."""


class NoticeSwitches(Record):
    """Which kinds are sent. What an owner should know of who is not looking is on at first."""

    image_rejected: bool = False
    image_flagged: bool = False
    backup_failed: bool = True
    quota_reached: bool = True
    domain_verified: bool = True
    domain_failed: bool = True
    import_finished: bool = True
    restore_finished: bool = True
    account_deletion_requested: bool = True
    api_key_created: bool = True

    def wanted(self) -> frozenset[EventKind]:
        return frozenset(kind for name, kind in NOTICE_KINDS.items() if getattr(self, name))

    def wants(self, kind: EventKind) -> bool:
        return kind in self.wanted()


WANTED_AT_FIRST = NoticeSwitches().wanted()


class Notices(Record):
    """An owner's switches as stored."""

    username: str | None = None
    """Who it is in the user pool, which knows the address. None until somebody has signed in since there are notices."""
    switches: NoticeSwitches = NoticeSwitches()
    version: int = 0
    """Counts changes."""


class ChangeNotices(Request):
    """Changes only the given switches."""

    image_rejected: bool | None = None
    image_flagged: bool | None = None
    backup_failed: bool | None = None
    quota_reached: bool | None = None
    domain_verified: bool | None = None
    domain_failed: bool | None = None
    import_finished: bool | None = None
    restore_finished: bool | None = None
    account_deletion_requested: bool | None = None
    api_key_created: bool | None = None


class NoticesResource(Resource):
    """The switches, and whether letters can come at all."""

    sends_mail: bool
    """Whether this installation sends mails. Without a sender of mails, the switches do nothing."""
    knows_address: bool
    """Whether it is known who you are in the user pool, where your address is. It becomes known when you change a switch."""
    image_rejected: bool
    """A picture's bytes were refused, or a person has decided that nobody may see it."""
    image_flagged: bool
    """A person should look at a picture."""
    backup_failed: bool
    """The backup has had three bad nights in a row."""
    quota_reached: bool
    """80 % or all of the plan's images are taken."""
    domain_verified: bool
    domain_failed: bool
    import_finished: bool
    restore_finished: bool
    account_deletion_requested: bool
    api_key_created: bool
    version: int


class Unsubscribed(Resource):
    """What is no longer sent."""

    kind: str


class Told(Record):
    """One thing that a letter tells of."""

    at: datetime
    image_id: str | None = None
    album: str | None = None
    subject: str | None = None


class Letter(Record):
    """What waits to be told of one kind, and when."""

    kind: EventKind
    count: int = 0
    shown: tuple[Told, ...] = ()
    """The first of them."""
    due_at: datetime | None = None
    quiet_until: datetime | None = None
    """No letter of this kind before: one has been sent."""
    claimed_until: datetime | None = None
    """Until then, the one who has claimed it may be sending it."""
    number: int = 0
    """How many there were before."""
    version: int = 0
