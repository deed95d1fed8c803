"""What happens in a library, in the words of whoever wants to be told: a backup, webhooks, notices by e-mail."""

from datetime import datetime
from enum import StrEnum

from schema.base import Message


class EventKind(StrEnum):
    IMAGE_READY = "image.ready"
    """Its presets are complete; also after they were made again."""
    IMAGE_CHANGED = "image.changed"
    """Something that its owner sees of it, but for its path."""
    IMAGE_MOVED = "image.moved"
    """It has another album or filename."""
    IMAGE_FLAGGED = "image.flagged"
    """A person should look at it."""
    IMAGE_REJECTED = "image.rejected"
    """Its bytes were refused, or a person has decided that nobody may see it."""
    IMAGE_DELETED = "image.deleted"
    """It is in the bin, or on its way out."""
    IMAGE_RESTORED = "image.restored"
    """It has come back from the bin."""
    IMAGE_PURGED = "image.purged"
    """It is gone for good."""
    ALBUM_CHANGED = "album.changed"
    """It is new, or says something else."""
    ALBUM_DELETED = "album.deleted"
    LIBRARY_CHANGED = "library.changed"
    """The owner's profile, settings or tags."""
    ALBUM_SHARED = "album.shared"
    DOMAIN_VERIFIED = "domain.verified"
    """A host of the owner's own is served."""
    DOMAIN_FAILED = "domain.failed"
    """A host cannot be served; its record says why."""
    BACKUP_FAILED = "backup.failed"
    """It has had three bad nights in a row."""
    QUOTA_REACHED = "quota.reached"
    """80 % or all of the plan's images are taken."""
    WEBHOOK_DISABLED = "webhook.disabled"
    """An endpoint was switched off by itself."""
    IMPORT_FINISHED = "import.finished"
    """An import has come to its end, or was given up."""
    RESTORE_FINISHED = "restore.finished"
    """A restore from a backup has come to its end, or has stopped."""
    DELETION_REQUESTED = "account.deletion_requested"
    """The account will be deleted, unless its owner takes that back."""
    API_KEY_CREATED = "api_key.created"


class Subscriber(StrEnum):
    """Who may want events. Each has one queue; stacks/service/change_stream.py and its services name it."""

    BACKUP = "backup"
    WEBHOOKS = "webhooks"
    NOTICES = "notices"


class LibraryEvent(Message):
    """One thing that happened. It says what to look at, and not what is there now: it may come late, twice, or out of order."""

    kind: EventKind
    event_id: str
    """The same at each delivery."""
    owner: str
    at: datetime
    """To about a second."""
    image_id: str | None = None
    album: str | None = None
    """The album itself, or the one that the image is in."""
    subject: str | None = None
    """What else it is about: a host, a percentage, the id of a webhook."""
