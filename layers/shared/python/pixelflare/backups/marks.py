"""What an image's record says of its copy: whether the owner's bucket has it as it is now."""

from collections.abc import Callable
from datetime import datetime

from pixelflare.base.clock import text_of
from schema.budgets import BACKUP_BELIEVED
from schema.library.backups import BackupConfig, BackupRun, ImageBackup, ImageBackupState
from schema.library.images import Image


def mark_of(image: Image, config: BackupConfig) -> str:
    """Another one for each state of the image, and for each place that backups go to."""
    return f"{text_of(config.since)} {text_of(image.updated_at)}"


def image_backup(image: Image, run: BackupRun, config: BackupConfig) -> ImageBackup:
    state = ImageBackupState.PENDING
    if image.backup_mark == mark_of(image, config):
        state = ImageBackupState.SYNCED
    elif image.image_id in run.failed_images:
        state = ImageBackupState.FAILED
    return ImageBackup(id=image.image_id, backup_status=state, last_success_at=run.last_success_at)


class BackupStates:
    """What images show of their copies. Owners' settings are believed for a minute, and asked for only if there is a copy."""

    def __init__(self, find: Callable[[str], BackupConfig | None]) -> None:
        self._find = find
        self._seen: dict[str, tuple[datetime, BackupConfig | None]] = {}

    def of(self, image: Image, *, now: datetime) -> ImageBackupState | None:
        """None if the bucket that is set up has no copy."""
        config = self._config(image.owner, now) if image.backup_mark else None
        if config is None or not (image.backup_mark or "").startswith(text_of(config.since)):
            return None
        return ImageBackupState.SYNCED if image.backup_mark == mark_of(image, config) else ImageBackupState.PENDING

    def _config(self, owner: str, now: datetime) -> BackupConfig | None:
        until, config = self._seen.get(owner, (now, None))
        if until <= now:
            config = self._find(owner)
            self._seen = {each: seen for each, seen in self._seen.items() if seen[0] > now}
            self._seen[owner] = now + BACKUP_BELIEVED, config
        return config
