"""What happens to an owner's library and account, and programs and people may want to be told of."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from schema.base import Record


class EventKind(StrEnum):
    IMAGE_READY = "image.ready"
    """An upload is accepted, and its presets are there."""
    IMAGE_REJECTED = "image.rejected"
    """An upload was refused, or a person has rejected the image."""
    IMAGE_FLAGGED = "image.flagged"
    """A model says that a person should look at the image."""
    IMAGE_DELETED = "image.deleted"
    """An image is in the bin."""
    IMAGE_RESTORED = "image.restored"
    """An image is back from the bin."""
    ALBUM_SHARED = "album.shared"
    DOMAIN_VERIFIED = "domain.verified"
    DOMAIN_FAILED = "domain.failed"
    BACKUP_FAILED = "backup.failed"
    """A backup has had three bad nights in a row."""
    QUOTA_REACHED = "quota.reached"
    """80 % or all of the plan's images are taken."""


class Event(Record):
    """Something that has happened. The same event has the same id, however often it is told."""

    id: str
    type: str
    """An `EventKind`, or `webhook.test`, which nobody asks for."""
    at: datetime
    data: dict[str, Any]


TEST_EVENT = "webhook.test"
"""The type of what the owner sends to try an endpoint."""
