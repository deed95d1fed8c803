"""What one change of a library does to its owner's bucket: seconds later, the bucket says what the records say."""

from datetime import datetime

from pixelflare.backups.services import BackupServices
from pixelflare.base.errors import SourceFailed
from pixelflare.base.observability import count, logger
from schema.library.events import LibraryEvent
from schema.messages.backups import AboutBackups


def follow_event(event: LibraryEvent, services: BackupServices, *, now: datetime) -> None:
    """Can be repeated, late, and in any order: the event says where to look, and the record what to write.

    Raises SourceFailed if the bucket refuses, NotFound if its credentials do not open, and Unavailable.
    """
    config = services.settings.find(event.owner)
    if config is None or not config.enabled:
        return
    sync = services.sync(event.owner, config)
    images = 0
    if event.image_id:
        images = sync.follow_image(event.image_id)
    else:
        sync.follow_library()
    services.runs.note_change(event.owner, images=images, now=now)


def give_up(event: AboutBackups, refused: SourceFailed) -> None:
    """The owner's bucket is the owner's matter, and no dead letter of ours: the night tries again, and tells."""
    count("BackupDelayed")
    logger.warning("change not backed up", owner=event.owner, kind=event.kind, problem=refused.message)
